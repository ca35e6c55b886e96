import Diagnostics

extension Planner {
    /// An operator or a function of global style.
    mutating func call(_ function: String, _ arguments: [Expression], _ expression: Expression) -> Step {
        switch function {
        case Operator.and: return conjunction(arguments)
        case Operator.or: return disjunction(arguments)
        case Operator.conditional: return conditional(arguments, expression)
        default: break
        }
        guard case .function(let overloads, _)? = checked.references[expression.id] else {
            preconditionFailure("the checker resolves every call")
        }
        return apply(function, overloads, arguments, expression)
    }

    /// A call of one of `overloads`; the receiver, if any, is the first argument.
    mutating func apply(_ function: String, _ overloads: [Overload], _ arguments: [Expression], _ expression: Expression) -> Step {
        if function == "size", overloads.count == 1, overloads[0].implementation.isStandard, arguments.count == 1,
            let counted = filteredSize(arguments[0], overloads[0].implementation, expression.span)
        {
            return counted
        }
        let steps = arguments.map { plan($0) }
        // The checker has looked at literals; here constants are known that had to be computed.
        if overloads.count == 1, let finding = overloads[0].finding(steps.map(\.constant)) {
            findings.append(finding.located(at: expression.span).diagnostic(in: checked.source))
        }
        if let choice = optionalChoice(function, overloads, steps, expression.span) { return folding(steps, choice) }
        if overloads.count == 1, let fast = fastOperator(function, overloads[0], arguments, steps, expression) {
            return folding(steps, fast)
        }
        let span = expression.span
        let first = overloads[0].implementation
        if overloads.allSatisfy({ $0.implementation === first }) {
            if first.isStandard, steps.count == 2, let fast = dynamicOperator(function, first, steps, span) { return folding(steps, fast) }
            return folding(steps, direct(first, steps.map(\.value), span))
        }
        let values = steps.map(\.value)
        return folding(steps) { (frame: inout Frame) throws(EvaluationError) in
            var arguments: [Value] = []
            arguments.reserveCapacity(values.count)
            for value in values { arguments.append(try value(&frame)) }
            for overload in overloads where zip(overload.parameters, arguments).allSatisfy({ $0.admits($1) }) {
                return try invoke(overload.implementation, arguments, &frame, span)
            }
            throw EvaluationError.noOverload(function, arguments).located(at: span)
        }
    }

    /// A call whose implementation is certain.
    func direct(
        _ implementation: Implementation, _ values: [ValueStep], _ span: SourceSpan
    ) -> ValueStep {
        switch (implementation.body, values.count) {
        case (.unary(let run), 1):
            let first = values[0]
            return { (frame: inout Frame) throws(EvaluationError) in
                let a = try first(&frame)
                try charge(&frame, implementation, a)
                do throws(EvaluationError) { return try run(a) } catch { throw error.located(at: span) }
            }
        case (.binary(let run), 2):
            let first = values[0]
            let second = values[1]
            return { (frame: inout Frame) throws(EvaluationError) in
                let a = try first(&frame)
                let b = try second(&frame)
                try charge(&frame, implementation, a)
                try charge(&frame, implementation, b)
                do throws(EvaluationError) { return try run(a, b) } catch { throw error.located(at: span) }
            }
        default:
            return { (frame: inout Frame) throws(EvaluationError) in
                var arguments: [Value] = []
                arguments.reserveCapacity(values.count)
                for value in values { arguments.append(try value(&frame)) }
                return try invoke(implementation, arguments, &frame, span)
            }
        }
    }
}

/// Calls an implementation and says where, when it fails.
private func invoke(
    _ implementation: Implementation, _ arguments: [Value], _ frame: inout Frame, _ span: SourceSpan
) throws(EvaluationError) -> Value {
    for argument in arguments { try charge(&frame, implementation, argument) }
    do throws(EvaluationError) { return try implementation.call(arguments, &frame) } catch { throw error.located(at: span) }
}

/// What an argument's size costs.
@inline(__always)
private func charge(_ frame: inout Frame, _ implementation: Implementation, _ argument: Value) throws(EvaluationError) {
    switch argument {
    case .string(let text): try frame.charge(UInt64(text.utf8.count / 16))
    case .bytes(let bytes): try frame.charge(UInt64(bytes.count / 16))
    case .list, .map, .optional: if implementation.visitsElements { try frame.chargeVisiting(argument) }
    default: break
    }
}
