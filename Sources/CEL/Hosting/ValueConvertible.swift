/// A Swift type that stands for a type of the language, so that host fields and functions are declared from Swift
/// closures and need no list of types.
public protocol ValueConvertible: Sendable {
    static var celType: CELType { get }
    var celValue: Value { get }
    /// Nil when the value is of another type.
    init?(celValue value: Value)
    /// Keeps a field's Swift type, so that a field of a number is read without making a ``Value``.
    /// The default makes one and keeps it; only this module's own conformances have a reason to differ.
    static func fieldReader(_ access: FieldAccess<Self>) -> FieldReader
}

extension ValueConvertible {
    // Closures, because a key path is looked up at run time.
    public static func fieldReader(_ access: FieldAccess<Self>) -> FieldReader { .converted(access.map { $0.celValue }) }
}

extension Value: ValueConvertible {
    public static var celType: CELType { .dyn }
    public var celValue: Value { self }
    public init?(celValue value: Value) { self = value }
    public static func fieldReader(_ access: FieldAccess<Value>) -> FieldReader { .value(access) }
}

extension Bool: ValueConvertible {
    public static var celType: CELType { .bool }
    public var celValue: Value { .bool(self) }
    public init?(celValue value: Value) {
        guard case .bool(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<Bool>) -> FieldReader { .bool(access) }
}

extension Int64: ValueConvertible {
    public static var celType: CELType { .int }
    public var celValue: Value { .int(self) }
    public init?(celValue value: Value) {
        guard case .int(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<Int64>) -> FieldReader { .int(access) }
}

extension Int: ValueConvertible {
    public static var celType: CELType { .int }
    public var celValue: Value { .int(Int64(self)) }
    public init?(celValue value: Value) {
        guard case .int(let wrapped) = value, let exact = Int(exactly: wrapped) else { return nil }
        self = exact
    }
    public static func fieldReader(_ access: FieldAccess<Int>) -> FieldReader { .int(access.map { Int64($0) }) }
}

extension UInt64: ValueConvertible {
    public static var celType: CELType { .uint }
    public var celValue: Value { .uint(self) }
    public init?(celValue value: Value) {
        guard case .uint(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<UInt64>) -> FieldReader { .value(access.map { .uint($0) }) }
}

extension Double: ValueConvertible {
    public static var celType: CELType { .double }
    public var celValue: Value { .double(self) }
    public init?(celValue value: Value) {
        guard case .double(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<Double>) -> FieldReader { .double(access) }
}

extension String: ValueConvertible {
    public static var celType: CELType { .string }
    public var celValue: Value { .string(self) }
    public init?(celValue value: Value) {
        guard case .string(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<String>) -> FieldReader { .string(access) }
}

extension Timestamp: ValueConvertible {
    public static var celType: CELType { .timestamp }
    public var celValue: Value { .timestamp(self) }
    public init?(celValue value: Value) {
        guard case .timestamp(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<Timestamp>) -> FieldReader { .timestamp(access) }
}

extension Duration: ValueConvertible {
    public static var celType: CELType { .duration }
    public var celValue: Value { .duration(self) }
    public init?(celValue value: Value) {
        guard case .duration(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<Duration>) -> FieldReader { .value(access.map { .duration($0) }) }
}

extension MapValue: ValueConvertible {
    public static var celType: CELType { .map(key: .dyn, value: .dyn) }
    public var celValue: Value { .map(self) }
    public init?(celValue value: Value) {
        guard case .map(let wrapped) = value else { return nil }
        self = wrapped
    }
    public static func fieldReader(_ access: FieldAccess<MapValue>) -> FieldReader { .value(access.map { .map($0) }) }
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
    @inlinable public static func fieldReader(_ access: FieldAccess<[Element]>) -> FieldReader {
        .list(converted: access.map { $0.celValue }, ElementsAccess(access))
    }
}

/// A map with text keys; in the language its entries are in the order of their keys.
extension Dictionary: ValueConvertible where Key == String, Value: ValueConvertible {
    public static var celType: CELType { .map(key: .string, value: Value.celType) }
    public var celValue: CEL.Value { .map(MapValue(texts: map { ($0.key, $0.value.celValue) })) }
    public init?(celValue value: CEL.Value) {
        guard case .map(let map) = value else { return nil }
        self = [:]
        for (key, value) in zip(map.keys, map.values) {
            guard case .string(let name) = key, let converted = Value(celValue: value) else { return nil }
            self[name] = converted
        }
    }
}
