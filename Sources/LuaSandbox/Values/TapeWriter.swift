import CLuaSandbox

/// Encodes values for the C side, which decodes them inside the protected call.
struct TapeWriter {
    private(set) var bytes: [UInt8] = []

    init(capacityBytes: Int = 256) {
        bytes.reserveCapacity(capacityBytes)
    }

    mutating func append(_ value: LuaValue) {
        switch value {
        case .null: append(SANDBOX_TAG_NIL)
        case .boolean(let flag): append(flag ? SANDBOX_TAG_TRUE : SANDBOX_TAG_FALSE)
        case .integer(let integer):
            append(SANDBOX_TAG_INTEGER)
            append(word: UInt64(bitPattern: integer))
        case .number(let number):
            append(SANDBOX_TAG_NUMBER)
            append(word: number.bitPattern)
        case .string(let text):
            append(SANDBOX_TAG_STRING)
            append(text: text)
        case .bytes(let data):
            append(SANDBOX_TAG_STRING)
            append(count: data.count)
            bytes.append(contentsOf: data)
        case .list(let elements): append(elements)
        case .map(let fields):
            append(SANDBOX_TAG_MAP)
            append(count: fields.count)
            for field in fields {
                append(text: field.name)
                append(field.value)
            }
        }
    }

    /// The arguments of a call are one list.
    mutating func append(_ elements: [LuaValue]) {
        append(SANDBOX_TAG_LIST)
        append(count: elements.count)
        for element in elements { append(element) }
    }

    private mutating func append(_ tag: SandboxTag) {
        bytes.append(UInt8(truncatingIfNeeded: tag.rawValue))
    }

    private mutating func append(word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(count: Int) {
        // A count past 32 bits cannot be decoded; the C side then refuses the tape as cut short.
        withUnsafeBytes(of: UInt32(clamping: count).littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(text: String) {
        // Native strings are contiguous: one copy instead of a loop over an iterator.
        let copied: Void? = text.utf8.withContiguousStorageIfAvailable { utf8 in
            append(count: utf8.count)
            bytes.append(contentsOf: utf8)
        }
        if copied == nil {
            append(count: text.utf8.count)
            bytes.append(contentsOf: text.utf8)
        }
    }
}
