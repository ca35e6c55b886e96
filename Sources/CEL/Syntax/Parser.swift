import Diagnostics

/// Builds the syntax tree by recursive descent with operator precedence, and expands macros on the way.
///
/// A mistake inside of brackets is reported and the parser goes on behind them, so that one run finds several.
struct Parser {
    let source: SourceText
    let tokens: [Token]
    let expandsMacros: Bool
    var position = 0
    var diagnostics: [Diagnostic]
    private var nextID = 0
    private var nesting = 0

    /// Raised after the mistake has been reported; the nearest bracket catches it.
    struct Mistake: Error {}

    /// The tree and how many nodes it has, or all mistakes.
    static func parse(_ source: SourceText, expandsMacros: Bool = true) throws(DiagnosticsError) -> (expression: Expression, nodes: Int) {
        guard source.text.utf8.count <= Limits.sourceBytesMax else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "cel.tooLong", "an expression may have \(Limits.sourceBytesMax) bytes, and this has \(source.text.utf8.count)",
                    hint: "split it into several", source: source)
            ])
        }
        var lexer = Lexer(source)
        let tokens = lexer.tokens()
        var parser = Parser(source: source, tokens: tokens, expandsMacros: expandsMacros, diagnostics: lexer.diagnostics)
        let expression = parser.whole()
        guard parser.diagnostics.isEmpty, let expression else {
            throw DiagnosticsError(parser.diagnostics.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) })
        }
        return (expression, parser.nextID)
    }

    private init(source: SourceText, tokens: [Token], expandsMacros: Bool, diagnostics: [Diagnostic]) {
        self.source = source
        self.tokens = tokens
        self.expandsMacros = expandsMacros
        self.diagnostics = diagnostics
    }

    private mutating func whole() -> Expression? {
        // After a character that the lexer refused, what the parser would say is mostly an echo of it.
        guard diagnostics.isEmpty else { return nil }
        do {
            let expression = try expression()
            if case .end = current.kind { return expression }
            throw unexpected("an operator or the end of the expression")
        } catch {
            return nil
        }
    }

    // MARK: Tokens

    var current: Token { tokens[position] }

    func at(_ symbol: Token.Symbol) -> Bool {
        if case .symbol(symbol) = tokens[position].kind { true } else { false }
    }

    mutating func advance() -> Token {
        let token = tokens[position]
        if position < tokens.count - 1 { position += 1 }
        return token
    }

    mutating func skip(_ symbol: Token.Symbol) -> Bool {
        guard at(symbol) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(Mistake) -> Token {
        guard at(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
        return advance()
    }

    // MARK: Reporting

    mutating func report(_ message: String, code: String = "cel.syntax", hint: String? = nil, at span: SourceSpan) -> Mistake {
        diagnostics.append(Diagnostic(code: code, message, hint: hint, source: source, span: span))
        return Mistake()
    }

    mutating func unexpected(_ wanted: String) -> Mistake {
        if case .identifier(let name) = current.kind, let instead = wordOperators[name] {
            return report("'\(name)' is not an operator", hint: "write '\(instead)'", at: current.span)
        }
        return report("\(wanted) should stand here, not \(current.description)", at: current.span)
    }

    // MARK: Nodes

    /// - Parameter below: The levels of the deepest child.
    mutating func node(_ kind: Expression.Kind, _ span: SourceSpan, below: Int = 0) throws(Mistake) -> Expression {
        let depth = below + 1
        guard depth <= Limits.depthMax else { throw tooDeep(span) }
        guard nextID < Limits.nodesMax else {
            throw report(
                "an expression may have \(Limits.nodesMax) parts", code: "cel.tooManyNodes", hint: "split it into several", at: span)
        }
        defer { nextID += 1 }
        return Expression(id: nextID, span: span, kind: kind, depth: depth)
    }

    private mutating func tooDeep(_ span: SourceSpan) -> Mistake {
        report(
            "an expression may be nested \(Limits.depthMax) levels deep", code: "cel.tooDeep", hint: "split it into several", at: span)
    }

    // MARK: Operators

    /// `condition ? this : that`, or a chain of binary operators.
    mutating func expression() throws(Mistake) -> Expression {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Limits.depthMax else { throw tooDeep(current.span) }
        let condition = try disjunction()
        guard skip(.question) else { return condition }
        let this = try disjunction()
        _ = try expect(.colon)
        let that = try expression()
        return try node(
            .call(Operator.conditional, arguments: [condition, this, that]), condition.span.union(that.span),
            below: max(condition.depth, this.depth, that.depth))
    }

    private mutating func disjunction() throws(Mistake) -> Expression {
        let first = try conjunction()
        guard at(.or) else { return first }
        var terms = [first]
        while skip(.or) { terms.append(try conjunction()) }
        return try balanced(terms[...], Operator.or)
    }

    private mutating func conjunction() throws(Mistake) -> Expression {
        let first = try binary(minimum: 1)
        guard at(.and) else { return first }
        var terms = [first]
        while skip(.and) { terms.append(try binary(minimum: 1)) }
        return try balanced(terms[...], Operator.and)
    }

    /// Long chains of `&&` and `||` become balanced trees: both are associative, and depth costs stack.
    private mutating func balanced(_ terms: ArraySlice<Expression>, _ function: String) throws(Mistake) -> Expression {
        guard terms.count > 1 else { return terms[terms.startIndex] }
        let middle = terms.startIndex + (terms.count + 1) / 2
        let left = try balanced(terms[..<middle], function)
        let right = try balanced(terms[middle...], function)
        return try node(.call(function, arguments: [left, right]), left.span.union(right.span), below: max(left.depth, right.depth))
    }

    /// Relations (1), sums (2) and products (3), all associating to the left.
    private mutating func binary(minimum: Int) throws(Mistake) -> Expression {
        var left = try unary()
        while let (function, precedence) = binaryOperator(), precedence >= minimum {
            _ = advance()
            let right = try binary(minimum: precedence + 1)
            left = try node(.call(function, arguments: [left, right]), left.span.union(right.span), below: max(left.depth, right.depth))
        }
        return left
    }

    private func binaryOperator() -> (function: String, precedence: Int)? {
        switch current.kind {
        case .identifier("in"): (Operator.in, 1)
        case .symbol(let symbol):
            switch symbol {
            case .equal: (Operator.equal, 1)
            case .notEqual: (Operator.notEqual, 1)
            case .less: (Operator.less, 1)
            case .lessOrEqual: (Operator.lessOrEqual, 1)
            case .greater: (Operator.greater, 1)
            case .greaterOrEqual: (Operator.greaterOrEqual, 1)
            case .plus: (Operator.add, 2)
            case .minus: (Operator.subtract, 2)
            case .star: (Operator.multiply, 3)
            case .slash: (Operator.divide, 3)
            case .percent: (Operator.modulo, 3)
            default: nil
            }
        default: nil
        }
    }

    /// `!x`, `--x`; a minus right before a number belongs to the literal, so that the smallest int can be written.
    private mutating func unary() throws(Mistake) -> Expression {
        var operators: [(function: String, start: Int)] = []
        while at(.not) || at(.minus) {
            let isMinus = at(.minus)
            if isMinus, isNumber(tokens[position + 1].kind) {
                let sign = advance()
                let literal = try number(advance(), negativeFrom: sign.span.start)
                return try wrapped(members(of: literal), in: operators)
            }
            operators.append((isMinus ? Operator.negate : Operator.not, advance().span.start))
        }
        let operand = try primary()
        return try wrapped(members(of: operand), in: operators)
    }

    private mutating func wrapped(_ operand: Expression, in operators: [(function: String, start: Int)]) throws(Mistake) -> Expression {
        var result = operand
        for (function, start) in operators.reversed() {
            result = try node(.call(function, arguments: [result]), SourceSpan(start, result.span.end), below: result.depth)
        }
        return result
    }

    private func isNumber(_ kind: Token.Kind) -> Bool {
        switch kind {
        case .int, .double: true
        default: false
        }
    }
}

/// Words that people carry over from other languages.
private let wordOperators = ["and": "&&", "or": "||", "not": "!", "is": "==", "eq": "=="]

extension Expression {
    /// Parses without checking: names and functions may be any.
    ///
    /// - Throws: all mistakes: `cel.syntax`, `cel.numberRange`, `cel.tooLong`, `cel.tooDeep`, `cel.tooManyNodes`.
    public init(parsing source: SourceText) throws(DiagnosticsError) {
        self = try Parser.parse(source).expression
    }
}
