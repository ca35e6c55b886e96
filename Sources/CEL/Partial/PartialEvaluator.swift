import Diagnostics

/// Walks a checked expression of which some facts are not known.
struct PartialEvaluator {
    enum Outcome {
        case known(Value)
        case failed(EvaluationError)
        /// What was read that is not known, and what is left of the expression.
        case unknown(Set<Attribute>, Expression)
    }

    /// A variable of a comprehension, `cel.bind` or `optMap`.
    enum Local {
        case known(Value)
        /// A value with something unknown below it.
        case partial(Value, Attribute)
        case unknown(Set<Attribute>)
    }

    let checked: CheckedExpression
    let patterns: [String: [AttributePattern]]
    var frame: Frame
    var locals: [Local] = []
    /// By node id: whether something unknown, or a local variable from outside, is mentioned in it.
    private var openNodes: [Bool]
    private var steps: [Int: ValueStep] = [:]

    /// - Parameter frame: of the program, with what is known.
    init(_ program: Program, _ frame: Frame, _ unknown: [AttributePattern]) {
        checked = program.checked
        patterns = Dictionary(grouping: unknown, by: \.attribute.variable)
        self.frame = frame
        openNodes = Array(repeating: false, count: program.checked.types.count)
        _ = markOpen(program.expression, depth: 0)
    }

    /// Marks the nodes that cannot be run as planned; gives the lowest local that the node reads from outside of it.
    private mutating func markOpen(_ expression: Expression, depth: Int) -> (readsUnknown: Bool, lowestLocal: Int) {
        var readsUnknown = false
        var lowestLocal = Int.max
        switch checked.references[expression.id] {
        case .variable(_, let name)?: readsUnknown = patterns[name] != nil
        case .local(let index)?: lowestLocal = index
        default: break
        }
        let isName = checked.isName(expression)
        for child in isName ? [] : expression.evaluatedChildren(checked) {
            let inner = markOpen(child.expression, depth: depth + child.locals)
            readsUnknown = readsUnknown || inner.readsUnknown
            lowestLocal = min(lowestLocal, inner.lowestLocal)
        }
        openNodes[expression.id] = readsUnknown || lowestLocal < depth
        return (readsUnknown, lowestLocal < depth ? lowestLocal : .max)
    }

    func isOpen(_ expression: Expression) -> Bool { openNodes[expression.id] }

    // MARK: Nodes

    /// - Throws: only what ends the evaluation, such as the cost limit.
    mutating func visit(_ expression: Expression) throws(EvaluationError) -> Outcome {
        switch try visitPath(expression) {
        case .whole(let outcome): return outcome
        case .partial(_, let attribute): return .unknown([attribute], expression)
        }
    }

    mutating func evaluate(_ expression: Expression) throws(EvaluationError) -> Outcome {
        try frame.charge(1)
        guard isOpen(expression) else { return try run(expression) }
        switch expression.kind {
        case .constant(let value): return .known(value)
        case .call(let function, let arguments):
            switch function {
            case Operator.and: return try logic(arguments, expression, decidedBy: false)
            case Operator.or: return try logic(arguments, expression, decidedBy: true)
            case Operator.conditional: return try conditional(arguments, expression)
            default: return try call(arguments, expression) { .call(function, arguments: $0) }
            }
        case .receiverCall(let receiver, let function, let arguments):
            if case .function(_, isQualified: true)? = checked.references[expression.id] {
                return try call(arguments, expression) { .receiverCall(receiver, function: function, arguments: $0) }
            }
            return try call([receiver] + arguments, expression) {
                .receiverCall($0[0], function: function, arguments: Array($0.dropFirst()))
            }
        case .list(let elements): return try list(elements, expression)
        case .map(let entries): return try map(entries, expression)
        case .construct(let type, let fields): return try construct(type, fields, expression)
        case .comprehension(let comprehension): return try self.comprehension(comprehension, expression)
        case .bind(let variable, let value, let body): return try bind(variable, value, body, expression)
        case .optionalMap(let target, let variable, let body, let isFlat):
            return try optionalMap(target, variable, body, isFlat: isFlat, expression)
        case .identifier, .select, .optionalSelect, .has: return try visit(expression)
        }
    }

    /// Runs a part without anything unknown as it was planned.
    private mutating func run(_ expression: Expression) throws(EvaluationError) -> Outcome {
        let step: ValueStep
        if let known = steps[expression.id] {
            step = known
        } else {
            var planner = Planner(checked, depth: locals.count)
            step = planner.plan(expression).value
            steps[expression.id] = step
        }
        do throws(EvaluationError) { return .known(try step(&frame)) } catch { return try failure(error) }
    }

