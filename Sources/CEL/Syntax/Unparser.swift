extension Expression {
    /// The expression as text; parsing it again gives the same tree, spans apart.
    public var text: String { unparsed(self, tighterThan: 0) }
}

/// How tightly a node binds: a child that binds less than its place asks for gets brackets.
private enum Precedence {
    static let conditional = 1, or = 2, and = 3, relation = 4, sum = 5, product = 6, unary = 7, member = 8
}

private let binaryOperators: [String: (text: String, precedence: Int)] = [
    Operator.or: ("||", Precedence.or), Operator.and: ("&&", Precedence.and), Operator.equal: ("==", Precedence.relation),
    Operator.notEqual: ("!=", Precedence.relation), Operator.less: ("<", Precedence.relation),
    Operator.lessOrEqual: ("<=", Precedence.relation), Operator.greater: (">", Precedence.relation),
    Operator.greaterOrEqual: (">=", Precedence.relation), Operator.in: ("in", Precedence.relation),
    Operator.add: ("+", Precedence.sum), Operator.subtract: ("-", Precedence.sum), Operator.multiply: ("*", Precedence.product),
    Operator.divide: ("/", Precedence.product), Operator.modulo: ("%", Precedence.product),
]

private func unparsed(_ expression: Expression, tighterThan minimum: Int) -> String {
    let (text, precedence) = form(expression)
    return precedence < minimum ? "(\(text))" : text
}

private func form(_ expression: Expression) -> (text: String, precedence: Int) {
    switch expression.kind {
    case .constant(let value): return (unparsed(value), isNegative(value) ? Precedence.unary : Precedence.member)
    case .identifier(let name): return (name, Precedence.member)
    case .select(let operand, let field): return ("\(member(operand)).\(fieldName(field))", Precedence.member)
    case .optionalSelect(let operand, let field): return ("\(member(operand)).?\(fieldName(field))", Precedence.member)
    case .has(let operand, let field): return ("has(\(member(operand)).\(fieldName(field)))", Precedence.member)
    case .call(let function, let arguments): return call(function, arguments)
    case .receiverCall(let receiver, let function, let arguments):
        return ("\(member(receiver)).\(function)(\(list(arguments)))", Precedence.member)
    case .list(let elements):
        let items = elements.map { ($0.isOptional ? "?" : "") + $0.expression.text }
        return ("[\(items.joined(separator: ", "))]", Precedence.member)
    case .map(let entries):
        let items = entries.map { "\($0.isOptional ? "?" : "")\($0.key.text): \($0.value.text)" }
        return ("{\(items.joined(separator: ", "))}", Precedence.member)
    case .construct(let type, let fields):
        let items = fields.map { "\($0.isOptional ? "?" : "")\(fieldName($0.name)): \($0.value.text)" }
        return ("\(type){\(items.joined(separator: ", "))}", Precedence.member)
    case .comprehension(let comprehension):
        let parts = [comprehension.condition, comprehension.transform].compactMap { $0 }.map(\.text)
        let arguments = (comprehension.variables + parts).joined(separator: ", ")
        return ("\(member(comprehension.range)).\(comprehension.operation.rawValue)(\(arguments))", Precedence.member)
    case .bind(let variable, let value, let body):
        return ("cel.bind(\(variable), \(value.text), \(body.text))", Precedence.member)
    case .optionalMap(let target, let variable, let body, let isFlat):
        return ("\(member(target)).\(isFlat ? "optFlatMap" : "optMap")(\(variable), \(body.text))", Precedence.member)
    }
}

