extension Lexer {
    /// `12`, `0x1F`, `12u`, `1.5`, `.5`, `1e3`. Digits are kept as text: the parser adds the sign and checks the range.
    mutating func number() -> Token.Kind? {
        let start = position
        if peek() == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x") || peek(1) == UInt8(ascii: "X"),
            peek(2).flatMap(hexadecimalDigit) != nil
        {
            position += 2
            while let byte = peek(), hexadecimalDigit(byte) != nil { position += 1 }
            return integer(from: start)
        }
        skipDigits()
        var isDouble = false
        if peek() == UInt8(ascii: "."), peek(1).map(isDigit) == true {
            isDouble = true
            position += 1
            skipDigits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
            if peek(signed ? 2 : 1).map(isDigit) == true {
                isDouble = true
                position += signed ? 2 : 1
                skipDigits()
            }
        }
        if isDouble { return refuseWord(after: start) ? nil : .double(text(start, position)) }
        return integer(from: start)
    }

    private mutating func integer(from start: Int) -> Token.Kind? {
        let digits = text(start, position)
        let isUnsigned = peek() == UInt8(ascii: "u") || peek() == UInt8(ascii: "U")
        if isUnsigned { position += 1 }
        if refuseWord(after: start) { return nil }
        return isUnsigned ? .uint(digits) : .int(digits)
    }

    private mutating func skipDigits() {
        while let byte = peek(), isDigit(byte) { position += 1 }
    }

    /// `12abc` is one mistake, not a number and a name.
    private mutating func refuseWord(after start: Int) -> Bool {
        guard let byte = peek(), isLetter(byte) else { return false }
        while let byte = peek(), isLetter(byte) || isDigit(byte) { position += 1 }
        report("'\(text(start, position))' is not a number", hint: "put an operator between the number and the name", from: start)
        return true
    }
}
