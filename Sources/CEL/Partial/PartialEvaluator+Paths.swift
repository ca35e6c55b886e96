import Diagnostics

extension PartialEvaluator {
    /// What a path leads to.
    enum Reading {
        case whole(Outcome)
        /// A value with something unknown below it; as a whole it is unknown.
        case partial(Value, Attribute)
    }

    /// Follows names, fields and indices as far as they are known.
    mutating func visitPath(_ expression: Expression) throws(EvaluationError) -> Reading {
        guard checked.isName(expression) || isOpenPath(expression) else { return .whole(try evaluate(expression)) }
        if case .failure(let error)? = checked.references[expression.id] { return .whole(.failed(error)) }
        if checked.isName(expression) { return name(expression) }
        switch expression.kind {
        case .select(let operand, let field):
            let selection = selection(field, expression)
            return try follow(operand, expression, .field(field), { .select($0, field: field) }) { (value) throws(EvaluationError) in
                try selection.read(value)
            }
        case .optionalSelect(let operand, let field):
            let selection = selection(field, expression)
            return try follow(operand, expression, .field(field), { .optionalSelect($0, field: field) }) {
                (value) throws(EvaluationError) in
                .optional(try selection.find(value))
            }
        case .has(let operand, let field):
            let selection = selection(field, expression)
            let reading = try follow(operand, expression, .field(field), { .has($0, field: field) }) { (value) throws(EvaluationError) in
                .bool(try selection.find(value) != nil)
            }
            // Whether a field is there is known when the value above it is.
            if case .partial(let value, _) = reading { return .whole(.known(value)) }
            return reading
        case .call(let function, let arguments): return try index(function, arguments, expression)
        default: return .whole(try evaluate(expression))
        }
    }

    private func isOpenPath(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .select, .optionalSelect, .has: isOpen(expression)
        case .call(Operator.index, _), .call(Operator.optionalIndex, _): isOpen(expression)
        default: false
        }
    }

    // MARK: Names

    private func name(_ expression: Expression) -> Reading {
        switch checked.references[expression.id] {
        case .constant(let value)?: return .whole(.known(value))
        case .local(let index)?:
            switch locals[index] {
            case .known(let value): return .whole(.known(value))
            case .partial(let value, let attribute): return .partial(value, attribute)
            case .unknown(let attributes): return .whole(.unknown(attributes, expression))
            }
        case .variable(let slot, let name)?:
            let attribute = Attribute(variable: name)
            let known = frame.variables.value(slot)
            switch match(attribute) {
            case .within: return .whole(.unknown([attribute], expression))
            case .above:
                guard let known else { return .whole(.unknown([attribute], expression)) }
                return .partial(known, attribute)
            case .apart:
                guard let known else {
                    return .whole(
                        .failed(
                            EvaluationError(
                                code: "cel.unboundVariable", "'\(name)' has no value in this evaluation", span: expression.span)))
                }
                return .whole(.known(known))
            }
        default: preconditionFailure("the checker gives every name a meaning")
        }
    }

    /// How an attribute stands to all that is not known.
    func match(_ attribute: Attribute) -> AttributePattern.Match {
        var result = AttributePattern.Match.apart
        for pattern in patterns[attribute.variable] ?? [] {
            switch pattern.match(attribute) {
            case .within: return .within
            case .above: result = .above
            case .apart: continue
            }
        }
        return result
    }

    // MARK: Steps of a path

    private func selection(_ field: String, _ expression: Expression) -> Selection {
        var known: HostField?
        if case .field(let hostField)? = checked.references[expression.id] { known = hostField }
        return Selection(field: field, span: expression.span, known: known, types: checked.hostTypes)
    }

    /// One step from what `operand` leads to.
    private mutating func follow(
        _ operand: Expression, _ expression: Expression, _ qualifier: Attribute.Qualifier, _ rebuild: (Expression) -> Expression.Kind,
        _ read: (Value) throws(EvaluationError) -> Value
    ) throws(EvaluationError) -> Reading {
        switch try visitPath(operand) {
        case .whole(.failed(let error)): return .whole(.failed(error))
        case .whole(.unknown(let attributes, let rest)):
            // A longer path says more about what would have to be known.
            let longer = Set(attributes.map { checked.isPath(operand) ? $0.appending(qualifier) : $0 })
            return .whole(.unknown(longer, .made(rebuild(rest), expression.span)))
        case .whole(.known(let value)):
            do throws(EvaluationError) { return .whole(.known(try read(value))) } catch { return .whole(try failure(error)) }
        case .partial(let value, let attribute):
            let attribute = attribute.appending(qualifier)
            let match = match(attribute)
            if case .within = match { return .whole(.unknown([attribute], expression)) }
            do throws(EvaluationError) {
                let result = try read(value)
                if case .above = match { return .partial(result, attribute) }
                return .whole(.known(result))
            } catch { return .whole(try failure(error)) }
        }
    }

    /// `container[key]` and `container[?key]`.
    private mutating func index(
        _ function: String, _ arguments: [Expression], _ expression: Expression
    ) throws(EvaluationError) -> Reading {
        if case .failure(let error)? = checked.references[expression.id] { return .whole(.failed(error)) }
        let reading = try visitPath(arguments[0])
        let key = try visit(arguments[1])
        let container: Value
        let attribute: Attribute
        switch reading {
        case .whole(let outcome):
            return .whole(try finish(combined([outcome, key], arguments), expression) { .call(function, arguments: $0) })
        case .partial(let value, let path):
            container = value
            attribute = path
        }
        switch key {
        case .failed(let error): return .whole(.failed(error))
        case .unknown(let attributes, let rest):
            return .whole(
                .unknown(
                    attributes.union([attribute.appending(.any)]), .made(.call(function, arguments: [arguments[0], rest]), expression.span))
            )
        case .known(let value):
            let attribute = attribute.appending(Attribute.Qualifier(key: value))
            let match = match(attribute)
            let rest = Expression.made(.call(function, arguments: [arguments[0], rest(of: key, arguments[1])]), expression.span)
            if case .within = match { return .whole(.unknown([attribute], rest)) }
            let result = try invoke(expression, [container, value])
            if case .above = match, case .known(let found) = result { return .partial(found, attribute) }
            return .whole(result)
        }
    }
}

extension Attribute.Qualifier {
    /// A key of a map or a place in a list; one that is no text and no whole number may be any.
    init(key: Value) {
        switch key {
        case .string(let text): self = .field(text)
        case .int(let number): self = .index(number)
        case .uint(let number): self = Int64(exactly: number).map(Self.index) ?? .any
        case .double(let number): self = Int64(exactly: number).map(Self.index) ?? .any
        default: self = .any
        }
    }
}

extension CheckedExpression {
    /// Whether an expression is a name, or fields of one.
    fileprivate func isPath(_ expression: Expression) -> Bool {
        if case .variable? = references[expression.id] { return true }
        switch expression.kind {
        case .select(let operand, _), .optionalSelect(let operand, _): return isPath(operand)
        default: return false
        }
    }
}
