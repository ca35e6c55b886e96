extension Planner {
    /// How the element itself, or a field of it, is read from where the element lies; nil for other expressions and types.
    func elementReader(_ expression: Expression, _ scope: ColumnScope) -> FieldReader? {
        if isElement(expression, in: scope) { return scope.reader }
        guard case .select(let operand, _) = expression.kind, isElement(operand, in: scope),
            case .field(let field)? = checked.references[expression.id], field.host == scope.element
        else { return nil }
        return field.reader
    }

    /// A field or an element that is a bool.
    func truth(_ expression: Expression, _ scope: ColumnScope) -> BoolColumn? {
        guard case .bool(let access)? = elementReader(expression, scope) else { return nil }
        return { (_, batch, lanes) in
            var isAbsent = false
            let held = lanes.lanes { lane in
                guard let holds = access.read(batch.address(lane)) else {
                    isAbsent = true
                    return false
                }
                return holds
            }
            return isAbsent ? nil : held
        }
    }

    /// `has(element.field)`
    func presence(_ expression: Expression, _ operand: Expression, _ scope: ColumnScope) -> BoolColumn? {
        guard isElement(operand, in: scope), case .field(let field)? = checked.references[expression.id], field.host == scope.element
        else { return nil }
        switch field.reader {
        case .bool, .int, .double, .string, .timestamp: break
        case .list, .value, .converted: return nil
        }
        return { (_, batch, lanes) in lanes.lanes { field.isPresent(batch.address($0)) == true } }
    }

    /// `text == shared`, `text.startsWith(shared)`, `text in [constants]`: texts are looked at where they are, never copied out.
    mutating func textQuestion(_ function: String, _ text: Expression, _ other: Expression, _ scope: ColumnScope) -> BoolColumn? {
        guard checked.type(of: text) == .string, case .string(let access)? = elementReader(text, scope), !varies(other, in: scope),
            let step = sharedStep(other, in: scope), let test = TextTest(function, step, checked.type(of: other), at: other.span)
        else { return nil }
        let isCharged = test.isCharged
        switch test.other {
        case .same(let constant, let isWanted):
            return { (_, batch, lanes) in passing(access, batch, lanes) { constant.isSame(as: $0) == isWanted } }
        case .constant(let passes):
            guard isCharged else { return { (_, batch, lanes) in passing(access, batch, lanes, passes) } }
            return { (frame, batch, lanes) in
                var cost: UInt64 = 0
                let passed = passing(access, batch, lanes) { text in
                    cost += TextTest.cost(text)
                    return passes(text)
                }
                return frame.spend(cost) ? passed : nil
            }
        case .step(let step, let passes):
            return { (frame, batch, lanes) in
                guard let other = shared(step, &frame, lanes) else { return nil }
                var cost: UInt64 = 0
                let passed = passing(access, batch, lanes) { text in
                    cost += isCharged ? TextTest.cost(text) + TextTest.cost(other) : 0
                    return passes(text, other)
                }
                return frame.spend(cost) ? passed : nil
            }
        }
    }
}

/// The lanes whose text passes, among those asked for; nil when one has none.
@inline(__always)
private func passing(_ access: FieldAccess<String>, _ batch: Batch, _ lanes: UInt64, _ passes: (String) -> Bool) -> UInt64? {
    var isAbsent = false
    let passed = lanes.lanes { lane in
        guard let isPassed = access.test(batch.address(lane), { passes($0) }) else {
            isAbsent = true
            return false
        }
        return isPassed
    }
    return isAbsent ? nil : passed
}
