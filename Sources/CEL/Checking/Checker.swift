import Diagnostics

/// Gives each node its type and finds out what its names stand for. Reports all mistakes, each once: what follows from
/// a mistake has type `error`, which fits everywhere.
struct Checker {
    let environment: Environment
    let mode: CompileMode
    private let source: SourceText
    var unification = Unification()
    var locals: [(name: String, type: CELType)] = []
    private var types: [CELType]
    private var references: [Reference?]
    private var localsMax = 0
    /// Comprehensions around the current node.
    private var comprehensions = 0
    private var diagnostics: [Diagnostic] = []

    init(_ environment: Environment, source: SourceText, mode: CompileMode, nodes: Int) {
        self.environment = environment
        self.source = source
        self.mode = mode
        types = Array(repeating: .dyn, count: nodes)
        references = Array(repeating: nil, count: nodes)
    }

    mutating func check(_ expression: Expression, expecting: CELType?) throws(DiagnosticsError) -> CheckedExpression {
        let type = visit(expression)
        if let expecting, !type.isPlain(expecting), !unification.assign([type], to: [expecting]) {
            mistake(
                "cel.typeMismatch", "this is of type \(unification.resolved(type, unknownAsDyn: true)), and \(expecting) is needed",
                hint: expecting == .bool ? "compare it with something, as in x == 1" : nil, expression.span)
        }
        guard diagnostics.isEmpty else {
            throw DiagnosticsError(diagnostics.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) })
        }
        return CheckedExpression(
            source: source, expression: expression, hostTypes: environment.types, types: unification.resolved(types),
            references: references, localsMax: localsMax)
    }

    // MARK: Recording

    mutating func refer(_ expression: Expression, to reference: Reference) { references[expression.id] = reference }

    /// Reports a mistake; the result is the type of what it spoils.
    @discardableResult
    mutating func mistake(_ code: String, _ message: String, hint: String? = nil, _ span: SourceSpan) -> CELType {
        diagnostics.append(Diagnostic(code: code, message, hint: hint, source: source, span: span))
        return .error
    }

    /// Reports what a host's ``ConstantCheck`` found.
    mutating func report(_ error: EvaluationError, _ span: SourceSpan) {
        diagnostics.append(error.located(at: span).diagnostic(in: source))
    }

    /// Reports a mistake of a node in checked mode; in unchecked mode the node fails when it is reached.
    mutating func failure(_ expression: Expression, _ code: String, _ message: String, hint: String? = nil, _ span: SourceSpan) -> CELType {
        switch mode {
        case .checked: return mistake(code, message, hint: hint, span)
        case .unchecked:
            refer(expression, to: .failure(EvaluationError(code: code, message, hint: hint, span: span)))
            return .dyn
        }
    }

    /// Runs `body` with more local variables; they take the next places of the frame.
    mutating func withLocals<Result>(_ added: [(String, CELType)], _ body: (inout Checker) -> Result) -> Result {
        locals += added
        localsMax = max(localsMax, locals.count)
        defer { locals.removeLast(added.count) }
        return body(&self)
    }

    // MARK: Nodes

    mutating func visit(_ expression: Expression) -> CELType {
        let type = deduce(expression)
        types[expression.id] = type
        return type
    }

    private mutating func deduce(_ expression: Expression) -> CELType {
        switch expression.kind {
        case .constant(let value): return literalType(value)
        case .identifier(let name): return identifier(name, expression)
        case .select(let operand, let field): return select(operand, field, expression)
        case .optionalSelect(let operand, let field):
            let type = unification.resolved(visit(operand))
            return .optional(unwrapped(fieldType(of: type, field, expression)))
        case .has(let operand, let field):
            let type = unification.resolved(visit(operand))
            _ = fieldType(of: type, field, expression)
            return .bool
        case .call(let function, let arguments): return call(function, arguments, expression)
        case .receiverCall(let receiver, let function, let arguments): return receiverCall(receiver, function, arguments, expression)
        case .list(let elements): return .list(list(elements))
        case .map(let entries): return map(entries)
        case .construct(let type, let fields): return construct(type, fields, expression)
        case .comprehension(let comprehension): return self.comprehension(comprehension, expression)
        case .bind(let variable, let value, let body):
            let type = visit(value)
            return withLocals([(variable, type)]) { $0.visit(body) }
        case .optionalMap(let target, let variable, let body, let isFlat):
            let type = unification.resolved(visit(target))
            let wrapped = optionalContent(type, target)
            let result = withLocals([(variable, wrapped)]) { $0.visit(body) }
            guard isFlat else { return .optional(result) }
            return .optional(optionalContent(unification.resolved(result), body))
        }
    }

    private func literalType(_ value: Value) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        default: .dyn
        }
    }

    /// What an optional holds.
    mutating func optionalContent(_ type: CELType, _ expression: Expression) -> CELType {
        switch type {
        case .optional(let wrapped): return wrapped
        case .dyn, .error, .parameter: return .dyn
        default:
            if mode == .unchecked { return .dyn }
            return mistake(
                "cel.typeMismatch", "an optional is needed here, and this is of type \(type)", hint: "write optional.of(…)", expression.span
            )
        }
    }

    private func unwrapped(_ type: CELType) -> CELType {
        if case .optional(let wrapped) = type { wrapped } else { type }
    }

    private mutating func list(_ elements: [Expression.ListElement]) -> CELType {
        var joined: CELType?
        for element in elements {
            var type = visit(element.expression)
            if element.isOptional { type = optionalContent(unification.resolved(type), element.expression) }
            joined = unification.join(joined, type)
        }
        return joined ?? unification.freshParameter()
    }

    private mutating func map(_ entries: [Expression.MapEntry]) -> CELType {
        var keys: CELType?
        var values: CELType?
        for entry in entries {
            let key = visit(entry.key)
            switch unification.resolved(key) {
            case .bool, .int, .uint, .string, .dyn, .error, .parameter: break
            case let other where mode == .checked && entry.key.constant != nil && other != .double:
                mistake("cel.typeMismatch", "a key of a map is a bool, int, uint or string, not \(other)", entry.key.span)
            default: break
            }
            keys = unification.join(keys, key)
            var value = visit(entry.value)
            if entry.isOptional { value = optionalContent(unification.resolved(value), entry.value) }
            values = unification.join(values, value)
        }
        return .map(key: keys ?? unification.freshParameter(), value: values ?? unification.freshParameter())
    }

    private mutating func comprehension(_ comprehension: Expression.Comprehension, _ expression: Expression) -> CELType {
        let range = unification.resolved(visit(comprehension.range))
        let variables = variableTypes(of: range, comprehension)
        comprehensions += 1
        defer { comprehensions -= 1 }
        guard comprehensions <= Limits.comprehensionsMax else {
            return mistake(
                "cel.tooNested", "comprehensions may be nested \(Limits.comprehensionsMax) levels deep", hint: "split the expression",
                expression.span)
        }
        return withLocals(Array(zip(comprehension.variables, variables))) { checker in
            if let condition = comprehension.condition { checker.need(.bool, condition) }
            let result = comprehension.transform.map { checker.visit($0) } ?? .dyn
            switch comprehension.operation {
            case .all, .exists, .existsOne: return .bool
            case .filter, .sortBy: return .list(variables[0])
            case .map, .transformList: return .list(result)
            case .transformMap: return .map(key: variables[0], value: result)
            case .transformMapEntry:
                switch checker.unification.resolved(result) {
                case .map(let key, let value): return .map(key: key, value: value)
                default: return .map(key: .dyn, value: .dyn)
                }
            }
        }
    }

    private mutating func variableTypes(of range: CELType, _ comprehension: Expression.Comprehension) -> [CELType] {
        let hasTwo = comprehension.variables.count == 2
        switch range {
        case .list(let element): return hasTwo ? [.int, element] : [element]
        case .map(let key, let value): return hasTwo ? [key, value] : [key]
        case .dyn, .error, .parameter: return hasTwo ? [.dyn, .dyn] : [.dyn]
        default:
            if mode == .checked {
                mistake(
                    "cel.typeMismatch", "'\(comprehension.operation.rawValue)' goes over a list or map, and this is of type \(range)",
                    comprehension.range.span)
            }
            return hasTwo ? [.dyn, .dyn] : [.dyn]
        }
    }

    /// Visits an expression that must be of one type.
    mutating func need(_ wanted: CELType, _ expression: Expression) {
        let type = visit(expression)
        guard mode == .checked, !type.isPlain(wanted), !unification.assign([type], to: [wanted]) else { return }
        mistake(
            "cel.typeMismatch", "this is of type \(unification.resolved(type, unknownAsDyn: true)), and \(wanted) is needed",
            expression.span)
    }
}
