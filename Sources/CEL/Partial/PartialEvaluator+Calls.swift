import Diagnostics

extension PartialEvaluator {
    /// `&&` (decided by false) and `||` (decided by true): unknown goes before error, and a known side may decide.
    mutating func logic(_ arguments: [Expression], _ expression: Expression, decidedBy decisive: Bool) throws(EvaluationError) -> Outcome {
        var outcomes: [Outcome] = []
        for argument in arguments {
            let outcome = try condition(argument)
            if case .known(.bool(decisive)) = outcome { return outcome }
            outcomes.append(outcome)
        }
        switch combined(outcomes, arguments) {
        case .known: return .known(.bool(!decisive))
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, let parts):
            // A side that is known does not decide here, so what is left is the other.
            let open = zip(outcomes, parts).filter { outcome, _ in if case .known = outcome { false } else { true } }.map(\.1)
            if open.count == 1 { return .unknown(attributes, open[0]) }
            return .unknown(attributes, .made(.call(decisive ? Operator.or : Operator.and, arguments: parts), expression.span))
        }
    }

    /// An expression that must be a bool.
    mutating func condition(_ expression: Expression) throws(EvaluationError) -> Outcome {
        let outcome = try visit(expression)
        if case .known(let value) = outcome {
            guard case .bool = value else { return .failed(EvaluationError.wanted("bool", value).located(at: expression.span)) }
        }
        return outcome
    }

    /// Only the side that is chosen is evaluated, so only the condition's unknown parts are reported.
    mutating func conditional(_ arguments: [Expression], _ expression: Expression) throws(EvaluationError) -> Outcome {
        let outcome = try condition(arguments[0])
        switch outcome {
        case .failed: return outcome
        case .known(let value): return try visit(arguments[value == .bool(true) ? 1 : 2])
        case .unknown(let attributes, let condition):
            let this = rest(of: try visit(arguments[1]), arguments[1])
            let that = rest(of: try visit(arguments[2]), arguments[2])
            return .unknown(attributes, .made(.call(Operator.conditional, arguments: [condition, this, that]), expression.span))
        }
    }

    mutating func call(
        _ arguments: [Expression], _ expression: Expression, _ rebuild: ([Expression]) -> Expression.Kind
    ) throws(EvaluationError) -> Outcome {
        if case .failure(let error)? = checked.references[expression.id] { return .failed(error) }
        var outcomes: [Outcome] = []
        for (place, argument) in arguments.enumerated() {
            outcomes.append(try visit(argument))
            if place == 0, isLazyChoice(expression), case .known(.optional(let wrapped?)) = outcomes[0] {
                if case .receiverCall(_, "orValue", _) = expression.kind { return .known(wrapped) }
                return outcomes[0]
            }
        }
        return try finish(combined(outcomes, arguments), expression, rebuild)
    }

    /// Calls the function when all its arguments are known.
    mutating func finish(
        _ parts: Parts, _ expression: Expression, _ rebuild: ([Expression]) -> Expression.Kind
    ) throws(EvaluationError) -> Outcome {
        switch parts {
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, let parts): return .unknown(attributes, .made(rebuild(parts), expression.span))
        case .known(let values): return try invoke(expression, values)
        }
    }

    /// `or` and `orValue` leave their other side alone when the first has a value.
    private func isLazyChoice(_ expression: Expression) -> Bool {
        guard case .receiverCall(_, let function, _) = expression.kind, function == "or" || function == "orValue",
            case .function(let overloads, isQualified: false)? = checked.references[expression.id]
        else { return false }
        return overloads.count == 1 && overloads[0].implementation.isStandard
    }

    /// Calls what the checker found for the node.
    mutating func invoke(_ expression: Expression, _ arguments: [Value]) throws(EvaluationError) -> Outcome {
        guard case .function(let overloads, _)? = checked.references[expression.id] else {
            preconditionFailure("the checker resolves every call")
        }
        for argument in arguments { try frame.chargeVisiting(argument) }
        let first = overloads[0].implementation
        let chosen =
            overloads.allSatisfy { $0.implementation === first }
            ? first
            : overloads.first { overload in zip(overload.parameters, arguments).allSatisfy { $0.admits($1) } }?.implementation
        do throws(EvaluationError) {
            guard let chosen else { throw EvaluationError.noOverload(overloads[0].name, arguments) }
            return .known(try chosen.call(arguments, &frame))
        } catch {
            return try failure(error.located(at: expression.span))
        }
    }

    // MARK: Literals

    mutating func list(_ elements: [Expression.ListElement], _ expression: Expression) throws(EvaluationError) -> Outcome {
        switch try parts(elements.map(\.expression)) {
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, let parts):
            let rebuilt = zip(elements, parts).map { Expression.ListElement(expression: $1, isOptional: $0.isOptional) }
            return .unknown(attributes, .made(.list(rebuilt), expression.span))
        case .known(let values):
            do throws(EvaluationError) {
                var list: [Value] = []
                for (element, value) in zip(elements, values) {
                    let present = element.isOptional ? try optionalContent(value, element.expression.span) : value
                    if let present { list.append(present) }
                }
                return .known(.list(list))
            } catch { return try failure(error) }
        }
    }

    mutating func map(_ entries: [Expression.MapEntry], _ expression: Expression) throws(EvaluationError) -> Outcome {
        switch try parts(entries.flatMap { [$0.key, $0.value] }) {
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, let parts):
            let rebuilt = entries.indices.map {
                Expression.MapEntry(key: parts[2 * $0], value: parts[2 * $0 + 1], isOptional: entries[$0].isOptional)
            }
            return .unknown(attributes, .made(.map(rebuilt), expression.span))
        case .known(let values):
            do throws(EvaluationError) {
                var made: [(key: Value, value: Value)] = []
                for (index, entry) in entries.enumerated() {
                    let value = values[2 * index + 1]
                    let present = entry.isOptional ? try optionalContent(value, entry.key.span) : value
                    if let present { made.append((values[2 * index], present)) }
                }
                return .known(.map(try makeMap(made, expression.span)))
            } catch { return try failure(error) }
        }
    }

    mutating func construct(_ type: String, _ fields: [Expression.FieldValue], _ expression: Expression) throws(EvaluationError) -> Outcome
    {
        if case .failure(let error)? = checked.references[expression.id] { return .failed(error) }
        guard case .constant(.type(let name))? = checked.references[expression.id] else {
            preconditionFailure("the checker knows every type that can be made")
        }
        switch try parts(fields.map(\.value)) {
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, let parts):
            let rebuilt = zip(fields, parts).map {
                Expression.FieldValue(name: $0.name, span: $0.span, value: $1, isOptional: $0.isOptional)
            }
            return .unknown(attributes, .made(.construct(type: type, fields: rebuilt), expression.span))
        case .known(let values):
            do throws(EvaluationError) {
                var set: [String: Value] = [:]
                for (field, value) in zip(fields, values) {
                    if let present = field.isOptional ? try optionalContent(value, field.span) : value { set[field.name] = present }
                }
                return .known(try WellKnownType.make(name, set))
            } catch { return try failure(error.located(at: expression.span)) }
        }
    }
}
