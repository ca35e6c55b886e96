/// What stands before and around a text: `r` raw, `b` bytes, one or three quotes.
struct StringPrefix {
    var isRaw = false
    var isBytes = false
    var quote: UInt8 = 0
    var isTriple = false
    /// Bytes up to and including the opening quotes.
    var length = 0
}

extension Lexer {
    /// The prefix of the string literal that starts here, or nil when none does.
    func stringPrefix() -> StringPrefix? {
        var prefix = StringPrefix()
        loop: while let byte = peek(prefix.length) {
            switch byte {
            case UInt8(ascii: "r"), UInt8(ascii: "R"):
                guard !prefix.isRaw else { return nil }
                prefix.isRaw = true
            case UInt8(ascii: "b"), UInt8(ascii: "B"):
                guard !prefix.isBytes else { return nil }
                prefix.isBytes = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                prefix.quote = byte
                break loop
            default: return nil
            }
            prefix.length += 1
        }
        guard prefix.quote != 0 else { return nil }
        prefix.isTriple = peek(prefix.length + 1) == prefix.quote && peek(prefix.length + 2) == prefix.quote
        prefix.length += prefix.isTriple ? 3 : 1
        return prefix
    }

    /// Reads the literal; in bytes, `\x` and octal escapes are bytes, in text they are code points.
    mutating func string(_ prefix: StringPrefix) -> Token.Kind? {
        let start = position
        position += prefix.length
        if !prefix.isBytes, !prefix.isTriple, let text = plainText(prefix.quote) { return .string(text) }
        var content: [UInt8] = []
        var isSound = true
        while true {
            guard let byte = peek(), prefix.isTriple || (byte != 0x0A && byte != 0x0D) else {
                report("the text that starts here has no closing quote", hint: "add the closing quote", from: start)
                return nil
            }
            if byte == prefix.quote, !prefix.isTriple || (peek(1) == prefix.quote && peek(2) == prefix.quote) {
                position += prefix.isTriple ? 3 : 1
                break
            }
            if byte == UInt8(ascii: "\\") {
                if prefix.isRaw {
                    content.append(byte)
                    position += 1
                    if let escaped = peek(), prefix.isTriple || (escaped != 0x0A && escaped != 0x0D) {
                        content.append(escaped)
                        position += 1
                    }
                } else if !escape(into: &content, isBytes: prefix.isBytes) {
                    isSound = false
                }
            } else {
                content.append(byte)
                position += 1
            }
        }
        guard isSound else { return nil }
        return prefix.isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    /// The text up to a closing quote, when there is no escape in it: what nearly all texts are.
    private mutating func plainText(_ quote: UInt8) -> String? {
        var end = position
        while end < bytes.count, bytes[end] != quote {
            guard bytes[end] != UInt8(ascii: "\\"), bytes[end] != 0x0A, bytes[end] != 0x0D else { return nil }
            end += 1
        }
        guard end < bytes.count else { return nil }
        defer { position = end + 1 }
        return text(position, end)
    }

    /// Reads one escape. False after one that was reported.
    private mutating func escape(into content: inout [UInt8], isBytes: Bool) -> Bool {
        let start = position
        position += 1
        guard let byte = peek() else { return true }
        position += 1
        switch byte {
        case UInt8(ascii: "a"): content.append(0x07)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "v"): content.append(0x0B)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): content.append(byte)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): return codePoint(digits: 2, start, into: &content, isBytes: isBytes)
        case UInt8(ascii: "u") where !isBytes: return codePoint(digits: 4, start, into: &content, isBytes: false)
        case UInt8(ascii: "U") where !isBytes: return codePoint(digits: 8, start, into: &content, isBytes: false)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            guard let second = peek(), let third = peek(1), (0x30...0x37).contains(second), (0x30...0x37).contains(third) else {
                report("an octal escape has three digits, from \\000 to \\377", from: start)
                return false
            }
            position += 2
            append(UInt32(byte - 0x30) * 64 + UInt32(second - 0x30) * 8 + UInt32(third - 0x30), to: &content, isBytes: isBytes)
        default:
            while let next = peek(), next & 0b1100_0000 == 0b1000_0000 { position += 1 }
            report("'\(text(start, position))' is not an escape", hint: "write \\\\ for a backslash, or put r before the text", from: start)
            return false
        }
        return true
    }

    private mutating func codePoint(digits: Int, _ start: Int, into content: inout [UInt8], isBytes: Bool) -> Bool {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek().flatMap(hexadecimalDigit) else {
                report("this escape needs \(digits) hexadecimal digits", from: start)
                return false
            }
            value = value &* 16 &+ digit
            position += 1
        }
        guard isBytes || Unicode.Scalar(value) != nil else {
            report("'\(text(start, position))' is not a Unicode code point", from: start)
            return false
        }
        append(value, to: &content, isBytes: isBytes)
        return true
    }

    private func append(_ value: UInt32, to content: inout [UInt8], isBytes: Bool) {
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: value))
        } else if let scalar = Unicode.Scalar(value) {
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
