import Diagnostics

extension Parser {
    /// Literals, names, brackets.
    mutating func primary() throws(Mistake) -> Expression {
        let token = current
        switch token.kind {
        case .int, .uint, .double: return try number(advance(), negativeFrom: nil)
        case .string(let text):
            _ = advance()
            return try node(.constant(.string(text)), token.span)
        case .bytes(let bytes):
            _ = advance()
            return try node(.constant(.bytes(bytes)), token.span)
        case .identifier: return try name(leadingPoint: nil)
        case .symbol(.point):
            _ = advance()
            return try name(leadingPoint: token.span)
        case .symbol(.openRound):
            _ = advance()
            let inner = try items(until: .closeRound, trailingComma: false) { (parser: inout Parser) throws(Mistake) in
                try parser.expression()
            }
            guard let first = inner.first, inner.count == 1 else {
                throw report("brackets hold one expression", hint: "write [a, b] for a list", at: token.span)
            }
            return first.spanning(token.span.start, tokens[position - 1].span.end)
        case .symbol(.openSquare): return try list()
        case .symbol(.openCurly): return try map()
        default: throw unexpected("a value")
        }
    }

    private mutating func name(leadingPoint: SourceSpan?) throws(Mistake) -> Expression {
        guard case .identifier(let word) = current.kind else { throw unexpected("a name") }
        let token = advance()
        let span = leadingPoint.map { $0.union(token.span) } ?? token.span
        if leadingPoint == nil {
            switch word {
            case "true": return try node(.constant(.bool(true)), span)
            case "false": return try node(.constant(.bool(false)), span)
            case "null": return try node(.constant(.null), span)
            default: break
            }
        }
        if reservedWords.contains(word) {
            throw report("'\(word)' is a reserved word", hint: "use another name", at: token.span)
        }
        let full = (leadingPoint == nil ? "" : ".") + word
        guard at(.openRound) else { return try node(.identifier(full), span) }
        let (arguments, end) = try arguments()
        let whole = SourceSpan(span.start, end)
        if expandsMacros, let expanded = try macro(word, arguments, whole) { return expanded }
        return try node(.call(full, arguments: arguments), whole, below: deepest(arguments))
    }

    /// `.field`, `.?field`, `.function(…)`, `[index]`, `[?index]`, `{field: value}` behind a value.
    mutating func members(of first: Expression) throws(Mistake) -> Expression {
        var operand = first
        while true {
            if skip(.point) {
                operand = try member(of: operand)
            } else if skip(.openSquare) {
                let isOptional = skip(.question)
                let index = try expression()
                let end = try expect(.closeSquare).span.end
                operand = try node(
                    .call(isOptional ? Operator.optionalIndex : Operator.index, arguments: [operand, index]),
                    SourceSpan(operand.span.start, end), below: max(operand.depth, index.depth))
            } else if at(.openCurly), let path = operand.path {
                operand = try construct(path.joined(separator: "."), operand.span.start)
            } else {
                return operand
            }
        }
    }

    private mutating func member(of operand: Expression) throws(Mistake) -> Expression {
        let isOptional = skip(.question)
        let token = advance()
        switch token.kind {
        case .quotedIdentifier(let field):
            return try select(operand, field, token.span, isOptional: isOptional)
        case .identifier(let field):
            if field == "in" || field == "true" || field == "false" || field == "null" {
                throw report("'\(field)' cannot be a field name", hint: "write [\"\(field)\"]", at: token.span)
            }
            guard at(.openRound), !isOptional else { return try select(operand, field, token.span, isOptional: isOptional) }
            let (arguments, end) = try arguments()
            let span = SourceSpan(operand.span.start, end)
            if expandsMacros, let expanded = try receiverMacro(field, operand, arguments, span) { return expanded }
            return try node(
                .receiverCall(operand, function: field, arguments: arguments), span, below: max(operand.depth, deepest(arguments)))
        default:
            throw report("a field name should stand here, not \(token.description)", at: token.span)
        }
    }

    private mutating func select(_ operand: Expression, _ field: String, _ span: SourceSpan, isOptional: Bool) throws(Mistake) -> Expression
    {
        try node(
            isOptional ? .optionalSelect(operand, field: field) : .select(operand, field: field),
            operand.span.union(span), below: operand.depth)
    }

    private mutating func arguments() throws(Mistake) -> ([Expression], end: Int) {
        _ = try expect(.openRound)
        let arguments = try items(until: .closeRound, trailingComma: false) { (parser: inout Parser) throws(Mistake) in
            try parser.expression()
        }
        return (arguments, tokens[position - 1].span.end)
    }