private func call(_ function: String, _ arguments: [Expression]) -> (text: String, precedence: Int) {
    if let (text, precedence) = binaryOperators[function], arguments.count == 2 {
        // The parser builds chains of && and || in balance; one of another shape was written with brackets.
        let isLogical = precedence <= Precedence.and
        if isLogical, balancedTerms(arguments, function) == nil {
            let parts = arguments.map { unparsed($0, tighterThan: precedence + 1) }
            return ("\(parts[0]) \(text) \(parts[1])", precedence)
        }
        let left = unparsed(arguments[0], tighterThan: precedence)
        let right = unparsed(arguments[1], tighterThan: isLogical ? precedence : precedence + 1)
        return ("\(left) \(text) \(right)", precedence)
    }
    switch (function, arguments.count) {
    case (Operator.not, 1): return ("!\(unparsed(arguments[0], tighterThan: Precedence.unary))", Precedence.unary)
    case (Operator.negate, 1):
        // A minus right before a number would become part of it.
        let operand = unparsed(arguments[0], tighterThan: Precedence.unary)
        let startsWithDigit = operand.utf8.first.map { isDigit($0) || $0 == UInt8(ascii: ".") } ?? false
        return (startsWithDigit ? "-(\(operand))" : "-\(operand)", Precedence.unary)
    case (Operator.conditional, 3):
        let condition = unparsed(arguments[0], tighterThan: Precedence.or)
        let this = unparsed(arguments[1], tighterThan: Precedence.or)
        return ("\(condition) ? \(this) : \(unparsed(arguments[2], tighterThan: Precedence.conditional))", Precedence.conditional)
    case (Operator.index, 2): return ("\(member(arguments[0]))[\(arguments[1].text)]", Precedence.member)
    case (Operator.optionalIndex, 2): return ("\(member(arguments[0]))[?\(arguments[1].text)]", Precedence.member)
    default: return ("\(function)(\(list(arguments)))", Precedence.member)
    }
}

/// How many terms a chain of `&&` or `||` has when it is what the parser makes of them without brackets, otherwise nil.
private func balancedTerms(_ arguments: [Expression], _ function: String) -> Int? {
    func terms(_ expression: Expression) -> Int? {
        guard case .call(function, let arguments) = expression.kind else { return 1 }
        return balancedTerms(arguments, function)
    }
    guard let left = terms(arguments[0]), let right = terms(arguments[1]), left == (left + right + 1) / 2 else { return nil }
    return left + right
}

/// A value before a point or bracket. A negative number keeps its sign there without brackets.
private func member(_ expression: Expression) -> String {
    if case .constant = expression.kind { return expression.text }
    return unparsed(expression, tighterThan: Precedence.member)
}

private func list(_ arguments: [Expression]) -> String { arguments.map(\.text).joined(separator: ", ") }

private func isNegative(_ value: Value) -> Bool {
    switch value {
    case .int(let number): number < 0
    case .double(let number): number.sign == .minus
    default: false
    }
}

private func fieldName(_ name: String) -> String {
    let bytes = name.utf8
    let isPlain = bytes.first.map(isLetter) == true && bytes.allSatisfy { isLetter($0) || isDigit($0) } && name != "in"
    return isPlain && !["true", "false", "null"].contains(name) ? name : "`\(name)`"
}

/// A value as CEL source where there is a literal for it, otherwise as a call or a name.
func unparsed(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .uint(let number): "\(number)u"
    case .double(let number): number.isFinite ? number.description : "double(\"\(doubleText(number))\")"
    case .string(let text): quoted(text)
    case .bytes(let bytes): "b\"\(bytes.map(escapedByte).joined())\""
    case .list(let values): "[\(values.map(unparsed).joined(separator: ", "))]"
    case .map(let map): "{\(zip(map.keys, map.values).map { "\(unparsed($0)): \(unparsed($1))" }.joined(separator: ", "))}"
    case .timestamp(let time): "timestamp(\"\(time.text)\")"
    case .duration(let duration): "duration(\"\(duration.celText)\")"
    case .type(let name): name
    case .optional(let wrapped): wrapped.map { "optional.of(\(unparsed($0)))" } ?? "optional.none()"
    case .host(let reference): "<\(reference.typeName)>"
    }
}

/// A value for a message: short whatever the value.
func shown(_ value: Value) -> String {
    switch value {
    case .string(let text):
        let head = text.unicodeScalars.prefix(40)
        return quoted(String(head)) + (head.endIndex == text.unicodeScalars.endIndex ? "" : "…")
    case .list, .map, .optional, .bytes: return "a value of type \(value.typeName)"
    default: return unparsed(value)
    }
}

/// The text in double quotes, with escapes for what cannot stand there or cannot be seen.
func quoted(_ text: String, escapesControls: Bool = true) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\u{7}": result += "\\a"
        case "\u{8}": result += "\\b"
        case "\u{B}": result += "\\v"
        case "\u{C}": result += "\\f"
        case _ where escapesControls && (scalar.value < 0x20 || scalar.value == 0x7F): result += "\\x" + hexadecimal(UInt8(scalar.value))
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

private func escapedByte(_ byte: UInt8) -> String {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        ? String(UnicodeScalar(byte)) : "\\x" + hexadecimal(byte)
}

private func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
}
