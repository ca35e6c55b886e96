import Diagnostics

extension Planner {
    /// A macro over a range, with its result built in place.
    mutating func comprehension(_ comprehension: Expression.Comprehension, _ expression: Expression) -> Step {
        guard comprehension.operation != .filter else { return generalComprehension(comprehension, expression) }
        func general(_ planner: Planner) -> DeferredStep<Bool> {
            DeferredStep(planner, expression) { planner, expression in planner.general(expression).bool(at: expression.span) }
        }
        if let loop = fieldLoop(comprehension) {
            return .bool(attempting(general(self)) { frame in frame.spending { loop.answer($0, &$1) } }, .loop(loop))
        }
        let known = findings
        guard let (range, loop) = columnLoop(comprehension) else {
            // What was found while the columns were tried is found again.
            findings = known
            return generalComprehension(comprehension, expression)
        }
        return .bool(attempting(general(self)) { frame in range.find(frame.variables).flatMap { loop.answer(in: $0, &frame) } })
    }

    /// `list.filter(x, condition).size()`, which only counts where the list is a host's own; nil for other arguments of `size`.
    mutating func filteredSize(_ filtered: Expression, _ size: Implementation, _ span: SourceSpan) -> Step? {
        guard case .comprehension(let comprehension) = filtered.kind, comprehension.operation == .filter else { return nil }
        func general(_ planner: Planner) -> DeferredStep<Int64> {
            DeferredStep(planner, filtered) { planner, filtered in
                Step.value(planner.direct(size, [planner.general(filtered).value], span)).int(at: span)
            }
        }
        if let loop = fieldLoop(comprehension) {
            return .int(attempting(general(self)) { frame in frame.spending { loop.count($0, &$1) }.map(Int64.init) }, .count(loop))
        }
        let known = findings
        guard let (range, loop) = columnLoop(comprehension) else {
            findings = known
            return nil
        }
        return .int(
            attempting(general(self)) { frame in range.find(frame.variables).flatMap { loop.count(in: $0, &frame) }.map(Int64.init) })
    }

    /// A fast way that gives nil where anything fails, and the general way for then.
    private func attempting<Result>(
        _ general: DeferredStep<Result>, _ fast: @escaping @Sendable (inout Frame) -> Result?
    ) -> TypedStep<Result> {
        { (frame: inout Frame) throws(EvaluationError) in
            if let result = frame.attempt(fast) { return result }
            return try general.step(&frame)
        }
    }

    private mutating func general(_ expression: Expression) -> Step {
        guard case .comprehension(let comprehension) = expression.kind else { return plan(expression) }
        return generalComprehension(comprehension, expression)
    }

    /// The macro element by element, over whatever the range gives.
    private mutating func generalComprehension(_ comprehension: Expression.Comprehension, _ expression: Expression) -> Step {
        let range = plan(comprehension.range).value
        let loop = Loop(
            place: depth, hasTwo: comprehension.variables.count == 2, cost: UInt64(1 + parts(comprehension)), span: comprehension.range.span
        )
        depth += comprehension.variables.count
        defer { depth -= comprehension.variables.count }
        let condition = comprehension.condition.map { plan($0).bool(at: $0.span) }
        let transform = comprehension.transform.map { plan($0).value }
        switch (comprehension.operation, condition, transform) {
        case (.all, let condition?, _): return quantifier(loop, range, condition, stopsAt: false)
        case (.exists, let condition?, _): return quantifier(loop, range, condition, stopsAt: true)
        case (.existsOne, let condition?, _): return existsOne(loop, range, condition)
        case (.filter, let condition?, _): return filter(loop, range, condition)
        case (.map, _, let transform?), (.transformList, _, let transform?): return map(loop, range, condition, transform)
        case (.sortBy, _, let key?): return sortBy(loop, range, key)
        case (.transformMap, _, let transform?): return transformMap(loop, range, condition, transform, expression.span)
        case (.transformMapEntry, _, let transform?): return transformEntries(loop, range, condition, transform, expression.span)
        default: preconditionFailure("the parser gives every operation its parts")
        }
    }

    /// A rough count of the parts of the body, for the cost of one turn.
    func parts(_ comprehension: Expression.Comprehension) -> Int {
        [comprehension.condition, comprehension.transform].reduce(0) { $0 + ($1?.parts ?? 0) }
    }

