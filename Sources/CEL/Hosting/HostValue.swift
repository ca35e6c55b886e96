/// A Swift type whose values the language can hold: an object with fields (`Cart`) or an opaque one with operators
/// (`Money`). Describe its fields with ``HostType`` and its operators and functions on the ``Environment``.
public protocol HostValue: ValueConvertible, Hashable {
    /// The name in expressions and messages, such as `cart` or `money`. The same for every value.
    static var celTypeName: String { get }
}

extension HostValue {
    public static var celType: CELType { .host(celTypeName) }
    public var celValue: Value { .object(self) }

    public init?(celValue value: Value) {
        guard let object = value.object(as: Self.self) else { return nil }
        self = object
    }
}
