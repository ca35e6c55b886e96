/// A value of the Common Expression Language at run time.
///
/// Equality is the language's own (``==`` on `Value` is `_==_` of the specification): numbers compare across
/// `int`, `uint` and `double` by mathematical value, strings by code point, NaN is equal to nothing.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([Value])
    case map(MapValue)
    case timestamp(Timestamp)
    case duration(Duration)
    /// A type as a value, by its name: `int`, `list`, `google.protobuf.Timestamp`, or a host type's name.
    case type(String)
    /// `optional.of(value)`, or `optional.none()` for nil.
    indirect case optional(Value?)
    /// A value of a host type; made with ``object(_:)`` and read with ``object(as:)``.
    case host(HostReference)
}

extension Value {
    /// Wraps a host value. Cost: one allocation; keep the result when the same value is bound many times.
    public static func object<Host: HostValue>(_ value: Host) -> Value {
        .host(TypedHostReference(value))
    }

    /// The wrapped host value, or nil when this is not one of type `Host`.
    public func object<Host: HostValue>(as type: Host.Type = Host.self) -> Host? {
        guard case .host(let reference) = self else { return nil }
        return reference.value(as: type)
    }

    /// The name that `type(x)` gives this value.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        case .host(let reference): reference.typeName
        }
    }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral
{
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
}

extension Value: CustomStringConvertible {
    /// The value as CEL source where the language has a literal for it.
    public var description: String { unparsed(self) }
}
