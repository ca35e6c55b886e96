/// A Swift type that stands for a type of the language, so that host fields and functions are declared from Swift
/// closures and need no list of types.
public protocol ValueConvertible: Sendable {
    static var celType: CELType { get }
    var celValue: Value { get }
    /// Nil when the value is of another type.
    init?(celValue value: Value)
    /// Keeps a getter's Swift type, so that a field of a number is read without making a ``Value``.
    /// The default makes one and keeps it; only this module's own conformances have a reason to differ.
    static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Self?) -> FieldReader
    /// An array of this type as one that conditions go over without making values; nil where there is no such way.
    static func hostList(_ elements: [Self]) -> HostList?
}

// The readers are inlinable, so that the getter is compiled for its types in the module that declares it: generic
// code across modules costs some 20 ns a call.
extension ValueConvertible {
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Self?) -> FieldReader {
        .converted { reference in reference.read { (host: Host) in get(host)?.celValue } }
    }
    @inlinable public static func hostList(_ elements: [Self]) -> HostList? { nil }
}

extension HostValue {
    @inlinable public static func hostList(_ elements: [Self]) -> HostList? { .hosts(TypedHostArray(elements)) }
}

extension Value: ValueConvertible {
    public static var celType: CELType { .dyn }
    public var celValue: Value { self }
    public init?(celValue value: Value) { self = value }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Value?) -> FieldReader {
        .value { reference in reference.read { (host: Host) in get(host) } }
    }
}

extension Bool: ValueConvertible {
    public static var celType: CELType { .bool }
    public var celValue: Value { .bool(self) }
    public init?(celValue value: Value) {
        guard case .bool(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Bool?) -> FieldReader {
        .bool(FieldAccess(get))
    }
    @inlinable public static func hostList(_ elements: [Bool]) -> HostList? { .bools(elements) }
}

extension Int64: ValueConvertible {
    public static var celType: CELType { .int }
    public var celValue: Value { .int(self) }
    public init?(celValue value: Value) {
        guard case .int(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Int64?) -> FieldReader {
        .int(FieldAccess(get))
    }
    @inlinable public static func hostList(_ elements: [Int64]) -> HostList? { .ints(elements) }
}

extension Int: ValueConvertible {
    public static var celType: CELType { .int }
    public var celValue: Value { .int(Int64(self)) }
    public init?(celValue value: Value) {
        guard case .int(let wrapped) = value, let exact = Int(exactly: wrapped) else { return nil }
        self = exact
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Int?) -> FieldReader {
        .int(FieldAccess { (host: Host) in get(host).map { Int64($0) } })
    }
}

extension UInt64: ValueConvertible {
    public static var celType: CELType { .uint }
    public var celValue: Value { .uint(self) }
    public init?(celValue value: Value) {
        guard case .uint(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> UInt64?) -> FieldReader {
        .value { reference in reference.read { (host: Host) in get(host).map(Value.uint) } }
    }
}

extension Double: ValueConvertible {
    public static var celType: CELType { .double }
    public var celValue: Value { .double(self) }
    public init?(celValue value: Value) {
        guard case .double(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Double?) -> FieldReader {
        .double(FieldAccess(get))
    }
    @inlinable public static func hostList(_ elements: [Double]) -> HostList? { .doubles(elements) }
}

extension String: ValueConvertible {
    public static var celType: CELType { .string }
    public var celValue: Value { .string(self) }
    public init?(celValue value: Value) {
        guard case .string(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> String?) -> FieldReader {
        .string(FieldAccess(get))
    }
    @inlinable public static func hostList(_ elements: [String]) -> HostList? { .strings(elements) }
}

extension Timestamp: ValueConvertible {
    public static var celType: CELType { .timestamp }
    public var celValue: Value { .timestamp(self) }
    public init?(celValue value: Value) {
        guard case .timestamp(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Timestamp?) -> FieldReader {
        .timestamp(FieldAccess(get))
    }
}

extension Duration: ValueConvertible {
    public static var celType: CELType { .duration }
    public var celValue: Value { .duration(self) }
    public init?(celValue value: Value) {
        guard case .duration(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Duration?) -> FieldReader {
        .value { reference in reference.read { (host: Host) in get(host).map(Value.duration) } }
    }
}

extension MapValue: ValueConvertible {
    public static var celType: CELType { .map(key: .dyn, value: .dyn) }
    public var celValue: Value { .map(self) }
    public init?(celValue value: Value) {
        guard case .map(let wrapped) = value else { return nil }
        self = wrapped
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> MapValue?) -> FieldReader {
        .value { reference in reference.read { (host: Host) in get(host).map(Value.map) } }
    }
}

/// A list; reading one from a value copies its elements, and fails when one is of another type.
extension Array: ValueConvertible where Element: ValueConvertible {
    public static var celType: CELType { .list(Element.celType) }
    public var celValue: Value { .list(map(\.celValue)) }
    public init?(celValue value: Value) {
        guard case .list(let values) = value else { return nil }
        self = []
        reserveCapacity(values.count)
        for value in values {
            guard let element = Element(celValue: value) else { return nil }
            append(element)
        }
    }
    @inlinable @inline(__always)
    public static func fieldReader<Host: HostValue>(_ get: @escaping @Sendable (Host) -> [Element]?) -> FieldReader {
        .list(
            converted: { reference in reference.read { (host: Host) in get(host)?.celValue } },
            FieldAccess { (host: Host) in get(host).flatMap(Element.hostList) })
    }
}

/// A map with text keys; in the language its entries are in the order of their keys.
extension Dictionary: ValueConvertible where Key == String, Value: ValueConvertible {
    public static var celType: CELType { .map(key: .string, value: Value.celType) }
    public var celValue: CEL.Value { .map(MapValue(mapValues(\.celValue))) }
    public init?(celValue value: CEL.Value) {
        guard case .map(let map) = value else { return nil }
        self = [:]
        for (key, value) in zip(map.keys, map.values) {
            guard case .string(let name) = key, let converted = Value(celValue: value) else { return nil }
            self[name] = converted
        }
    }
}