    /// `all` stops at the first false, `exists` at the first true; errors count only when nothing stops.
    private func quantifier(_ loop: Loop, _ range: @escaping ValueStep, _ condition: @escaping BoolStep, stopsAt stop: Bool) -> Step {
        .bool { (frame: inout Frame) throws(EvaluationError) in
            var failure: EvaluationError?
            let stopped = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                do throws(EvaluationError) {
                    return try condition(&frame) == stop
                } catch {
                    if error.endsEvaluation { throw error }
                    failure = failure ?? error
                    return false
                }
            }
            if stopped { return stop }
            if let failure { throw failure }
            return !stop
        }
    }

    private func existsOne(_ loop: Loop, _ range: @escaping ValueStep, _ condition: @escaping BoolStep) -> Step {
        .bool { (frame: inout Frame) throws(EvaluationError) in
            var count = 0
            _ = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                if try condition(&frame) { count += 1 }
                return false
            }
            return count == 1
        }
    }

    private func filter(_ loop: Loop, _ range: @escaping ValueStep, _ condition: @escaping BoolStep) -> Step {
        .value { (frame: inout Frame) throws(EvaluationError) in
            var kept: [Value] = []
            _ = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                if try condition(&frame) { kept.append(frame.local(loop.place)) }
                return false
            }
            return .list(kept)
        }
    }

    private func map(_ loop: Loop, _ range: @escaping ValueStep, _ condition: BoolStep?, _ transform: @escaping ValueStep) -> Step {
        .value { (frame: inout Frame) throws(EvaluationError) in
            var made: [Value] = []
            _ = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                if let condition, try !condition(&frame) { return false }
                made.append(try transform(&frame))
                return false
            }
            return .list(made)
        }
    }

    private func sortBy(_ loop: Loop, _ range: @escaping ValueStep, _ key: @escaping ValueStep) -> Step {
        .value { (frame: inout Frame) throws(EvaluationError) in
            var values: [Value] = []
            var keys: [Value] = []
            _ = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                values.append(frame.local(loop.place))
                keys.append(try key(&frame))
                return false
            }
            try frame.chargeVisiting(.list(keys))
            do throws(EvaluationError) { return .list(try sorted(values, by: keys)) } catch { throw error.located(at: loop.span) }
        }
    }

    private func transformMap(
        _ loop: Loop, _ range: @escaping ValueStep, _ condition: BoolStep?, _ transform: @escaping ValueStep, _ span: SourceSpan
    ) -> Step {
        .value { (frame: inout Frame) throws(EvaluationError) in
            var entries: [(key: Value, value: Value)] = []
            _ = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                if let condition, try !condition(&frame) { return false }
                entries.append((frame.local(loop.place), try transform(&frame)))
                return false
            }
            return .map(try makeMap(entries, span))
        }
    }

    private func transformEntries(
        _ loop: Loop, _ range: @escaping ValueStep, _ condition: BoolStep?, _ transform: @escaping ValueStep, _ span: SourceSpan
    ) -> Step {
        .value { (frame: inout Frame) throws(EvaluationError) in
            var entries: [(key: Value, value: Value)] = []
            _ = try loop.run(&frame, over: try range(&frame)) { (frame: inout Frame) throws(EvaluationError) -> Bool in
                if let condition, try !condition(&frame) { return false }
                let made = try transform(&frame)
                guard case .map(let map) = made else { throw EvaluationError.wanted("map", made).located(at: span) }
                try frame.charge(UInt64(map.count))
                for (key, value) in zip(map.keys, map.values) { entries.append((key, value)) }
                return false
            }
            return .map(try makeMap(entries, span))
        }
    }
}

/// The turns of a comprehension: where its variables are and what a turn costs.
struct Loop: Sendable {
    let place: Int
    let hasTwo: Bool
    let cost: UInt64
    let span: SourceSpan

    /// Runs the body for each element with the variables set; true when the body said to stop.
    @inline(__always)
    func run(
        _ frame: inout Frame, over range: Value, _ body: (inout Frame) throws(EvaluationError) -> Bool
    ) throws(EvaluationError) -> Bool {
        switch range {
        case .list(let values):
            for index in values.indices {
                try frame.charge(cost)
                if hasTwo { frame.setLocal(place, .int(Int64(index))) }
                frame.setLocal(hasTwo ? place + 1 : place, values[index])
                if try body(&frame) { return true }
            }
        case .map(let map):
            for (index, key) in map.keys.enumerated() {
                try frame.charge(cost)
                frame.setLocal(place, key)
                if hasTwo { frame.setLocal(place + 1, map.values[index]) }
                if try body(&frame) { return true }
            }
        default:
            throw EvaluationError(code: "cel.noOverload", "a list or map is needed here, not \(range.typeName)", span: span)
        }
        return false
    }
}

extension Expression {
    /// How many nodes the expression has.
    var parts: Int { 1 + children.reduce(0) { $0 + $1.parts } }

    /// The nodes right below this one.
    public var children: [Expression] {
        switch kind {
        case .constant, .identifier: []
        case .select(let operand, _), .optionalSelect(let operand, _), .has(let operand, _): [operand]
        case .call(_, let arguments): arguments
        case .receiverCall(let receiver, _, let arguments): [receiver] + arguments
        case .list(let elements): elements.map(\.expression)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .construct(_, let fields): fields.map(\.value)
        case .comprehension(let comprehension):
            [comprehension.range] + [comprehension.condition, comprehension.transform].compactMap { $0 }
        case .bind(_, let value, let body): [value, body]
        case .optionalMap(let target, _, let body, _): [target, body]
        }
    }
}
