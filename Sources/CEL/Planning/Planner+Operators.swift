import Diagnostics

extension Planner {
    /// A typed closure for an operator of the standard library over types that are known; nil when there is none.
    mutating func fastOperator(
        _ function: String, _ overload: Overload, _ arguments: [Expression], _ steps: [Step], _ expression: Expression
    ) -> Step? {
        guard overload.implementation.isStandard else { return nil }
        if overload.implementation === StandardLibrary.matches { return patternMatch(steps, arguments) }
        if function == Operator.not {
            let operand = steps[0].bool(at: arguments[0].span)
            return .bool(
                { (frame: inout Frame) throws(EvaluationError) in try !operand(&frame) }, .not(steps[0].test(at: arguments[0].span)))
        }
        guard arguments.count == 2 else { return nil }
        let spans = (arguments[0].span, arguments[1].span)
        switch (checked.type(of: arguments[0]), checked.type(of: arguments[1])) {
        case (.int, .int):
            let left = steps[0].int(at: spans.0)
            let right = steps[1].int(at: spans.1)
            let quantities = (steps[0].quantity(at: spans.0), steps[1].quantity(at: spans.1))
            if let comparison = Comparison(function) {
                // A constant on the right side, the most frequent case, costs no call.
                guard case .int(let constant)? = steps[1].constant else {
                    return .bool(
                        { (frame: inout Frame) throws(EvaluationError) in comparison.holds(try left(&frame), try right(&frame)) },
                        .comparison(quantities.0, comparison, quantities.1))
                }
                return .bool(
                    { (frame: inout Frame) throws(EvaluationError) in comparison.holds(try left(&frame), constant) },
                    .comparison(quantities.0, comparison, constant))
            }
            guard let operation = IntOperation(function) else { break }
            return .int(
                intArithmetic(operation, left, right, expression.span), .calculation(quantities.0, operation, quantities.1))
        case (.double, .double):
            let left = steps[0].double(at: spans.0)
            let right = steps[1].double(at: spans.1)
            guard let comparison = Comparison(function) else { return doubleArithmetic(function, left, right) }
            return .bool { (frame: inout Frame) throws(EvaluationError) in comparison.holds(try left(&frame), try right(&frame)) }
        case (.timestamp, .timestamp):
            guard let comparison = Comparison(function) else { break }
            let left = steps[0].timestamp(at: spans.0)
            if case .timestamp(let right)? = steps[1].constant {
                let test = place(of: arguments[0]).flatMap { $0.isLocal ? nil : Test.comparison(slot: $0.index, comparison, right) }
                return .bool({ (frame: inout Frame) throws(EvaluationError) in comparison.holds(try left(&frame), right) }, test)
            }
            let right = steps[1].timestamp(at: spans.1)
            return .bool { (frame: inout Frame) throws(EvaluationError) in comparison.holds(try left(&frame), try right(&frame)) }
        case (.string, let other):
            if let test = TextTest(function, steps[1], other, at: spans.1) {
                return .bool(test.step(of: steps[0], at: spans.0), test.test(of: steps[0]))
            }
        default: break
        }
        switch function {
        case Operator.equal: return equality(steps[0].value, steps[1].value, isEqual: true)
        case Operator.notEqual: return equality(steps[0].value, steps[1].value, isEqual: false)
        case Operator.in: return membership(steps[0], steps[1])
        default: return nil
        }
    }

    /// `text.matches("constant")`
    private func patternMatch(_ steps: [Step], _ arguments: [Expression]) -> Step? {
        guard case .string(let source)? = steps[1].constant, let pattern = try? Pattern(source) else { return nil }
        let text = steps[0].string(at: arguments[0].span)
        return .bool { (frame: inout Frame) throws(EvaluationError) in try StandardLibrary.match(try text(&frame), pattern, &frame) }
    }

    private func intArithmetic(
        _ operation: IntOperation, _ left: @escaping IntStep, _ right: @escaping IntStep, _ span: SourceSpan
    ) -> IntStep {
        { (frame: inout Frame) throws(EvaluationError) in
            let (a, b) = (try left(&frame), try right(&frame))
            do throws(EvaluationError) { return try operation.compute(a, b) } catch { throw error.located(at: span) }
        }
    }

    private func doubleArithmetic(_ function: String, _ left: @escaping DoubleStep, _ right: @escaping DoubleStep) -> Step? {
        switch function {
        case Operator.add: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) + right(&frame) }
        case Operator.subtract: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) - right(&frame) }
        case Operator.multiply: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) * right(&frame) }
        case Operator.divide: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) / right(&frame) }
        default: nil
        }
    }

    private func equality(_ left: @escaping ValueStep, _ right: @escaping ValueStep, isEqual: Bool) -> Step {
        .bool { (frame: inout Frame) throws(EvaluationError) in
            let a = try left(&frame)
            let b = try right(&frame)
            switch a {
            case .list, .map, .optional: try frame.chargeVisiting(a)
            default: break
            }
            return (a == b) == isEqual
        }
    }

    /// `x in list`; a list of constant keys becomes a hash set.
    private func membership(_ element: Step, _ container: Step) -> Step? {
        guard case .list(let values)? = container.constant, values.count > 4 else { return nil }
        var keys: Set<MapKey> = []
        for value in values {
            guard let key = MapKey(value) else { return nil }
            keys.insert(key)
        }
        let set = keys
        let step = element.value
        return .bool { (frame: inout Frame) throws(EvaluationError) in MapKey(try step(&frame)).map(set.contains) ?? false }
    }
}
