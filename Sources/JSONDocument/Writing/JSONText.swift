extension JSON {
    /// The canonical text of RFC 8785: no space, names sorted by UTF-16 code units, ECMAScript numbers.
    ///
    /// Beyond the RFC, which knows only doubles, an `Int64` past 2⁵³ keeps all its digits.
    public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// The canonical text as UTF-8, e.g. to be hashed.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter(indentation: nil)
        writer.write(self)
        return writer.bytes
    }

    /// The text for people: sorted names, two spaces a level, one line break at the end.
    public var prettyText: String {
        var writer = JSONWriter(indentation: 2)
        writer.write(self)
        writer.bytes.append(UInt8(ascii: "\n"))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct JSONWriter {
    /// Spaces a level, or nil for canonical text.
    let indentation: Int?
    var bytes: [UInt8] = []
    private var level = 0

    init(indentation: Int?) { self.indentation = indentation }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value):
            precondition(value.isFinite, "JSON holds no infinity and no NaN; build numbers with JSON(_: Double)")
            bytes.append(contentsOf: canonicalNumberText(value).utf8)
        case .string(let value): write(value)
        case .array(let elements): list("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let members):
            list("{", "}", members.sorted { precedes($0.key, $1.key) }) { writer, member in
                writer.write(member.key)
                writer.bytes.append(contentsOf: (writer.indentation == nil ? ":" : ": ").utf8)
                writer.write(member.value)
            }
        }
    }

    private mutating func list<Item>(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        level += 1
        for (position, item) in items.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            write(&self, item)
        }
        level -= 1
        if !items.isEmpty { breakLine() }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func breakLine() {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * level))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0C: bytes.append(contentsOf: "\\f".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
                bytes.append(contentsOf: String(byte, radix: 16).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// RFC 8785 compares names as arrays of UTF-16 code units; Swift's `<` would order U+FF5E before U+1F600.
private func precedes(_ left: String, _ right: String) -> Bool {
    left.utf16.lexicographicallyPrecedes(right.utf16)
}
