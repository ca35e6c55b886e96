/// A host's own Swift array, read element by element without making values of them.
public enum HostList: Sendable {
    case bools([Bool])
    case ints([Int64])
    case doubles([Double])
    case strings([String])
    case hosts(HostArray)

    var count: Int {
        switch self {
        case .bools(let elements): elements.count
        case .ints(let elements): elements.count
        case .doubles(let elements): elements.count
        case .strings(let elements): elements.count
        case .hosts(let array): array.count
        }
    }
}

/// An array of host values of one type, whatever the type.
public class HostArray: @unchecked Sendable {
    // @unchecked: immutable, and its only subclass adds a `let` of a Sendable type.

    /// Tells subclasses apart without a dynamic cast.
    @usableFromInline let type: ObjectIdentifier
    let count: Int

    @usableFromInline init(type: ObjectIdentifier, count: Int) {
        self.type = type
        self.count = count
    }

    /// See ``FieldAccess/select``.
    @inlinable @inline(__always)
    final func select<Host: HostValue, Field>(
        _ get: (Host) -> Field?, _ start: Int, _ lanes: UInt64, _ passes: (Field) -> Bool
    ) -> UInt64? {
        guard type == ObjectIdentifier(Host.self) else { return nil }
        // Only `TypedHostArray<Host>.init` stores `Host`'s identifier, so the cast cannot be wrong.
        let elements = unsafeDowncast(self, to: TypedHostArray<Host>.self).elements
        var passed: UInt64 = 0
        var rest = lanes
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            guard let field = get(elements[start + lane]) else { return nil }
            if passes(field) { passed |= 1 &<< UInt64(lane) }
            rest &= rest - 1
        }
        return passed
    }

    /// See ``FieldAccess/copy``.
    @inlinable @inline(__always)
    final func copy<Host: HostValue, Field>(
        _ get: (Host) -> Field?, _ start: Int, _ count: Int, _ lanes: UInt64, _ absent: Field,
        _ target: UnsafeMutablePointer<Field>
    ) -> Bool {
        guard type == ObjectIdentifier(Host.self) else { return false }
        // As in `select`.
        let elements = unsafeDowncast(self, to: TypedHostArray<Host>.self).elements
        for lane in 0..<count {
            if let field = get(elements[start + lane]) {
                (target + lane).initialize(to: field)
            } else {
                guard lanes & (1 &<< UInt64(lane)) == 0 else { return false }
                (target + lane).initialize(to: absent)
            }
        }
        return true
    }
}

@usableFromInline final class TypedHostArray<Host: HostValue>: HostArray, @unchecked Sendable {
    @usableFromInline let elements: [Host]

    @inlinable init(_ elements: [Host]) {
        self.elements = elements
        super.init(type: ObjectIdentifier(Host.self), count: elements.count)
    }
}
