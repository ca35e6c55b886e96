import Diagnostics

struct Token: Sendable {
    let kind: Kind
    let span: SourceSpan

    enum Kind: Sendable, Equatable {
        case identifier(String)
        /// `` `any text` ``, only for field names.
        case quotedIdentifier(String)
        /// Digits as written; the sign is the parser's, which knows an operator from a literal.
        case int(String)
        case uint(String)
        case double(String)
        case string(String)
        case bytes([UInt8])
        /// An operator or bracket.
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, Sendable {
        case equal = "==", notEqual = "!=", lessOrEqual = "<=", greaterOrEqual = ">=", and = "&&", or = "||"
        case less = "<", greater = ">", plus = "+", minus = "-", star = "*", slash = "/", percent = "%", not = "!"
        case question = "?", colon = ":", point = ".", comma = ","
        case openRound = "(", closeRound = ")", openSquare = "[", closeSquare = "]", openCurly = "{", closeCurly = "}"
    }

    /// How a message names the token.
    var description: String {
        switch kind {
        case .identifier(let name): "'\(name)'"
        case .quotedIdentifier(let name): "'`\(name)`'"
        case .int(let text), .double(let text): "'\(text)'"
        case .uint(let text): "'\(text)u'"
        case .string: "a text"
        case .bytes: "bytes"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end of the expression"
        }
    }
}

extension Token.Symbol {
    /// The symbol of two characters, or nil.
    init?(_ first: UInt8, _ second: UInt8) {
        switch (UnicodeScalar(first), UnicodeScalar(second)) {
        case ("=", "="): self = .equal
        case ("!", "="): self = .notEqual
        case ("<", "="): self = .lessOrEqual
        case (">", "="): self = .greaterOrEqual
        case ("&", "&"): self = .and
        case ("|", "|"): self = .or
        default: return nil
        }
    }

    /// The symbol of one character, or nil.
    init?(_ character: UInt8) {
        switch UnicodeScalar(character) {
        case "<": self = .less
        case ">": self = .greater
        case "+": self = .plus
        case "-": self = .minus
        case "*": self = .star
        case "/": self = .slash
        case "%": self = .percent
        case "!": self = .not
        case "?": self = .question
        case ":": self = .colon
        case ".": self = .point
        case ",": self = .comma
        case "(": self = .openRound
        case ")": self = .closeRound
        case "[": self = .openSquare
        case "]": self = .closeSquare
        case "{": self = .openCurly
        case "}": self = .closeCurly
        default: return nil
        }
    }
}
