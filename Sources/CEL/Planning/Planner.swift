import Diagnostics

/// Turns a checked expression into closures: names become slots, overloads are chosen, constants are computed.
struct Planner {
    let checked: CheckedExpression
    var findings: [Diagnostic] = []
    /// What computing constants may still cost.
    var foldingBudget: UInt64
    /// How many local variables are in scope; the next one takes this place, as in the checker.
    var depth: Int

    init(_ checked: CheckedExpression, depth: Int = 0, foldingBudget: UInt64 = Limits.defaultCost) {
        self.checked = checked
        self.depth = depth
        self.foldingBudget = foldingBudget
    }

    /// - Throws: what ``ConstantCheck`` found.
    static func plan(_ checked: CheckedExpression) throws(DiagnosticsError) -> Program {
        var planner = Planner(checked)
        let step = planner.plan(checked.expression)
        guard planner.findings.isEmpty else { throw DiagnosticsError(planner.findings) }
        return Program(
            checked: checked, step: step.value, condition: step.bool(at: checked.expression.span),
            instructions: Instructions(step.test(at: checked.expression.span)), cost: UInt64(checked.types.count))
    }

    mutating func plan(_ expression: Expression) -> Step {
        let span = expression.span
        if case .failure(let error)? = checked.references[expression.id] {
            return .value { (_: inout Frame) throws(EvaluationError) in throw error }
        }
        switch expression.kind {
        case .constant(let value): return .constant(value)
        case .identifier: return name(expression)
        case .select(let operand, let field):
            if checked.references[expression.id].isName { return name(expression) }
            return select(operand, field, expression)
        case .optionalSelect(let operand, let field): return optionalSelect(operand, field, expression)
        case .has(let operand, let field): return has(operand, field, expression)
        case .call(let function, let arguments): return call(function, arguments, expression)
        case .receiverCall(let receiver, let function, let arguments):
            guard case .function(let overloads, let isQualified)? = checked.references[expression.id] else { return .constant(.null) }
            return apply(function, overloads, isQualified ? arguments : [receiver] + arguments, expression)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries, span)
        case .construct(let type, let fields): return construct(type, fields, expression)
        case .comprehension(let comprehension): return self.comprehension(comprehension, expression)
        case .bind(_, let value, let body): return bind(value, body)
        case .optionalMap(let target, _, let body, let isFlat): return optionalMap(target, body, isFlat: isFlat)
        }
    }

    // MARK: Names

    private func name(_ expression: Expression) -> Step {
        if case .constant(let value)? = checked.references[expression.id] { return .constant(value) }
        guard let place = place(of: expression) else { preconditionFailure("the checker gives every name a meaning") }
        switch checked.type(of: expression) {
        case .bool: return .bool { (frame: inout Frame) throws(EvaluationError) in try place.read(&frame) }
        case .int: return .int { (frame: inout Frame) throws(EvaluationError) in try place.read(&frame) }
        case .double: return .double { (frame: inout Frame) throws(EvaluationError) in try place.read(&frame) }
        case .string: return .string { (frame: inout Frame) throws(EvaluationError) in try place.read(&frame) }
        case .timestamp:
            return .timestamp { (frame: inout Frame) throws(EvaluationError) in
                if !place.isLocal, let time = frame.variables.timestamp(place.index) { return time }
                return try place.read(&frame)
            }
        default: return .value { (frame: inout Frame) throws(EvaluationError) in try place.value(&frame) }
        }
    }

    /// Where the value of a name is kept; nil for other expressions.
    func place(of expression: Expression) -> Place? {
        switch checked.references[expression.id] {
        case .variable(let slot, let name)?: Place(index: slot, isLocal: false, name: name, span: expression.span)
        case .local(let index)?: Place(index: index, isLocal: true, name: expression.root ?? "", span: expression.span)
        default: nil
        }
    }

    private mutating func bind(_ value: Expression, _ body: Expression) -> Step {
        let value = plan(value).value
        depth += 1
        defer { depth -= 1 }
        let place = depth - 1
        let body = plan(body).value
        return .value { (frame: inout Frame) throws(EvaluationError) in
            frame.setLocal(place, try value(&frame))
            return try body(&frame)
        }
    }
}

extension Optional<Reference> {
    /// Whether a selection is really a name with a point in it.
    var isName: Bool {
        switch self {
        case .variable, .local, .constant: true
        default: false
        }
    }
}
