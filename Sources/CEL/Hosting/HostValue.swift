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

/// A host value in a ``Value``: one reference, whatever the size of what it holds.
public class HostReference: @unchecked Sendable {
    // @unchecked: the class is immutable and its only subclass holds a `let` of a Sendable type.

    /// Tells subclasses apart without a dynamic cast.
    fileprivate let type: ObjectIdentifier

    fileprivate init(type: ObjectIdentifier) { self.type = type }

    /// The name that `type(x)` gives.
    public var typeName: String { "" }

    func isEqual(to other: HostReference) -> Bool { self === other }
    func hash(into hasher: inout Hasher) {}

    /// The value, or nil when it is of another type.
    public final func value<Host: HostValue>(as type: Host.Type = Host.self) -> Host? {
        guard self.type == ObjectIdentifier(Host.self) else { return nil }
        // Only `TypedHostReference<Host>.init` stores `Host`'s identifier, so the cast cannot be wrong.
        return unsafeDowncast(self, to: TypedHostReference<Host>.self).wrapped
    }
}

final class TypedHostReference<Host: HostValue>: HostReference, @unchecked Sendable {
    let wrapped: Host

    init(_ value: Host) {
        wrapped = value
        super.init(type: ObjectIdentifier(Host.self))
    }

    override var typeName: String { Host.celTypeName }

    override func isEqual(to other: HostReference) -> Bool {
        self === other || other.value(as: Host.self) == wrapped
    }

    override func hash(into hasher: inout Hasher) { wrapped.hash(into: &hasher) }
}
