import Diagnostics

extension PartialEvaluator {
    // MARK: cel.bind and optMap

    mutating func bind(_ variable: String, _ value: Expression, _ body: Expression, _ expression: Expression) throws(EvaluationError)
        -> Outcome
    {
        let bound = try visit(value)
        switch bound {
        case .failed(let error): return .failed(error)
        case .known(let known):
            let result = try within([.known(known)]) { (evaluator) throws(EvaluationError) in try evaluator.visit(body) }
            guard case .unknown(let attributes, let body) = result else { return result }
            guard body.mentions(variable) else { return .unknown(attributes, body) }
            return .unknown(attributes, .made(.bind(variable: variable, value: rest(of: bound, value), body: body), expression.span))
        case .unknown(let attributes, let left):
            let result = try within([.unknown(attributes)]) { (evaluator) throws(EvaluationError) in try evaluator.visit(body) }
            // The value is computed whether the body needs it or not, and may turn out to be an error.
            var all = attributes
            if case .unknown(let more, _) = result { all.formUnion(more) }
            return .unknown(all, .made(.bind(variable: variable, value: left, body: rest(of: result, body)), expression.span))
        }
    }

    mutating func optionalMap(
        _ target: Expression, _ variable: String, _ body: Expression, isFlat: Bool, _ expression: Expression
    ) throws(EvaluationError) -> Outcome {
        let outcome = try visit(target)
        func rebuilt(_ body: Expression) -> Expression {
            .made(.optionalMap(rest(of: outcome, target), variable: variable, body: body, flat: isFlat), expression.span)
        }
        switch outcome {
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, _): return .unknown(attributes, rebuilt(try opaque([variable], body)))
        case .known(let value):
            do throws(EvaluationError) {
                guard let wrapped = try optionalContent(value, target.span) else { return .known(.optional(nil)) }
                switch try within([.known(wrapped)], { (evaluator) throws(EvaluationError) in try evaluator.visit(body) }) {
                case .failed(let error): return .failed(error)
                case .unknown(let attributes, let body): return .unknown(attributes, rebuilt(body))
                case .known(let result): return .known(.optional(isFlat ? try optionalContent(result, body.span) : result))
                }
            } catch { return try failure(error) }
        }
    }

    /// Runs `body` with more local variables.
    mutating func within<Result>(
        _ added: [Local], _ body: (inout PartialEvaluator) throws(EvaluationError) -> Result
    ) throws(EvaluationError) -> Result {
        locals += added
        defer { locals.removeLast(added.count) }
        return try body(&self)
    }

    /// What is left of a body when its own variables stay names.
    private mutating func opaque(_ variables: [String], _ body: Expression) throws(EvaluationError) -> Expression {
        let outcome = try within(variables.map { _ in .unknown([]) }) { (evaluator) throws(EvaluationError) in try evaluator.visit(body) }
        return rest(of: outcome, body)
    }

    // MARK: Comprehensions

    mutating func comprehension(_ comprehension: Expression.Comprehension, _ expression: Expression) throws(EvaluationError) -> Outcome {
        let range: Outcome
        var attribute: Attribute?
        switch try visitPath(comprehension.range) {
        case .whole(let outcome): range = outcome
        case .partial(let value, let path):
            range = .known(value)
            attribute = path
        }
        switch range {
        case .failed(let error): return .failed(error)
        case .unknown(let attributes, let left): return .unknown(attributes, try rebuilt(comprehension, left, expression))
        case .known(let value):
            guard let turns = turns(value, attribute, hasTwo: comprehension.variables.count == 2) else {
                return .failed(
                    EvaluationError(
                        code: "cel.noOverload", "a list or map is needed here, not \(value.typeName)", span: comprehension.range.span))
            }
            let left = attribute == nil ? rest(of: range, comprehension.range) : comprehension.range
            return try run(comprehension, turns, left, expression)
        }
    }

    /// The variables of each turn.
    private func turns(_ range: Value, _ attribute: Attribute?, hasTwo: Bool) -> [[Local]]? {
        func element(_ value: Value, _ qualifier: Attribute.Qualifier) -> Local {
            guard let path = attribute?.appending(qualifier) else { return .known(value) }
            switch match(path) {
            case .within: return .unknown([path])
            case .above: return .partial(value, path)
            case .apart: return .known(value)
            }
        }
        switch range {
        case .list(let values):
            return values.enumerated().map { index, value in
                let local = element(value, .index(Int64(index)))
                return hasTwo ? [.known(.int(Int64(index))), local] : [local]
            }
        case .map(let map):
            return zip(map.keys, map.values).map { key, value in
                hasTwo ? [.known(key), element(value, Attribute.Qualifier(key: key))] : [.known(key)]
            }
        default: return nil
        }
    }

    /// The comprehension over what is left of its range, with the known parts of its body computed.
    private mutating func rebuilt(
        _ comprehension: Expression.Comprehension, _ range: Expression, _ expression: Expression
    ) throws(EvaluationError) -> Expression {
        var condition: Expression?
        var transform: Expression?
        if let body = comprehension.condition { condition = try opaque(comprehension.variables, body) }
        if let body = comprehension.transform { transform = try opaque(comprehension.variables, body) }
        return .made(
            .comprehension(
                .init(
                    operation: comprehension.operation, range: range, variables: comprehension.variables, condition: condition,
                    transform: transform)), expression.span)
    }

    /// What the turns of a comprehension have come to.
    private struct Gathered {
        var attributes: Set<Attribute>?
        var error: EvaluationError?
        var values: [Value] = []
        var keys: [Value] = []
        var count = 0
    }

    private mutating func run(
        _ comprehension: Expression.Comprehension, _ turns: [[Local]], _ range: Expression, _ expression: Expression
    ) throws(EvaluationError) -> Outcome {
        var gathered = Gathered()
        for turn in turns {
            try frame.charge(1)
            let decided = try within(turn) { (evaluator) throws(EvaluationError) in
                try evaluator.turn(comprehension, turn, &gathered)
            }
            if let decided { return .known(.bool(decided)) }
            // Only quantifiers look on behind an error, and everything looks for what is unknown.
        }
        if let attributes = gathered.attributes { return .unknown(attributes, try rebuilt(comprehension, range, expression)) }
        if let error = gathered.error { return .failed(error) }
        do throws(EvaluationError) { return .known(try result(comprehension, gathered, expression)) } catch { return try failure(error) }
    }

    /// One turn; gives the answer of a quantifier that it decides.
    private mutating func turn(
        _ comprehension: Expression.Comprehension, _ locals: [Local], _ gathered: inout Gathered
    ) throws(EvaluationError) -> Bool? {
        var isMet = true
        if let body = comprehension.condition {
            switch try condition(body) {
            case .known(let value): isMet = value == .bool(true)
            case .failed(let error):
                gathered.error = gathered.error ?? error
                return nil
            case .unknown(let attributes, _):
                gathered.attributes = (gathered.attributes ?? []).union(attributes)
                return nil
            }
        }
        switch comprehension.operation {
        case .all: return isMet ? nil : false
        case .exists: return isMet ? true : nil
        default: break
        }
        guard isMet else { return nil }
        gathered.count += 1
        switch comprehension.operation {
        case .filter, .sortBy, .transformMap: try keep(locals[0], in: &gathered, asKey: comprehension.operation == .transformMap)
        default: break
        }
        if let body = comprehension.transform {
            switch try visit(body) {
            case .known(let value):
                if comprehension.operation == .sortBy { gathered.keys.append(value) } else { gathered.values.append(value) }
            case .failed(let error): gathered.error = gathered.error ?? error
            case .unknown(let attributes, _): gathered.attributes = (gathered.attributes ?? []).union(attributes)
            }
        }
        return nil
    }

    /// Keeps an element; one with something unknown in it makes the whole unknown.
    private func keep(_ local: Local, in gathered: inout Gathered, asKey: Bool) throws(EvaluationError) {
        switch local {
        case .known(let value): if asKey { gathered.keys.append(value) } else { gathered.values.append(value) }
        case .partial(_, let attribute): gathered.attributes = (gathered.attributes ?? []).union([attribute])
        case .unknown(let attributes): gathered.attributes = (gathered.attributes ?? []).union(attributes)
        }
    }

    private mutating func result(
        _ comprehension: Expression.Comprehension, _ gathered: Gathered, _ expression: Expression
    ) throws(EvaluationError) -> Value {
        switch comprehension.operation {
        case .all: return .bool(true)
        case .exists: return .bool(false)
        case .existsOne: return .bool(gathered.count == 1)
        case .filter, .map, .transformList: return .list(gathered.values)
        case .sortBy:
            try frame.chargeVisiting(.list(gathered.keys))
            do throws(EvaluationError) { return .list(try sorted(gathered.values, by: gathered.keys)) } catch {
                throw error.located(at: comprehension.range.span)
            }
        case .transformMap:
            return .map(try makeMap(zip(gathered.keys, gathered.values).map { ($0, $1) }, expression.span))
        case .transformMapEntry:
            var entries: [(key: Value, value: Value)] = []
            for made in gathered.values {
                guard case .map(let map) = made else { throw EvaluationError.wanted("map", made).located(at: expression.span) }
                entries += zip(map.keys, map.values).map { ($0, $1) }
            }
            return .map(try makeMap(entries, expression.span))
        }
    }
}

extension Expression {
    /// Whether a name stands anywhere in the expression.
    fileprivate func mentions(_ name: String) -> Bool {
        if case .identifier(name) = kind { return true }
        return children.contains { $0.mentions(name) }
    }
}
