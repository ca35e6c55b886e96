import Diagnostics

extension Planner {
    /// `operand.field`
    mutating func select(_ operand: Expression, _ field: String, _ expression: Expression) -> Step {
        let span = expression.span
        let target = plan(operand)
        if case .field(let known)? = checked.references[expression.id], case .host = checked.type(of: operand) {
            return hostField(known, of: target.value, span)
        }
        let value = target.value
        let select = selection(field, expression)
        return folding([target]) { (frame: inout Frame) throws(EvaluationError) in try select.read(try value(&frame)) }
    }

    private func selection(_ field: String, _ expression: Expression) -> Selection {
        var known: HostField?
        if case .field(let hostField)? = checked.references[expression.id] { known = hostField }
        return Selection(field: field, span: expression.span, known: known, types: types)
    }

    /// A field that the checker knows, read with its own Swift type.
    private func hostField(_ field: HostField, of target: @escaping ValueStep, _ span: SourceSpan) -> Step {
        let failure: @Sendable (Value) -> EvaluationError = { value in
            guard case .host = value, field.isOptional else {
                return EvaluationError(
                    code: "cel.noSuchField", "a value of type \(value.typeName) has no field '\(field.name)'", span: span)
            }
            return .absentField(field.name, span)
        }
        switch field.reader {
        case .bool(let get):
            return .bool { (frame: inout Frame) throws(EvaluationError) in
                let value = try target(&frame)
                guard case .host(let reference) = value, let result = get(reference) else { throw failure(value) }
                return result
            }
        case .int(let get):
            return .int { (frame: inout Frame) throws(EvaluationError) in
                let value = try target(&frame)
                guard case .host(let reference) = value, let result = get(reference) else { throw failure(value) }
                return result
            }
        case .double(let get):
            return .double { (frame: inout Frame) throws(EvaluationError) in
                let value = try target(&frame)
                guard case .host(let reference) = value, let result = get(reference) else { throw failure(value) }
                return result
            }
        case .string(let get):
            return .string { (frame: inout Frame) throws(EvaluationError) in
                let value = try target(&frame)
                guard case .host(let reference) = value, let result = get(reference) else { throw failure(value) }
                return result
            }
        case .value(let get):
            return .value { (frame: inout Frame) throws(EvaluationError) in
                let value = try target(&frame)
                guard case .host(let reference) = value, let result = get(reference) else { throw failure(value) }
                return result
            }
        }
    }

    /// `operand.?field`
    mutating func optionalSelect(_ operand: Expression, _ field: String, _ expression: Expression) -> Step {
        let target = plan(operand)
        let value = target.value
        let select = selection(field, expression)
        return folding([target]) { (frame: inout Frame) throws(EvaluationError) in
            .optional(try select.find(try value(&frame)))
        }
    }

    /// `has(operand.field)`
    mutating func has(_ operand: Expression, _ field: String, _ expression: Expression) -> Step {
        let target = plan(operand).value
        let select = selection(field, expression)
        return .bool { (frame: inout Frame) throws(EvaluationError) in try select.find(try target(&frame)) != nil }
    }
}

/// A field selection whose meaning depends on the value.
struct Selection: Sendable {
    let field: String
    let span: SourceSpan
    /// What the checker knows, when the host type is certain.
    let known: HostField?
    let types: [String: HostTypeDescription]

    /// The field's value, or an error when there is none. An optional passes its absence on.
    func read(_ value: Value) throws(EvaluationError) -> Value {
        if case .optional(let wrapped) = value {
            guard let wrapped, let found = try find(wrapped) else { return .optional(nil) }
            return .optional(found)
        }
        guard let found = try find(value) else { throw absent(from: value) }
        return found
    }

    /// The field's value, or nil when it is absent; an error when the value is of a type without this field.
    func find(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .map(let map): return map[field]
        case .optional(let wrapped):
            guard let wrapped else { return nil }
            return try find(wrapped)
        case .host(let reference):
            guard let hostField = known ?? types[reference.typeName]?.fields[field] else { throw noFields(value) }
            return hostField.read(reference)
        default: throw noFields(value)
        }
    }

    private func absent(from value: Value) -> EvaluationError {
        guard case .map = value else { return .absentField(field, span) }
        return EvaluationError(
            code: "cel.noSuchKey", "the map has no key '\(field)'", hint: "test it with has(…), or read it with .?\(field)", span: span)
    }

    private func noFields(_ value: Value) -> EvaluationError {
        EvaluationError(code: "cel.noSuchField", "a value of type \(value.typeName) has no field '\(field)'", span: span)
    }
}

extension EvaluationError {
    static func absentField(_ field: String, _ span: SourceSpan) -> EvaluationError {
        EvaluationError(
            code: "cel.absentField", "'\(field)' is not set", hint: "test it with has(…), or read it with .?\(field)", span: span)
    }
}
