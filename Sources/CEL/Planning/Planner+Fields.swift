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
        return Selection(field: field, span: expression.span, known: known, types: checked.hostTypes)
    }

    /// A field that the checker knows, read with its own Swift type.
    private mutating func hostField(_ field: HostField, of operand: Expression, _ span: SourceSpan) -> Step {
        .field(fieldTarget(field, of: operand, span))
    }

    mutating func fieldTarget(_ field: HostField, of operand: Expression, _ span: SourceSpan) -> FieldTarget {
        let place = place(of: operand)
        return FieldTarget(
            variable: place.flatMap { $0.isLocal ? nil : $0.index }, value: plan(operand).value, field: field, span: span)
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
        if case .field(let known)? = checked.references[expression.id], case .host = checked.type(of: operand) {
            let target = fieldTarget(known, of: operand, expression.span)
            guard case .string(let access) = known.reader, let property = target.property(access) else { return .bool(target.presence()) }
            return .bool(target.presence(), .presence(property))
        }
        let target = plan(operand).value
        let select = selection(field, expression)
        return .bool { (frame: inout Frame) throws(EvaluationError) in try select.find(try target(&frame)) != nil }
    }
}

/// Where the object is found whose field is read.
///
/// A class, so that a step that reads it captures one word: what a step captures is loaded each time that it runs.
final class FieldTarget: Sendable {
    /// The variable's slot, when the object is a variable of the bindings: it is read where it lies.
    let variable: Int?
    /// The object in general.
    let value: ValueStep
    let field: HostField
    private let host: ObjectIdentifier
    private let span: SourceSpan

    init(variable: Int?, value: @escaping ValueStep, field: HostField, span: SourceSpan) {
        self.variable = variable
        self.value = value
        self.field = field
        self.span = span
        host = field.host
    }

    /// The field as a step of its type.
    func step() -> Step {
        switch field.reader {
        case .bool(let access): .bool { (frame: inout Frame) throws(EvaluationError) in try self.read(&frame, access) }
        case .int(let access): .int { (frame: inout Frame) throws(EvaluationError) in try self.read(&frame, access) }
        case .double(let access): .double { (frame: inout Frame) throws(EvaluationError) in try self.read(&frame, access) }
        case .string(let access): .string { (frame: inout Frame) throws(EvaluationError) in try self.read(&frame, access) }
        case .timestamp(let access): .timestamp { (frame: inout Frame) throws(EvaluationError) in try self.read(&frame, access) }
        case .value(let access): .value { (frame: inout Frame) throws(EvaluationError) in try self.read(&frame, access) }
        case .list, .converted: .value { (frame: inout Frame) throws(EvaluationError) in try self.object(&frame, self.field.read) }
        }
    }

    @inline(__always)
    func read<Result>(_ frame: inout Frame, _ access: FieldAccess<Result>) throws(EvaluationError) -> Result {
        if let memory = memory(&frame), let result = access.read(memory) { return result }
        return try object(&frame) { $0.type == host ? access.read($0.address) : nil }
    }

    /// Where the object lies, when it is a variable of the bindings.
    @inline(__always)
    func memory(_ frame: inout Frame) -> UnsafeRawPointer? {
        variable.flatMap { frame.variables.address($0, of: host) }
    }

    /// `has(object.field)`
    func presence() -> BoolStep {
        { (frame: inout Frame) throws(EvaluationError) in
            if let memory = self.memory(&frame), let isPresent = self.field.isPresent(memory) { return isPresent }
            return try self.object(&frame) { $0.type == self.host ? self.field.read($0) != nil : nil }
        }
    }

    /// What is read from the object, wherever it comes from; an error when that is nothing.
    @inline(never)
    func object<Result>(_ frame: inout Frame, _ get: (HostReference) -> Result?) throws(EvaluationError) -> Result {
        let value = try value(&frame)
        guard case .host(let reference) = value, let result = get(reference) else {
            throw Selection(field: field.name, span: span, known: field, types: [:]).failure(value)
        }
        return result
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