    private mutating func list() throws(Mistake) -> Expression {
        let start = advance().span.start
        let elements = try items(until: .closeSquare) { (parser: inout Parser) throws(Mistake) in
            let isOptional = parser.skip(.question)
            return Expression.ListElement(expression: try parser.expression(), isOptional: isOptional)
        }
        return try node(.list(elements), SourceSpan(start, tokens[position - 1].span.end), below: deepest(elements.lazy.map(\.expression)))
    }

    private mutating func map() throws(Mistake) -> Expression {
        let start = advance().span.start
        let entries = try items(until: .closeCurly) { (parser: inout Parser) throws(Mistake) in
            let isOptional = parser.skip(.question)
            let key = try parser.expression()
            _ = try parser.expect(.colon)
            return Expression.MapEntry(key: key, value: try parser.expression(), isOptional: isOptional)
        }
        return try node(
            .map(entries), SourceSpan(start, tokens[position - 1].span.end),
            below: max(deepest(entries.lazy.map(\.key)), deepest(entries.lazy.map(\.value))))
    }

    private mutating func construct(_ type: String, _ start: Int) throws(Mistake) -> Expression {
        _ = advance()
        let fields = try items(until: .closeCurly) { (parser: inout Parser) throws(Mistake) in
            let isOptional = parser.skip(.question)
            let token = parser.advance()
            let name: String
            switch token.kind {
            case .identifier(let word): name = word
            case .quotedIdentifier(let word): name = word
            default: throw parser.report("a field name should stand here, not \(token.description)", at: token.span)
            }
            _ = try parser.expect(.colon)
            return Expression.FieldValue(name: name, span: token.span, value: try parser.expression(), isOptional: isOptional)
        }
        return try node(
            .construct(type: type, fields: fields), SourceSpan(start, tokens[position - 1].span.end),
            below: deepest(fields.lazy.map(\.value)))
    }

    /// Items with commas between them up to the closing bracket, which is taken too. After a mistake in one item the
    /// next one is read; the mistake is raised again at the end.
    private mutating func items<Item>(
        until close: Token.Symbol, trailingComma: Bool = true, _ item: (inout Parser) throws(Mistake) -> Item
    ) throws(Mistake) -> [Item] {
        var items: [Item] = []
        var mistake: Mistake?
        while !at(close) {
            do throws(Mistake) {
                items.append(try item(&self))
                if !at(.comma), !at(close) { throw unexpected("',' or '\(close.rawValue)'") }
            } catch {
                mistake = error
                guard skipItem() else { throw error }
            }
            guard skip(.comma) else { break }
            if !trailingComma, at(close) { throw unexpected("a value") }
        }
        if !skip(close) { throw mistake ?? unexpected("'\(close.rawValue)'") }
        if let mistake { throw mistake }
        return items
    }

    /// Goes to the comma or bracket that ends the current item; false when the source ends first.
    private mutating func skipItem() -> Bool {
        var open = 0
        while true {
            switch current.kind {
            case .end: return false
            case .symbol(.openRound), .symbol(.openSquare), .symbol(.openCurly): open += 1
            case .symbol(.closeRound), .symbol(.closeSquare), .symbol(.closeCurly):
                if open == 0 { return true }
                open -= 1
            case .symbol(.comma) where open == 0: return true
            default: break
            }
            position += 1
        }
    }

    /// A number token as a constant; `negativeFrom` is where its minus stands.
    mutating func number(_ token: Token, negativeFrom start: Int?) throws(Mistake) -> Expression {
        let span = SourceSpan(start ?? token.span.start, token.span.end)
        let sign = start == nil ? "" : "-"
        switch token.kind {
        case .int(let digits):
            let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
            let value = isHexadecimal ? Int64(sign + digits.dropFirst(2), radix: 16) : Int64(sign + digits)
            guard let value else {
                throw report(
                    "\(sign)\(digits) does not fit a 64-bit int", code: "cel.numberRange", hint: "write \(digits).0 for a double", at: span)
            }
            return try node(.constant(.int(value)), span)
        case .uint(let digits):
            let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
            guard let value = isHexadecimal ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits) else {
                throw report("\(digits)u does not fit a 64-bit uint", code: "cel.numberRange", at: span)
            }
            return try node(.constant(.uint(value)), span)
        case .double(let digits):
            guard let value = Double(sign + digits), value.isFinite else {
                throw report("\(sign)\(digits) is too large for a double", code: "cel.numberRange", at: span)
            }
            return try node(.constant(.double(value)), span)
        default: throw unexpected("a number")
        }
    }
}

private func deepest(_ expressions: some Sequence<Expression>) -> Int {
    expressions.reduce(0) { max($0, $1.depth) }
}

private let reservedWords: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop", "namespace", "package",
    "return", "var", "void", "while",
]
