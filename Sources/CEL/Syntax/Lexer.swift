import Diagnostics

/// Cuts a source into tokens. All characters that cannot stand in an expression are reported, not the first.
struct Lexer {
    let bytes: [UInt8]
    var position = 0
    private(set) var diagnostics: [Diagnostic] = []
    private let source: SourceText

    init(_ source: SourceText) {
        self.source = source
        bytes = Array(source.text.utf8)
    }

    /// The tokens, ending with `end`.
    mutating func tokens() -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 2 + 2)
        while true {
            skipBlanks()
            let start = position
            guard start < bytes.count else { break }
            if let kind = next() { tokens.append(Token(kind: kind, span: SourceSpan(start, position))) }
        }
        tokens.append(Token(kind: .end, span: SourceSpan(bytes.count, bytes.count)))
        return tokens
    }

    func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    mutating func report(_ message: String, hint: String? = nil, from start: Int) {
        diagnostics.append(
            Diagnostic(code: "cel.syntax", message, hint: hint, source: source, span: SourceSpan(start, max(position, start + 1))))
    }

    private mutating func skipBlanks() {
        while let byte = peek() {
            if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C {
                position += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                while let byte = peek(), byte != 0x0A { position += 1 }
            } else {
                return
            }
        }
    }

    /// The next token, or nil after a character that was reported.
    private mutating func next() -> Token.Kind? {
        let byte = bytes[position]
        if let prefix = stringPrefix() { return string(prefix) }
        if isLetter(byte) { return .identifier(word()) }
        if isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(isDigit) == true) { return number() }
        if byte == UInt8(ascii: "`") { return quotedIdentifier() }
        return symbol()
    }

    private mutating func word() -> String {
        let start = position
        while let byte = peek(), isLetter(byte) || isDigit(byte) { position += 1 }
        return text(start, position)
    }

    func text(_ start: Int, _ end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }

    private mutating func quotedIdentifier() -> Token.Kind? {
        let start = position
        position += 1
        while let byte = peek(), byte != UInt8(ascii: "`"), byte != 0x0A { position += 1 }
        guard peek() == UInt8(ascii: "`") else {
            report("the field name that starts here has no closing backtick", hint: "add a ` after it", from: start)
            return nil
        }
        position += 1
        let name = bytes[start + 1..<position - 1]
        let allowed: (UInt8) -> Bool = { isLetter($0) || isDigit($0) || " ./-".utf8.contains($0) }
        guard !name.isEmpty, name.allSatisfy(allowed) else {
            report("a field name in backticks may hold letters, digits, '_', '.', '-', '/' and blanks", from: start)
            return nil
        }
        return .quotedIdentifier(String(decoding: name, as: UTF8.self))
    }

    private mutating func symbol() -> Token.Kind? {
        let start = position
        if let second = peek(1), let pair = Token.Symbol(bytes[start], second) {
            position += 2
            return .symbol(pair)
        }
        if let single = Token.Symbol(bytes[start]) {
            position += 1
            return .symbol(single)
        }
        position += 1
        while let byte = peek(), byte & 0b1100_0000 == 0b1000_0000 { position += 1 }
        report("'\(text(start, position))' cannot stand here", hint: symbolHint(bytes[start]), from: start)
        return nil
    }

    private func symbolHint(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "="): "write '==' to compare"
        case UInt8(ascii: "&"): "write '&&' for 'and'"
        case UInt8(ascii: "|"): "write '||' for 'or'"
        default: nil
        }
    }
}

func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// The value of a hexadecimal digit.
func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    default: nil
    }
}
