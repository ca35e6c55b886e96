extension Value: Hashable {
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): sameCodePoints(a, b)
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.int, .uint), (.uint, .int), (.int, .double), (.double, .int), (.uint, .double), (.double, .uint):
            compareNumbers(left, right) == .equal
        case (.bytes(let a), .bytes(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.duration(let a), .duration(let b)): a == b
        case (.type(let a), .type(let b)): sameCodePoints(a, b)
        case (.optional(let a), .optional(let b)): a == b
        case (.host(let a), .host(let b)): a.isEqual(to: b)
        default: false
        }
    }

    /// Equal values hash alike: numbers of all types compare as doubles when their types differ, so they hash as doubles.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(Double(value))
        case .uint(let value): hasher.combine(Double(value))
        case .double(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .bytes(let value): hasher.combine(value)
        case .list(let values): hasher.combine(values)
        case .map(let value): hasher.combine(value.count)
        case .timestamp(let value): hasher.combine(value)
        case .duration(let value): hasher.combine(value)
        case .type(let name): hasher.combine(name)
        case .optional(let value): hasher.combine(value)
        case .host(let reference): reference.hash(into: &hasher)
        }
    }
}

/// True when both strings hold the same code points.
///
/// Swift's `==` also takes canonically equivalent strings for equal; the language does not. It is a cheap and
/// sure way to find strings different, so the bytes are only compared after it.
func sameCodePoints(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count, left == right else { return false }
    let fast = left.utf8.withContiguousStorageIfAvailable { leftBytes in
        right.utf8.withContiguousStorageIfAvailable { rightBytes in sameBytes(.init(leftBytes), .init(rightBytes)) }
    }
    if case .some(.some(let same)) = fast { return same }
    return left.utf8.elementsEqual(right.utf8)
}

/// Whether both buffers, which have the same length, hold the same bytes.
func sameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard let leftBytes = left.baseAddress, let rightBytes = right.baseAddress else { return true }
    return sameBytes(leftBytes, rightBytes, left.count)
}

/// The same for so many bytes from two places on. Eight at a time; the last ones once more together with those before them, so that
/// none is compared alone.
@inline(__always)
func sameBytes(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    @inline(__always)
    func same<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _: Word.Type) -> Bool {
        // In bounds by the conditions below; `loadUnaligned` asks for no alignment.
        left.loadUnaligned(fromByteOffset: offset, as: Word.self) == right.loadUnaligned(fromByteOffset: offset, as: Word.self)
    }
    if count < 4 {
        for offset in 0..<count where !same(offset, UInt8.self) { return false }
        return true
    }
    if count < 8 { return same(0, UInt32.self) && same(count - 4, UInt32.self) }
    var offset = 0
    while offset + 8 <= count {
        if !same(offset, UInt64.self) { return false }
        offset += 8
    }
    return same(count - 8, UInt64.self)
}

/// A text to compare many others with.
struct ComparedText: Sendable {
    private let text: String
    private let count: Int
    /// An ASCII text is canonically equivalent to no other text of the same number of bytes, so `==` settles it.
    private let isASCII: Bool

    init(_ text: String) {
        self.text = text
        count = text.utf8.count
        isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    }

    var stored: StoredText { StoredText(text) }

    /// As ``sameCodePoints(_:_:)``.
    func isSame(as other: String) -> Bool {
        guard other.utf8.count == count else { return false }
        return isASCII ? other == text : sameCodePoints(other, text)
    }
}
