import Synchronization

/// A host value in a ``Value``: one reference, whatever the size of what it holds.
///
/// Fields that have to be converted (lists, maps, other host values) are converted once and kept with the value, so
/// that a thousand conditions over one cart convert its lines once.
public class HostReference: @unchecked Sendable {
    // @unchecked: the value at the address is Sendable and never changes, and the mutex guards what is kept.

    /// Tells subclasses apart without a dynamic cast.
    @usableFromInline let type: ObjectIdentifier
    /// Where the value lies, as long as this object lives. Fields are read from there, without a copy of the value.
    @usableFromInline let address: UnsafeRawPointer
    private let converted = Mutex<[(field: Int, value: Value)]>([])

    @usableFromInline init(type: ObjectIdentifier, address: UnsafeRawPointer) {
        self.type = type
        self.address = address
    }

    /// The name that `type(x)` gives.
    public var typeName: String { "" }

    func isEqual(to other: HostReference) -> Bool { self === other }
    func hash(into hasher: inout Hasher) {}

    /// The value, or nil when it is of another type.
    @inlinable public final func value<Host: HostValue>(as type: Host.Type = Host.self) -> Host? {
        guard self.type == ObjectIdentifier(Host.self) else { return nil }
        // Only `TypedHostReference<Host>.init` stores `Host`'s identifier, so there is nothing else at the address.
        return address.assumingMemoryBound(to: Host.self).pointee
    }

    /// The converted field, from the cache after the first time. A field that is absent is not kept.
    final func converted(_ field: Int, _ access: FieldAccess<Value>) -> Value? {
        let known = converted.withLock { entries in entries.first { $0.field == field }?.value }
        if let known { return known }
        guard let made = access.read(address) else { return nil }
        // Two tasks may convert at the same time; both make the same value, and the first one stays.
        converted.withLock { entries in
            if !entries.contains(where: { $0.field == field }) { entries.append((field, made)) }
        }
        return made
    }
}

@usableFromInline final class TypedHostReference<Host: HostValue>: HostReference, @unchecked Sendable {
    @usableFromInline init(_ value: Host) {
        let memory = UnsafeMutablePointer<Host>.allocate(capacity: 1)
        memory.initialize(to: value)
        super.init(type: ObjectIdentifier(Host.self), address: UnsafeRawPointer(memory))
    }

    deinit {
        let memory = UnsafeMutablePointer(mutating: address.assumingMemoryBound(to: Host.self))
        memory.deinitialize(count: 1)
        memory.deallocate()
    }

    @usableFromInline override var typeName: String { Host.celTypeName }

    override func isEqual(to other: HostReference) -> Bool {
        guard self !== other else { return true }
        guard let host: Host = value(), let other: Host = other.value() else { return false }
        return host == other
    }

    override func hash(into hasher: inout Hasher) {
        if let host: Host = value() { host.hash(into: &hasher) }
    }
}
