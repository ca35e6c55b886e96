/// How a field of a host object is read, by the type that comes out. Made by ``ValueConvertible/fieldReader(_:)``.
///
/// Each case reads the field of one object, and most also that of many elements of a Swift array, where the elements
/// are not boxed and a field of them becomes no ``Value``.
public enum FieldReader: Sendable {
    case bool(FieldAccess<Bool>)
    case int(FieldAccess<Int64>)
    case double(FieldAccess<Double>)
    case string(FieldAccess<String>)
    case timestamp(FieldAccess<Timestamp>)
    /// A Swift array: as a value made once and kept with the object, or as it is.
    case list(converted: @Sendable (HostReference) -> Value?, FieldAccess<HostList>)
    /// Made anew each time, because that costs nothing.
    case value(@Sendable (HostReference) -> Value?)
    /// Made once and kept with the object.
    case converted(@Sendable (HostReference) -> Value?)
}

/// Reads a field of one type from an object or from elements of a list.
public struct FieldAccess<Field: Sendable>: Sendable {
    /// Nil when the field is absent or the reference is of another host type.
    let read: @Sendable (HostReference) -> Field?
    /// The lanes, among those asked for, whose field passes a test; nil when a field is absent or the list is of another
    /// host type. The first lane is the element at `start`.
    let select: @Sendable (_ list: HostArray, _ start: Int, _ lanes: UInt64, _ passes: (Field) -> Bool) -> UInt64?
    /// Writes the fields of `count` elements from `start` on, and `absent` where a lane that was not asked for has none;
    /// false in the cases that make `select` nil. Only for types that need no clearing up.
    let copy:
        @Sendable (_ list: HostArray, _ start: Int, _ count: Int, _ lanes: UInt64, _ absent: Field, UnsafeMutablePointer<Field>) -> Bool

    /// Inlinable, as all that follows: the getter is compiled for its types, and into these loops, by the module that
    /// declares the field. Generic code across modules costs some 20 ns a call.
    @inlinable @inline(__always)
    public init<Host: HostValue>(_ get: @escaping @Sendable (Host) -> Field?) {
        self.init(
            read: { reference in reference.read(get) },
            select: { list, start, lanes, passes in list.select(get, start, lanes, passes) },
            copy: { list, start, count, lanes, absent, target in list.copy(get, start, count, lanes, absent, target) })
    }

    @usableFromInline init(
        read: @escaping @Sendable (HostReference) -> Field?,
        select: @escaping @Sendable (HostArray, Int, UInt64, (Field) -> Bool) -> UInt64?,
        copy: @escaping @Sendable (HostArray, Int, Int, UInt64, Field, UnsafeMutablePointer<Field>) -> Bool
    ) {
        self.read = read
        self.select = select
        self.copy = copy
    }
}
