import Synchronization

/// The fields of a host type, declared from Swift getters:
///
/// ```swift
/// var line = HostType(Line.self)
/// line.field("quantity", \.quantity)                 // Int64 → int
/// line.optionalField("section", \.section)           // String? → has(line.section)
/// line.field("total") { $0.quantity * $0.price }     // computed
/// environment.declare(line)
/// ```
///
/// A type that has no fields (an opaque one) needs no description to be used by functions, only
/// `environment.declare(HostType(Money.self))` when expressions should name it (`type(x) == money`).
public struct HostType<Host: HostValue>: Sendable {
    private(set) var description = HostTypeDescription(name: Host.celTypeName)

    public init(_ type: Host.Type = Host.self) {}

    /// A type of values that share a Swift type with those of other types, such as the rows of different tables. The
    /// checker tells them apart by `name`; `type(x)` gives the Swift type's.
    public init(_ type: Host.Type = Host.self, named name: String) { description = HostTypeDescription(name: name) }

    /// A stored property that is always there, read straight from memory. A later field of the same name replaces an
    /// earlier one.
    @inlinable @inline(__always)
    public mutating func field<Field: ValueConvertible>(_ name: String, _ property: any KeyPath<Host, Field> & Sendable) {
        guard let offset = MemoryLayout<Host>.offset(of: property) else { return field(name) { $0[keyPath: property] } }
        add(name, Field.celType, isOptional: false, Field.fieldReader(FieldAccess(offset: offset, isOptional: false)))
    }

    /// A stored property that may be absent: `has(x.name)` tells, `x.?name` gives an optional, and plain `x.name` of an
    /// absent one is the error `cel.absentField`.
    @inlinable @inline(__always)
    public mutating func optionalField<Field: ValueConvertible>(_ name: String, _ property: any KeyPath<Host, Field?> & Sendable) {
        guard let offset = MemoryLayout<Host>.offset(of: property) else { return optionalField(name) { $0[keyPath: property] } }
        add(name, Field.celType, isOptional: true, Field.fieldReader(FieldAccess(offset: offset, isOptional: true)))
    }

    /// A field that is always there, computed at each reading: a call more than a stored property.
    @inlinable @inline(__always)
    public mutating func field<Field: ValueConvertible>(_ name: String, _ get: @escaping @Sendable (Host) -> Field) {
        add(name, Field.celType, isOptional: false, Field.fieldReader(FieldAccess { get($0) }))
    }

    /// A field that may be absent, computed at each reading.
    @inlinable @inline(__always)
    public mutating func optionalField<Field: ValueConvertible>(
        _ name: String, _ get: @escaping @Sendable (Host) -> Field?
    ) {
        add(name, Field.celType, isOptional: true, Field.fieldReader(FieldAccess(get)))
    }

    @usableFromInline mutating func add(_ name: String, _ type: CELType, isOptional: Bool, _ reader: FieldReader) {
        description.fields[name] = HostField(
            name: name, type: type, isOptional: isOptional, host: ObjectIdentifier(Host.self), reader: reader)
    }
}

/// What the checker and the planner know of a host type.
struct HostTypeDescription: Sendable {
    let name: String
    var fields: [String: HostField] = [:]
}

/// A class, because the checker and the planner hand it on for each field that an expression names.
final class HostField: Sendable {
    let name: String
    let type: CELType
    let isOptional: Bool
    /// The Swift type whose values have the field.
    let host: ObjectIdentifier
    let reader: FieldReader
    /// Unique in the process, because one object may be read through the types of several environments.
    let id: Int

    private static let ids = Atomic<Int>(0)

    init(name: String, type: CELType, isOptional: Bool, host: ObjectIdentifier, reader: FieldReader) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.host = host
        self.reader = reader
        id = Self.ids.add(1, ordering: .relaxed).newValue
    }

    /// Whether a field that is not converted is there; nil for others.
    func isPresent(_ memory: UnsafeRawPointer) -> Bool? {
        switch reader {
        case .bool(let access): access.isPresent(memory)
        case .int(let access): access.isPresent(memory)
        case .double(let access): access.isPresent(memory)
        case .string(let access): access.isPresent(memory)
        case .timestamp(let access): access.isPresent(memory)
        case .list, .value, .converted: nil
        }
    }

    /// The field as a value; nil when it is absent or the reference is of another host type.
    func read(_ reference: HostReference) -> Value? {
        guard reference.type == host else { return nil }
        let memory = reference.address
        switch reader {
        case .bool(let access): return access.read(memory).map(Value.bool)
        case .int(let access): return access.read(memory).map(Value.int)
        case .double(let access): return access.read(memory).map(Value.double)
        case .string(let access): return access.read(memory).map(Value.string)
        case .timestamp(let access): return access.read(memory).map(Value.timestamp)
        case .value(let access): return access.read(memory)
        case .list(converted: let access, _), .converted(let access): return reference.converted(id, access)
        }
    }
}
