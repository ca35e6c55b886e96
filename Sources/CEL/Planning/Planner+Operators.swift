import Diagnostics

extension Planner {
    /// A typed closure for an operator of the standard library over types that are known; nil when there is none.
    mutating func fastOperator(
        _ function: String, _ overload: Overload, _ arguments: [Expression], _ steps: [Step], _ expression: Expression
    ) -> Step? {
        guard overload.implementation.isStandard else { return nil }
        let types = arguments.map { checked.type(of: $0) }
        if overload.implementation === StandardLibrary.matches { return patternMatch(steps, arguments) }
        if function == Operator.not {
            let operand = steps[0].bool(at: arguments[0].span)
            return .bool { (frame: inout Frame) throws(EvaluationError) in try !operand(&frame) }
        }
        guard types.count == 2 else { return nil }
        let spans = arguments.map(\.span)
        switch (types[0], types[1]) {
        case (.int, .int):
            let left = steps[0].int(at: spans[0])
            let right = steps[1].int(at: spans[1])
            if let constant = steps[1].constant, case .int(let number) = constant, let step = intComparison(function, left, number) {
                return .bool(step)
            }
            return intComparison(function, left, right).map(Step.bool) ?? intArithmetic(function, left, right, expression.span)
        case (.double, .double):
            return doubleOperator(function, steps[0].double(at: spans[0]), steps[1].double(at: spans[1]))
        case (.string, .string):
            return stringOperator(function, steps[0].string(at: spans[0]), steps[1].string(at: spans[1]), steps[1].constant)
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

    private func intComparison(_ function: String, _ left: @escaping IntStep, _ right: Int64) -> BoolStep? {
        switch function {
        case Operator.equal: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) == right }
        case Operator.notEqual: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) != right }
        case Operator.less: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) < right }
        case Operator.lessOrEqual: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) <= right }
        case Operator.greater: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) > right }
        case Operator.greaterOrEqual: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) >= right }
        default: nil
        }
    }

    private func intComparison(_ function: String, _ left: @escaping IntStep, _ right: @escaping IntStep) -> BoolStep? {
        switch function {
        case Operator.equal: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) == right(&frame) }
        case Operator.notEqual: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) != right(&frame) }
        case Operator.less: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) < right(&frame) }
        case Operator.lessOrEqual: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) <= right(&frame) }
        case Operator.greater: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) > right(&frame) }
        case Operator.greaterOrEqual: { (frame: inout Frame) throws(EvaluationError) in try left(&frame) >= right(&frame) }
        default: nil
        }
    }

    private func intArithmetic(_ function: String, _ left: @escaping IntStep, _ right: @escaping IntStep, _ span: SourceSpan) -> Step? {
        let operation: @Sendable (Int64, Int64) throws(EvaluationError) -> Int64
        switch function {
        case Operator.add:
            return .int { (frame: inout Frame) throws(EvaluationError) in
                let (result, overflow) = try left(&frame).addingReportingOverflow(try right(&frame))
                guard !overflow else { throw EvaluationError.overflow("'+'").located(at: span) }
                return result
            }
        case Operator.subtract:
            return .int { (frame: inout Frame) throws(EvaluationError) in
                let (result, overflow) = try left(&frame).subtractingReportingOverflow(try right(&frame))
                guard !overflow else { throw EvaluationError.overflow("'-'").located(at: span) }
                return result
            }
        case Operator.multiply:
            return .int { (frame: inout Frame) throws(EvaluationError) in
                let (result, overflow) = try left(&frame).multipliedReportingOverflow(by: try right(&frame))
                guard !overflow else { throw EvaluationError.overflow("'*'").located(at: span) }
                return result
            }
        case Operator.divide: operation = Arithmetic.divideInts
        case Operator.modulo: operation = Arithmetic.moduloInts
        default: return nil
        }
        return .int { (frame: inout Frame) throws(EvaluationError) in
            let a = try left(&frame)
            let b = try right(&frame)
            do throws(EvaluationError) { return try operation(a, b) } catch { throw error.located(at: span) }
        }
    }

    private func doubleOperator(_ function: String, _ left: @escaping DoubleStep, _ right: @escaping DoubleStep) -> Step? {
        switch function {
        case Operator.equal: .bool { (frame: inout Frame) throws(EvaluationError) in try left(&frame) == right(&frame) }
        case Operator.notEqual: .bool { (frame: inout Frame) throws(EvaluationError) in try left(&frame) != right(&frame) }
        case Operator.less: .bool { (frame: inout Frame) throws(EvaluationError) in try left(&frame) < right(&frame) }
        case Operator.lessOrEqual: .bool { (frame: inout Frame) throws(EvaluationError) in try left(&frame) <= right(&frame) }
        case Operator.greater: .bool { (frame: inout Frame) throws(EvaluationError) in try left(&frame) > right(&frame) }
        case Operator.greaterOrEqual: .bool { (frame: inout Frame) throws(EvaluationError) in try left(&frame) >= right(&frame) }
        case Operator.add: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) + right(&frame) }
        case Operator.subtract: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) - right(&frame) }
        case Operator.multiply: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) * right(&frame) }
        case Operator.divide: .double { (frame: inout Frame) throws(EvaluationError) in try left(&frame) / right(&frame) }
        default: nil
        }
    }

    private func stringOperator(
        _ function: String, _ left: @escaping StringStep, _ right: @escaping StringStep, _ constant: Value?
    ) -> Step? {
        switch (function, constant) {
        case (Operator.equal, .string(let text)?): .bool(textEquality(left, text, isEqual: true))
        case (Operator.notEqual, .string(let text)?): .bool(textEquality(left, text, isEqual: false))
        case (Operator.equal, _):
            .bool { (frame: inout Frame) throws(EvaluationError) in sameCodePoints(try left(&frame), try right(&frame)) }
        case (Operator.notEqual, _):
            .bool { (frame: inout Frame) throws(EvaluationError) in !sameCodePoints(try left(&frame), try right(&frame)) }
        default: nil
        }
    }

    private func textEquality(_ left: @escaping StringStep, _ right: String, isEqual: Bool) -> BoolStep {
        let text = ComparedText(right)
        return { (frame: inout Frame) throws(EvaluationError) in text.isSame(as: try left(&frame)) == isEqual }
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
        if case .string(let step) = element {
            return .bool { (frame: inout Frame) throws(EvaluationError) in set.contains(.string(try step(&frame))) }
        }
        let step = element.value
        return .bool { (frame: inout Frame) throws(EvaluationError) in MapKey(try step(&frame)).map(set.contains) ?? false }
    }
}
