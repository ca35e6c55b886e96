import Diagnostics

extension Parser {
    /// `has(x.field)`; nil when the name is not a macro.
    mutating func macro(_ name: String, _ arguments: [Expression], _ span: SourceSpan) throws(Mistake) -> Expression? {
        guard name == "has", arguments.count == 1 else { return nil }
        switch arguments[0].kind {
        case .select(let operand, let field): return try node(.has(operand, field: field), span, below: operand.depth)
        default:
            throw report("has() asks for a field", hint: "write has(object.field)", at: arguments[0].span)
        }
    }

    /// The macros that stand behind a value; nil when it is a function call.
    mutating func receiverMacro(
        _ name: String, _ target: Expression, _ arguments: [Expression], _ span: SourceSpan
    ) throws(Mistake) -> Expression? {
        switch (name, arguments.count) {
        case ("bind", 3):
            guard case .identifier("cel") = target.kind else { return nil }
            let variable = try variable(arguments[0])
            return try node(
                .bind(variable: variable, value: arguments[1], body: arguments[2]), span,
                below: max(arguments[1].depth, arguments[2].depth))
        case ("optMap", 2), ("optFlatMap", 2):
            let variable = try variable(arguments[0])
            return try node(
                .optionalMap(target, variable: variable, body: arguments[1], flat: name == "optFlatMap"), span,
                below: max(target.depth, arguments[1].depth))
        case ("all", 2...3): return try test(.all, target, arguments, span)
        case ("exists", 2...3): return try test(.exists, target, arguments, span)
        case ("exists_one", 2...3), ("existsOne", 2...3): return try test(.existsOne, target, arguments, span)
        case ("filter", 2): return try test(.filter, target, arguments, span)
        case ("map", 2), ("map", 3):
            return try transformation(.map, target, names: arguments.prefix(1), Array(arguments.dropFirst()), span)
        case ("sortBy", 2): return try transformation(.sortBy, target, names: arguments.prefix(1), [arguments[1]], span)
        case ("transformList", 3...4):
            return try transformation(.transformList, target, names: arguments.prefix(2), Array(arguments.dropFirst(2)), span)
        case ("transformMap", 3...4):
            return try transformation(.transformMap, target, names: arguments.prefix(2), Array(arguments.dropFirst(2)), span)
        case ("transformMapEntry", 3...4):
            return try transformation(.transformMapEntry, target, names: arguments.prefix(2), Array(arguments.dropFirst(2)), span)
        default: return nil
        }
    }

    private mutating func test(
        _ operation: Expression.Comprehension.Operation, _ range: Expression, _ arguments: [Expression], _ span: SourceSpan
    ) throws(Mistake) -> Expression {
        let names = try variables(arguments.dropLast())
        let condition = arguments[arguments.count - 1]
        return try node(
            .comprehension(.init(operation: operation, range: range, variables: names, condition: condition, transform: nil)), span,
            below: max(range.depth, condition.depth))
    }

    /// `parts` is the transformation, or the condition and the transformation.
    private mutating func transformation(
        _ operation: Expression.Comprehension.Operation, _ range: Expression, names: ArraySlice<Expression>, _ parts: [Expression],
        _ span: SourceSpan
    ) throws(Mistake) -> Expression {
        let names = try variables(names)
        let condition = parts.count > 1 ? parts[0] : nil
        return try node(
            .comprehension(
                .init(operation: operation, range: range, variables: names, condition: condition, transform: parts[parts.count - 1])),
            span, below: parts.reduce(range.depth) { max($0, $1.depth) })
    }

    private mutating func variables(_ arguments: ArraySlice<Expression>) throws(Mistake) -> [String] {
        var names: [String] = []
        for argument in arguments {
            let name = try variable(argument)
            if names.contains(name) {
                throw report("'\(name)' is the name of two variables here", hint: "use two names", at: argument.span)
            }
            names.append(name)
        }
        return names
    }

    private mutating func variable(_ argument: Expression) throws(Mistake) -> String {
        guard case .identifier(let name) = argument.kind, name.utf8.first != UInt8(ascii: ".") else {
            throw report("the name of a variable should stand here", hint: "write a plain name, such as x", at: argument.span)
        }
        return name
    }
}
