/// How a field of one Swift type is read from the memory of its host's value.
///
/// The pointers that it takes are those of ``HostReference/address`` and of the elements of ``Elements``: whoever calls has
/// made sure that a value of the right host type lies there, once for all that it reads.
public struct FieldAccess<Field: Sendable>: Sendable {
    @usableFromInline enum Source: Sendable {
        /// A stored property, so many bytes into the value.
        case stored(Int)
        case storedOptional(Int)
        case computed(@Sendable (UnsafeRawPointer) -> Field?)
    }

    @usableFromInline let source: Source

    /// Inlinable, so that the getter is compiled for its types by the module that declares the field: generic code across
    /// modules costs some 20 ns a call.
    @inlinable @inline(__always)
    init<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Field?) {
        self.init(computed: { memory in get(memory.assumingMemoryBound(to: Host.self).pointee) })
    }

    @usableFromInline init(computed get: @escaping @Sendable (UnsafeRawPointer) -> Field?) { source = .computed(get) }

    /// - Parameter offset: bytes from the beginning of the value to the property.
    @usableFromInline init(offset: Int, isOptional: Bool) { source = isOptional ? .storedOptional(offset) : .stored(offset) }

    /// Nil when the field is absent.
    @inlinable @inline(__always)
    func read(_ memory: UnsafeRawPointer) -> Field? {
        switch source {
        case .stored(let offset): (memory + offset).assumingMemoryBound(to: Field.self).pointee
        case .storedOptional(let offset): (memory + offset).assumingMemoryBound(to: Field?.self).pointee
        case .computed(let get): get(memory)
        }
    }

    /// Whether the field passes a test, which looks at it where it lies; nil when it is absent.
    @inline(__always)
    func test(_ memory: UnsafeRawPointer, _ passes: (borrowing Field) -> Bool) -> Bool? {
        switch source {
        case .stored(let offset): passes((memory + offset).assumingMemoryBound(to: Field.self).pointee)
        // An optional's value lies where the optional does.
        case .storedOptional(let offset):
            isPresent(memory) ? passes((memory + offset).assumingMemoryBound(to: Field.self).pointee) : nil
        case .computed(let get): get(memory).map { passes($0) }
        }
    }

    @inline(__always)
    func isPresent(_ memory: UnsafeRawPointer) -> Bool {
        switch source {
        case .stored: true
        case .storedOptional(let offset): (memory + offset).assumingMemoryBound(to: Field?.self).pointee != nil
        case .computed(let get): get(memory) != nil
        }
    }

    /// The same for a field that is read as another type.
    @inlinable func map<Other>(_ transform: @escaping @Sendable (Field) -> Other?) -> FieldAccess<Other> {
        FieldAccess<Other>(computed: { memory in read(memory).flatMap(transform) })
    }
}

/// How a field of a host object is read, by the type that comes out. Made by ``ValueConvertible/fieldReader(_:)``.
public enum FieldReader: Sendable {
    case bool(FieldAccess<Bool>)
    case int(FieldAccess<Int64>)
    case double(FieldAccess<Double>)
    case string(FieldAccess<String>)
    case timestamp(FieldAccess<Timestamp>)
    /// A Swift array: as a value made once and kept with the object, or, of a stored property, its elements where they lie.
    case list(converted: FieldAccess<Value>, ElementsAccess?)
    /// Made anew each time, because that costs nothing.
    case value(FieldAccess<Value>)
    /// Made once and kept with the object.
    case converted(FieldAccess<Value>)
}
