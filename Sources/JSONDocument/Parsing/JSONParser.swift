import Diagnostics

extension JSON {
    /// Reads strict JSON (RFC 8259) from UTF-8 bytes.
    ///
    /// An integer numeral beyond `Int64` is refused, because rounding it silently would change a quantity; it is read as a
    /// `Double` only where it is the canonical text of one, so that canonical text always reads back. Cost is linear.
    ///
    /// - Parameter name: What diagnostics call the text.
    /// - Throws: One diagnostic: `json.syntax`, `json.duplicateKey`, `json.invalidUTF8`, `json.loneSurrogate`,
    ///   `json.numberOutOfRange`, `json.tooLarge`, `json.tooDeep`, `json.tooManyValues`.
    public init(
        parsing bytes: [UInt8], name: String = "<json>", limits: JSONLimits = .standard
    ) throws(DiagnosticsError) {
        guard bytes.count <= limits.bytesMax else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "json.tooLarge", "the text has \(bytes.count) bytes; at most \(limits.bytesMax) are read",
                    hint: "send less, or split it")
            ])
        }
        let outcome: Result<JSON, JSONSyntaxError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, limits: limits)
            return Result { () throws(JSONSyntaxError) in try parser.document() }
        }
        switch outcome {
        case .success(let value): self = value
        case .failure(let error): throw error.diagnosed(in: bytes, name: name)
        }
    }

    /// Reads strict JSON from text; as `init(parsing: [UInt8])`.
    public init(
        parsing text: String, name: String = "<json>", limits: JSONLimits = .standard
    ) throws(DiagnosticsError) {
        try self.init(parsing: Array(text.utf8), name: name, limits: limits)
    }
}

/// What stopped the parser; it becomes a diagnostic only outside the hot path.
struct JSONSyntaxError: Error {
    let code: String
    let message: String
    var hint: String?
    let start: Int
    let end: Int

    func diagnosed(in bytes: [UInt8], name: String) -> DiagnosticsError {
        // Bytes that are not UTF-8 would shift offsets when decoded, so only what comes before them is shown.
        let text = String(validating: bytes, as: UTF8.self) ?? String(decoding: bytes.prefix(start), as: UTF8.self)
        let source = SourceText(name: name, text: text)
        let length = text.utf8.count
        return DiagnosticsError([
            Diagnostic(
                code: code, message, hint: hint, source: source,
                span: SourceSpan(min(start, length), min(end, length)))
        ])
    }
}

/// Recursive descent over the bytes; `depthMax` bounds the recursion.
///
/// `bytes` must outlive the parser: `JSON.init(parsing:)` holds the array for exactly that long.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var index = 0
    private var depth = 0
    private var values = 0

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONSyntaxError) -> JSON {
        skipSpace()
        let result = try value()
        skipSpace()
        guard index == bytes.count else { throw unexpected("the end of the text") }
        return result
    }

    private mutating func value() throws(JSONSyntaxError) -> JSON {
        values += 1
        if values > limits.valuesMax {
            throw error(
                "json.tooManyValues", "the text holds more than \(limits.valuesMax) values", hint: "send less, or split it")
        }
        switch peek {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
        default: throw unexpected("a value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONSyntaxError) -> JSON
    ) throws(JSONSyntaxError) -> JSON {
        depth += 1
        if depth > limits.depthMax {
            throw error("json.tooDeep", "more than \(limits.depthMax) levels of arrays and objects", hint: "flatten the value")
        }
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func object() throws(JSONSyntaxError) -> JSON {
        index += 1
        var members: [String: JSON] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let start = index
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a name in double quotes") }
            let name = try string()
            let end = index
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':' after the name") }
            skipSpace()
            let member = try value()
            guard members.updateValue(member, forKey: name) == nil else {
                throw JSONSyntaxError(
                    code: "json.duplicateKey", message: "the name '\(name)' occurs twice in one object",
                    hint: "remove one of the two", start: start, end: end)
            }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
        return .object(members)
    }

    private mutating func array() throws(JSONSyntaxError) -> JSON {
        index += 1
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            skipSpace()
            elements.append(try value())
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
        return .array(elements)
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { throw unexpected("a value") }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { throw unexpected("a value") }
        index += count
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> JSON {
        let start = index
        let isNegative = take(UInt8(ascii: "-"))
        let firstDigit = index
        // The magnitude is summed below zero, where Int64 reaches one further.
        var whole: Int64 = 0
        var overflows = false
        while let digit = digit {
            if index > firstDigit, bytes[firstDigit] == UInt8(ascii: "0") {
                throw error("json.syntax", "a number has no leading zero", hint: "quote it when it is a text such as a code")
            }
            let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
            let (sum, borrow) = product.subtractingReportingOverflow(Int64(digit))
            overflows = overflows || overflow || borrow
            whole = sum
            index += 1
        }
        guard index > firstDigit else { throw unexpected("a digit") }
        let isWhole = try !fractionAndExponent()
        if isWhole, !overflows, isNegative { return .integer(whole) }
        if isWhole, !overflows, whole != .min { return .integer(-whole) }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Double(text), value.isFinite, !isWhole || canonicalNumberText(value) == text else {
            throw JSONSyntaxError(
                code: "json.numberOutOfRange", message: "the number \(text.prefix(40)) cannot be held exactly",
                hint: "write it as a string", start: start, end: index)
        }
        return JSON(finite: value)
    }

    /// Skips `.5e-3` and the like; true when there was any of it.
    private mutating func fractionAndExponent() throws(JSONSyntaxError) -> Bool {
        let start = index
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
        return index > start
    }

    private mutating func digits() throws(JSONSyntaxError) {
        guard digit != nil else { throw unexpected("a digit") }
        while digit != nil { index += 1 }
    }
}

extension JSONParser {
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var digit: UInt8? {
        guard index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
        return bytes[index] - UInt8(ascii: "0")
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    func error(_ code: String, _ message: String, hint: String? = nil, length: Int = 1) -> JSONSyntaxError {
        JSONSyntaxError(code: code, message: message, hint: hint, start: index, end: index + length)
    }

    func unexpected(_ expected: String) -> JSONSyntaxError {
        guard let byte = peek else { return error("json.syntax", "the text ends where \(expected) was expected", length: 0) }
        let found = byte < 0x80 && byte > 0x20 ? "'\(Character(Unicode.Scalar(byte)))'" : "something else"
        return error("json.syntax", "expected \(expected), found \(found)")
    }
}
