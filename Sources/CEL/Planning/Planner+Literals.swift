import Diagnostics

extension Planner {
    /// `[a, ?b]`
    mutating func list(_ elements: [Expression.ListElement]) -> Step {
        let steps = elements.map { plan($0.expression) }
        if !elements.contains(where: \.isOptional) {
            let values = steps.map(\.value)
            return folding(steps) { (frame: inout Frame) throws(EvaluationError) in
                var list: [Value] = []
                list.reserveCapacity(values.count)
                for value in values { list.append(try value(&frame)) }
                return .list(list)
            }
        }
        let parts = zip(elements, steps).map { (step: $1.value, isOptional: $0.isOptional, span: $0.expression.span) }
        return folding(steps) { (frame: inout Frame) throws(EvaluationError) in
            var list: [Value] = []
            for part in parts {
                let value = try part.step(&frame)
                if let present = part.isOptional ? try optionalContent(value, part.span) : value { list.append(present) }
            }
            return .list(list)
        }
    }

    /// `{key: value, ?key: optional}`
    mutating func map(_ entries: [Expression.MapEntry], _ span: SourceSpan) -> Step {
        var steps: [Step] = []
        var parts: [(key: ValueStep, value: ValueStep, isOptional: Bool, span: SourceSpan)] = []
        for entry in entries {
            let key = plan(entry.key)
            let value = plan(entry.value)
            steps += [key, value]
            parts.append((key.value, value.value, entry.isOptional, entry.key.span))
        }
        let planned = parts
        return folding(steps) { (frame: inout Frame) throws(EvaluationError) in
            var entries: [(key: Value, value: Value)] = []
            entries.reserveCapacity(planned.count)
            for part in planned {
                let key = try part.key(&frame)
                let value = try part.value(&frame)
                if let present = part.isOptional ? try optionalContent(value, part.span) : value { entries.append((key, present)) }
            }
            return .map(try makeMap(entries, span))
        }
    }

    /// `optional.optMap(variable, body)`
    mutating func optionalMap(_ target: Expression, _ body: Expression, isFlat: Bool) -> Step {
        let span = target.span
        let bodySpan = body.span
        let target = plan(target).value
        let place = depth
        depth += 1
        let body = plan(body).value
        depth -= 1
        return .value { (frame: inout Frame) throws(EvaluationError) in
            guard let wrapped = try optionalContent(try target(&frame), span) else { return .optional(nil) }
            frame.setLocal(place, wrapped)
            let result = try body(&frame)
            return .optional(isFlat ? try optionalContent(result, bodySpan) : result)
        }
    }
}

/// What an optional holds; another value is an error.
func optionalContent(_ value: Value, _ span: SourceSpan) throws(EvaluationError) -> Value? {
    guard case .optional(let wrapped) = value else { throw EvaluationError.wanted("optional_type", value).located(at: span) }
    return wrapped
}

/// A map, or the error that says what is wrong with its keys.
func makeMap(_ entries: [(key: Value, value: Value)], _ span: SourceSpan) throws(EvaluationError) -> MapValue {
    for entry in entries {
        switch entry.key {
        case .bool, .int, .uint, .string: continue
        default:
            throw EvaluationError(
                code: "cel.invalidKey", "a key of a map is a bool, int, uint or string, not \(entry.key.typeName)", span: span)
        }
    }
    guard let map = MapValue(entries) else {
        throw EvaluationError(code: "cel.duplicateKey", "a key appears twice in the map", span: span)
    }
    return map
}
