import Synchronization

/// The fields of a host type, declared from Swift getters:
///
/// ```swift
/// var line = HostType(Line.self)
/// line.field("quantity") { $0.quantity }             // Int64 → int
/// line.optionalField("section") { $0.section }       // String? → has(line.section)
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

    /// A field that is always there. A later field of the same name replaces an earlier one.
    @inlinable @inline(__always)
    public mutating func field<Field: ValueConvertible>(_ name: String, _ get: @escaping @Sendable (Host) -> Field) {
        add(name, Field.celType, isOptional: false, Field.fieldReader { get($0) })
    }

    /// A field that may be absent: `has(x.name)` tells, `x.?name` gives an optional, and plain `x.name` of an absent
    /// one is the error `cel.absentField`.
    @inlinable @inline(__always)
    public mutating func optionalField<Field: ValueConvertible>(
        _ name: String, _ get: @escaping @Sendable (Host) -> Field?
    ) {
        add(name, Field.celType, isOptional: true, Field.fieldReader(get))
    }

    @usableFromInline mutating func add(_ name: String, _ type: CELType, isOptional: Bool, _ reader: FieldReader) {
        description.fields[name] = HostField(name: name, type: type, isOptional: isOptional, reader: reader)
    }
}

/// What the checker and the planner know of a host type.
struct HostTypeDescription: Sendable {
    let name: String
    var fields: [String: HostField] = [:]
}

struct HostField: Sendable {
    let name: String
    let type: CELType
    let isOptional: Bool
    let reader: FieldReader
    /// Unique in the process, because one object may be read through the types of several environments.
    let id: Int

    private static let ids = Atomic<Int>(0)

    init(name: String, type: CELType, isOptional: Bool, reader: FieldReader) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.reader = reader
        id = Self.ids.add(1, ordering: .relaxed).newValue
    }

    /// Whether the field is there; nil never.
    var presence: @Sendable (HostReference) -> Bool? {
        switch reader {
        case .bool(let access): { access.read($0) != nil }
        case .int(let access): { access.read($0) != nil }
        case .double(let access): { access.read($0) != nil }
        case .string(let access): { access.read($0) != nil }
        case .timestamp(let access): { access.read($0) != nil }
        case .list, .value, .converted: { read($0) != nil }
        }
    }

    /// The field as a value; nil when it is absent or the reference is of another host type.
    func read(_ reference: HostReference) -> Value? {
        switch reader {
        case .bool(let access): access.read(reference).map(Value.bool)
        case .int(let access): access.read(reference).map(Value.int)
        case .double(let access): access.read(reference).map(Value.double)
        case .string(let access): access.read(reference).map(Value.string)
        case .timestamp(let access): access.read(reference).map(Value.timestamp)
        case .value(let get): get(reference)
        case .list(converted: let get, _), .converted(let get): reference.converted(id, get)
        }
    }
}