    /// An error that may be absorbed; one that ends the evaluation is thrown.
    func failure(_ error: EvaluationError) throws(EvaluationError) -> Outcome {
        if error.endsEvaluation { throw error }
        return .failed(error)
    }

    // MARK: Several parts

    enum Parts {
        case known([Value])
        case failed(EvaluationError)
        case unknown(Set<Attribute>, [Expression])
    }

    /// All parts: unknown when one is, otherwise the first error.
    mutating func parts(_ expressions: [Expression]) throws(EvaluationError) -> Parts {
        var outcomes: [Outcome] = []
        for expression in expressions { outcomes.append(try visit(expression)) }
        return combined(outcomes, expressions)
    }

    func combined(_ outcomes: [Outcome], _ expressions: [Expression]) -> Parts {
        var attributes: Set<Attribute>?
        var error: EvaluationError?
        var values: [Value] = []
        for outcome in outcomes {
            switch outcome {
            case .known(let value): values.append(value)
            case .failed(let first): error = error ?? first
            case .unknown(let more, _): attributes = (attributes ?? []).union(more)
            }
        }
        if let attributes { return .unknown(attributes, zip(outcomes, expressions).map { rest(of: $0, $1) }) }
        if let error { return .failed(error) }
        return .known(values)
    }

    /// What stands in a residual for a part: its value where there is a literal, otherwise what was written.
    func rest(of outcome: Outcome, _ expression: Expression) -> Expression {
        switch outcome {
        case .unknown(_, let rest): return rest
        case .failed: return expression
        case .known(let value):
            if expression.isLiteral { return expression }
            // A long fact is better named than written out.
            switch value {
            case .list, .map: if expression.path != nil { return expression }
            default: break
            }
            guard let literal = Expression.literal(value, expression.span) else { return expression }
            // The literal's type would be narrower than what was written, and some operators would be refused.
            guard checked.type(of: expression).isLoose else { return literal }
            return .made(.call("dyn", arguments: [literal]), expression.span)
        }
    }
}

extension CELType {
    /// Whether values of several types may have it.
    fileprivate var isLoose: Bool {
        if case .wrapper = self { return true }
        return mentionsDynamic
    }
}

extension Expression {
    /// The parts that are evaluated, and how many local variables each sees more than this node.
    func evaluatedChildren(_ checked: CheckedExpression) -> [(expression: Expression, locals: Int)] {
        switch kind {
        case .receiverCall(_, _, let arguments):
            if case .function(_, isQualified: true)? = checked.references[id] { return arguments.map { ($0, 0) } }
            return children.map { ($0, 0) }
        case .comprehension(let comprehension):
            let count = comprehension.variables.count
            return children.enumerated().map { ($1, $0 == 0 ? 0 : count) }
        case .bind, .optionalMap: return children.enumerated().map { ($1, $0) }
        default: return children.map { ($0, 0) }
        }
    }

    /// Whether the expression is a value written out.
    fileprivate var isLiteral: Bool {
        switch kind {
        case .constant: true
        case .list, .map: children.allSatisfy(\.isLiteral)
        default: false
        }
    }

    /// A node of a residual. Its id means nothing until the residual is parsed again.
    static func made(_ kind: Kind, _ span: SourceSpan) -> Expression {
        let bare = Expression(id: 0, span: span, kind: kind, depth: 1)
        return Expression(id: 0, span: span, kind: kind, depth: 1 + (bare.children.lazy.map(\.depth).max() ?? 0))
    }

    /// The value as an expression, or nil when it is long or there is no way to write it.
    static func literal(_ value: Value, _ span: SourceSpan) -> Expression? {
        switch value {
        case .null, .bool, .int, .uint, .string, .bytes: return made(.constant(value), span)
        case .double(let number):
            if number.isFinite { return made(.constant(value), span) }
            return made(.call("double", arguments: [made(.constant(.string(doubleText(number))), span)]), span)
        case .timestamp(let time): return made(.call("timestamp", arguments: [made(.constant(.string(time.text)), span)]), span)
        case .duration(let duration): return made(.call("duration", arguments: [made(.constant(.string(duration.celText)), span)]), span)
        case .list(let values):
            guard values.count <= 16 else { return nil }
            var elements: [ListElement] = []
            for value in values {
                guard let element = literal(value, span) else { return nil }
                elements.append(ListElement(expression: element, isOptional: false))
            }
            return made(.list(elements), span)
        case .map(let map):
            guard map.count <= 16 else { return nil }
            var entries: [MapEntry] = []
            for (key, value) in zip(map.keys, map.values) {
                guard let key = literal(key, span), let value = literal(value, span) else { return nil }
                entries.append(MapEntry(key: key, value: value, isOptional: false))
            }
            return made(.map(entries), span)
        case .type, .optional, .host: return nil
        }
    }
}
