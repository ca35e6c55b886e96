extension Planner {
    /// The element itself, or a field of it; nil for other expressions and other types.
    func elementColumn(_ expression: Expression, _ scope: ColumnScope) -> Column? {
        if isElement(expression, in: scope) { return elements(of: scope.element) }
        guard case .select(let operand, _) = expression.kind, isElement(operand, in: scope),
            case .field(let field)? = checked.references[expression.id]
        else { return nil }
        switch field.reader {
        case .bool(let access):
            return .bool { (_, batch, lanes) in
                guard case .hosts(let array) = batch.list else { return nil }
                return access.select(array, batch.start, lanes) { $0 }
            }
        case .int(let access): return .int(numbers(access, absent: 0))
        case .double(let access): return .double(numbers(access, absent: 0))
        case .string(let access):
            return .text { (batch, lanes, passes) in
                guard case .hosts(let array) = batch.list else { return nil }
                return access.select(array, batch.start, lanes, passes)
            }
        default: return nil
        }
    }

    private func numbers<Number>(_ access: FieldAccess<Number>, absent: Number) -> NumberColumn<Number> {
        { (_, batch, lanes, target) in
            guard case .hosts(let array) = batch.list else { return false }
            return access.copy(array, batch.start, batch.count, lanes, absent, target)
        }
    }

    private func elements(of type: CELType) -> Column? {
        switch type {
        case .bool:
            .bool { (_, batch, lanes) in
                guard case .bools(let elements) = batch.list else { return nil }
                return passing(elements, batch.start, lanes) { $0 }
            }
        case .int:
            .int { (_, batch, _, target) in
                guard case .ints(let elements) = batch.list else { return false }
                for lane in 0..<batch.count { target[lane] = elements[batch.start + lane] }
                return true
            }
        case .double:
            .double { (_, batch, _, target) in
                guard case .doubles(let elements) = batch.list else { return false }
                for lane in 0..<batch.count { target[lane] = elements[batch.start + lane] }
                return true
            }
        case .string:
            .text { (batch, lanes, passes) in
                guard case .strings(let elements) = batch.list else { return nil }
                return passing(elements, batch.start, lanes, passes)
            }
        default: nil
        }
    }

    /// `has(element.field)`
    func presence(_ expression: Expression, _ operand: Expression, _ scope: ColumnScope) -> BoolColumn? {
        guard isElement(operand, in: scope), case .field(let field)? = checked.references[expression.id] else { return nil }
        switch field.reader {
        case .bool(let access): return presence(access)
        case .int(let access): return presence(access)
        case .double(let access): return presence(access)
        case .string(let access): return presence(access)
        case .timestamp(let access): return presence(access)
        case .list, .value, .converted: return nil
        }
    }

    private func presence<Field>(_ access: FieldAccess<Field>) -> BoolColumn {
        { (_, batch, lanes) in
            guard case .hosts(let array) = batch.list else { return nil }
            return lanes.lanes(where: { lane in access.select(array, batch.start, 1 &<< UInt64(lane)) { _ in true } != nil })
        }
    }

    /// `text == shared`, `text.startsWith(shared)`, `text in [constants]`
    mutating func textQuestion(_ function: String, _ text: Expression, _ other: Expression, _ scope: ColumnScope) -> BoolColumn? {
        guard checked.type(of: text) == .string, case .text(let column)? = elementColumn(text, scope), !varies(other, in: scope),
            let step = sharedStep(other, in: scope), let test = TextTest(function, step, checked.type(of: other), at: other.span)
        else { return nil }
        let isCharged = test.isCharged
        switch test.other {
        case .constant(let passes):
            guard isCharged else { return { (_, batch, lanes) in column(batch, lanes, passes) } }
            return { (frame, batch, lanes) in
                var cost: UInt64 = 0
                let passed = column(batch, lanes) { text in
                    cost += TextTest.cost(text)
                    return passes(text)
                }
                return frame.spend(cost) ? passed : nil
            }
        case .step(let step, let passes):
            return { (frame, batch, lanes) in
                guard let other = shared(step, &frame, lanes) else { return nil }
                var cost: UInt64 = 0
                let passed = column(batch, lanes) { text in
                    cost += isCharged ? TextTest.cost(text) + TextTest.cost(other) : 0
                    return passes(text, other)
                }
                return frame.spend(cost) ? passed : nil
            }
        }
    }
}

private func passing<Element>(_ elements: [Element], _ start: Int, _ lanes: UInt64, _ passes: (Element) -> Bool) -> UInt64 {
    lanes.lanes(where: { passes(elements[start + $0]) })
}

extension UInt64 {
    /// The lanes of these that hold.
    @inline(__always)
    fileprivate func lanes(where holds: (Int) -> Bool) -> UInt64 {
        var held: UInt64 = 0
        var rest = self
        while rest != 0 {
            let lane = rest.trailingZeroBitCount
            if holds(lane) { held |= 1 &<< UInt64(lane) }
            rest &= rest - 1
        }
        return held
    }
}
