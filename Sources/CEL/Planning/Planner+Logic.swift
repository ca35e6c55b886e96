import Diagnostics

extension Planner {
    /// `a && b`: false when one side is false, whatever the other; otherwise an error of a side is the result.
    mutating func conjunction(_ arguments: [Expression]) -> Step { connective(arguments, decidedBy: false) { .and($0, $1) } }

    /// `a || b`: true when one side is true, whatever the other; otherwise an error of a side is the result.
    mutating func disjunction(_ arguments: [Expression]) -> Step { connective(arguments, decidedBy: true) { .or($0, $1) } }

    private mutating func connective(
        _ arguments: [Expression], decidedBy decisive: Bool, _ test: (_ left: Test, _ right: Test) -> Test
    ) -> Step {
        let steps = arguments.map { plan($0) }
        let left = steps[0].bool(at: arguments[0].span)
        let right = steps[1].bool(at: arguments[1].span)
        return folding(
            steps,
            .bool(
                { (frame: inout Frame) throws(EvaluationError) in
                    let answer: Bool
                    do throws(EvaluationError) {
                        answer = try left(&frame)
                    } catch {
                        if error.endsEvaluation { throw error }
                        if try right(&frame) == decisive { return decisive }
                        throw error
                    }
                    return answer == decisive ? decisive : try right(&frame)
                }, test(steps[0].test(at: arguments[0].span), steps[1].test(at: arguments[1].span))))
    }

    /// `condition ? this : that`; only the side that is chosen is evaluated.
    mutating func conditional(_ arguments: [Expression], _ expression: Expression) -> Step {
        let steps = arguments.map { plan($0) }
        if case .constant(.bool(let chosen)) = steps[0] { return chosen ? steps[1] : steps[2] }
        let condition = steps[0].bool(at: arguments[0].span)
        switch checked.type(of: expression) {
        case .bool:
            let this = steps[1].bool(at: arguments[1].span)
            let that = steps[2].bool(at: arguments[2].span)
            return .bool { (frame: inout Frame) throws(EvaluationError) in try condition(&frame) ? try this(&frame) : try that(&frame) }
        case .int:
            let this = steps[1].int(at: arguments[1].span)
            let that = steps[2].int(at: arguments[2].span)
            return .int(
                { (frame: inout Frame) throws(EvaluationError) in try condition(&frame) ? try this(&frame) : try that(&frame) },
                .choice(
                    steps[0].test(at: arguments[0].span), this: steps[1].quantity(at: arguments[1].span),
                    that: steps[2].quantity(at: arguments[2].span)))
        case .string:
            let this = steps[1].string(at: arguments[1].span)
            let that = steps[2].string(at: arguments[2].span)
            return .string { (frame: inout Frame) throws(EvaluationError) in try condition(&frame) ? try this(&frame) : try that(&frame) }
        default:
            let this = steps[1].value
            let that = steps[2].value
            return .value { (frame: inout Frame) throws(EvaluationError) in try condition(&frame) ? try this(&frame) : try that(&frame) }
        }
    }

    /// `optional.or(other)` and `optional.orValue(other)`: the other is evaluated only when it is needed.
    func optionalChoice(_ function: String, _ overloads: [Overload], _ steps: [Step], _ span: SourceSpan) -> Step? {
        guard function == "or" || function == "orValue", overloads.count == 1, overloads[0].implementation.isStandard else { return nil }
        let unwraps = function == "orValue"
        let target = steps[0].value
        let other = steps[1].value
        return .value { (frame: inout Frame) throws(EvaluationError) in
            let value = try target(&frame)
            if let wrapped = try optionalContent(value, span) { return unwraps ? wrapped : value }
            let result = try other(&frame)
            if !unwraps { _ = try optionalContent(result, span) }
            return result
        }
    }
}
