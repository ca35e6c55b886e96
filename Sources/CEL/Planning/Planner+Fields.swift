import Diagnostics

extension Planner {
    /// `operand.field`
    mutating func select(_ operand: Expression, _ field: String, _ expression: Expression) -> Step {
        if case .field(let known)? = checked.references[expression.id], case .host = checked.type(of: operand) {
            return hostField(known, of: operand, expression.span)
        }
        let target = plan(operand)
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
    private mutating func hostField(_ field: HostField, of operand: Expression, _ span: SourceSpan) -> Step {
        let target = plan(operand).value
        let place = place(of: operand)
        switch field.reader {
        case .bool(let get): return .bool(reading(field, get, target, place, span))
        case .int(let get): return .int(reading(field, get, target, place, span))
        case .double(let get): return .double(reading(field, get, target, place, span))
        case .string(let get): return .string(reading(field, get, target, place, span))
        case .value(let get): return .value(reading(field, get, target, place, span))
        case .converted(let get):
            let id = field.id
            return .value(reading(field, { reference in reference.converted(id, get) }, target, place, span))
        }
    }

    /// Reads the field where the object is kept, when that is a variable: nothing is copied on the way.
    private func reading<Result>(
        _ field: HostField, _ get: @escaping @Sendable (HostReference) -> Result?, _ target: @escaping ValueStep, _ place: Place?,
        _ span: SourceSpan
    ) -> TypedStep<Result> {
        let general: TypedStep<Result> = { (frame: inout Frame) throws(EvaluationError) in
            let value = try target(&frame)
            guard case .host(let reference) = value, let result = get(reference) else {
                throw Selection(field: field.name, span: span, known: field, types: [:]).failure(value)
            }
            return result
        }
        guard let place else { return general }
        let index = place.index
        if place.isLocal {
            return { (frame: inout Frame) throws(EvaluationError) in
                if case .host(let reference) = frame.locals[index], let result = get(reference) { return result }
                return try general(&frame)
            }
        }
        return { (frame: inout Frame) throws(EvaluationError) in
            if index < frame.variables.count, case .host(let reference)? = frame.variables[index], let result = get(reference) {
                return result
            }
            return try general(&frame)
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
    private let key: ComparedText

    init(field: String, span: SourceSpan, known: HostField?, types: [String: HostTypeDescription]) {
        self.field = field
        self.span = span
        self.known = known
        self.types = types
        key = ComparedText(field)
    }

    /// The field's value, or an error when there is none. An optional passes its absence on.
    func read(_ value: Value) throws(EvaluationError) -> Value {
        if case .optional(let wrapped) = value {
            guard let wrapped, let found = try find(wrapped) else { return .optional(nil) }
            return .optional(found)
        }
        guard let found = try find(value) else { throw absent(from: value) }
        return found
    }

    /// Why the field could not be read from this value.
    func failure(_ value: Value) -> EvaluationError {
        if let known, known.isOptional, case .host = value { return absent(from: value) }
        return noFields(value)
    }

    /// The field's value, or nil when it is absent; an error when the value is of a type without this field.
    func find(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .map(let map): return map[key, field]
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
