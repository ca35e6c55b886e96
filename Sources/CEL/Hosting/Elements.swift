/// The elements of a Swift array where they lie.
///
/// They stay there as long as nobody changes the array, and nobody can: it is a stored property of a host value, which never
/// changes and which ``HostReference`` keeps alive.
@usableFromInline struct Elements {
    let base: UnsafeRawPointer
    let stride: Int
    let count: Int

    @usableFromInline init(_ base: UnsafeRawPointer, stride: Int, count: Int) {
        self.base = base
        self.stride = stride
        self.count = count
    }
}

/// Finds the elements of a field that is a Swift array, so that a condition over them makes no values.
public struct ElementsAccess: Sendable {
    /// The Swift type of an element.
    let type: ObjectIdentifier
    /// From where the object lies that has the field; nil when the field is absent.
    let find: @Sendable (_ memory: UnsafeRawPointer) -> Elements?

    @usableFromInline init(type: ObjectIdentifier, find: @escaping @Sendable (_ memory: UnsafeRawPointer) -> Elements?) {
        self.type = type
        self.find = find
    }

    /// Nil for a computed array, which lies nowhere.
    @inlinable init?<Element: Sendable>(_ access: FieldAccess<[Element]>) {
        switch access.source {
        case .stored(let offset):
            self.init(type: ObjectIdentifier(Element.self)) { memory in
                (memory + offset).assumingMemoryBound(to: [Element].self).pointee.elements
            }
        case .storedOptional(let offset):
            self.init(type: ObjectIdentifier(Element.self)) { memory in
                (memory + offset).assumingMemoryBound(to: [Element]?.self).pointee?.elements
            }
        case .computed: return nil
        }
    }
}

extension Array {
    @inlinable @inline(__always)
    var elements: Elements? {
        // An empty array may have no memory; nothing is read from where this one has.
        let base = withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) } ?? UnsafeRawPointer(bitPattern: 1)
        return base.map { Elements($0, stride: MemoryLayout<Element>.stride, count: count) }
    }
}
