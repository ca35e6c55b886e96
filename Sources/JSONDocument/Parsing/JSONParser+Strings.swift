extension JSONParser {
    /// Reads a string; `index` stands at the opening quote.
    mutating func string() throws(JSONSyntaxError) -> String {
        index += 1
        let start = index
        // Most strings hold no escape: one scan, one copy.
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = try validated(start..<index)
                index += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw controlCharacter() }
            index += 1
        }
        throw unexpected("the closing quote")
    }

    private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var text = try validated(start..<index)
        var plainStart = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                text += try validated(plainStart..<index)
                index += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                text += try validated(plainStart..<index)
                text.unicodeScalars.append(try escape())
                plainStart = index
                continue
            }
            if byte < 0x20 { throw controlCharacter() }
            index += 1
        }
        throw unexpected("the closing quote")
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = index
        index += 1
        guard let byte = peek else { throw unexpected("an escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default:
            throw JSONSyntaxError(
                code: "json.syntax", message: "unknown escape in a string", hint: "write \\\\ for a backslash",
                start: start, end: index)
        }
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let low = try hexadecimal()
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw JSONSyntaxError(
            code: "json.loneSurrogate", message: "a surrogate without its other half is not a character",
            hint: "write the character itself in UTF-8", start: start, end: index)
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw unexpected("four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }

    private func validated(_ range: Range<Int>) throws(JSONSyntaxError) -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[range])
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw JSONSyntaxError(
                code: "json.invalidUTF8", message: "the text is not UTF-8", hint: "encode it as UTF-8",
                start: range.lowerBound, end: range.upperBound)
        }
        return text
    }

    private func controlCharacter() -> JSONSyntaxError {
        error("json.syntax", "a control character stands unescaped in a string", hint: "write \\n, \\t or \\u00XX")
    }
}
