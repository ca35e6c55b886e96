import Synchronization

/// A host value in a ``Value``: one reference, whatever the size of what it holds.
///
/// Fields that have to be converted (lists, maps, other host values) are converted once and kept with the value, so
/// that a thousand conditions over one cart convert its lines once.
public class HostReference: @unchecked Sendable {
    // @unchecked: the class is immutable but for the two caches, which their mutexes guard, and its only subclass adds a `let` of a
    // Sendable type.

    /// Tells subclasses apart without a dynamic cast.
    @usableFromInline let type: ObjectIdentifier
    private let converted = Mutex<[(field: Int, value: Value)]>([])
    private let lists = Mutex<[(field: Int, list: HostList)]>([])

    @usableFromInline init(type: ObjectIdentifier) { self.type = type }

    /// The name that `type(x)` gives.
    public var typeName: String { "" }

    func isEqual(to other: HostReference) -> Bool { self === other }
    func hash(into hasher: inout Hasher) {}

    /// The value, or nil when it is of another type.
    @inlinable public final func value<Host: HostValue>(as type: Host.Type = Host.self) -> Host? {
        guard self.type == ObjectIdentifier(Host.self) else { return nil }
        // Only `TypedHostReference<Host>.init` stores `Host`'s identifier, so the cast cannot be wrong.
        return unsafeDowncast(self, to: TypedHostReference<Host>.self).wrapped
    }

    /// What a getter reads from the value; nil when it is of another type, or the getter gives nil. Unlike
    /// ``value(as:)`` this does not copy the value.
    @inlinable public final func read<Host: HostValue, Result>(_ get: (Host) -> Result?) -> Result? {
        guard type == ObjectIdentifier(Host.self) else { return nil }
        // As in `value(as:)`.
        return get(unsafeDowncast(self, to: TypedHostReference<Host>.self).wrapped)
    }

    /// The converted field, from the cache after the first time. A field that is absent is not kept.
    final func converted(_ field: Int, _ convert: (HostReference) -> Value?) -> Value? {
        let known = converted.withLock { entries in entries.first { $0.field == field }?.value }
        if let known { return known }
        guard let made = convert(self) else { return nil }
        // Two tasks may convert at the same time; both make the same value, and the first one stays.
        converted.withLock { entries in
            if !entries.contains(where: { $0.field == field }) { entries.append((field, made)) }
        }
        return made
    }
}

extension HostReference {
    /// A field's Swift array; an array of host values, which takes an allocation, is kept after the first time.
    final func list(_ field: Int, _ read: (HostReference) -> HostList?) -> HostList? {
        let known = lists.withLock { entries in entries.first { $0.field == field }?.list }
        if let known { return known }
        guard let list = read(self) else { return nil }
        // As in `converted`.
        if case .hosts = list {
            lists.withLock { entries in
                if !entries.contains(where: { $0.field == field }) { entries.append((field, list)) }
            }
        }
        return list
    }
}

@usableFromInline final class TypedHostReference<Host: HostValue>: HostReference, @unchecked Sendable {
    @usableFromInline let wrapped: Host

    @usableFromInline init(_ value: Host) {
        wrapped = value
        super.init(type: ObjectIdentifier(Host.self))
    }

    @usableFromInline override var typeName: String { Host.celTypeName }

    override func isEqual(to other: HostReference) -> Bool {
        self === other || other.value(as: Host.self) == wrapped
    }

    override func hash(into hasher: inout Hasher) { wrapped.hash(into: &hasher) }
}
