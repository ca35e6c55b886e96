extension Planner {
    mutating func intOperand(_ expression: Expression, _ scope: ColumnScope) -> NumberOperand<Int64>? {
        guard varies(expression, in: scope) else {
            guard let step = sharedStep(expression, in: scope) else { return nil }
            if case .int(let number)? = step.constant { return .constant(number) }
            let number = step.int(at: expression.span)
            return .column { (frame, batch, lanes, target) in fill(target, batch.count, shared(number, &frame, lanes)) }
        }
        if case .call(let function, let arguments) = expression.kind {
            guard arguments.count == 2, checked.type(of: arguments[0]) == .int, checked.type(of: arguments[1]) == .int,
                let left = intOperand(arguments[0], scope), let right = intOperand(arguments[1], scope)
            else { return nil }
            return arithmetic(function, column(left), right).map { .column($0) }
        }
        guard case .int(let column)? = elementColumn(expression, scope) else { return nil }
        return .column(column)
    }

    mutating func doubleOperand(_ expression: Expression, _ scope: ColumnScope) -> NumberOperand<Double>? {
        guard varies(expression, in: scope) else {
            guard let step = sharedStep(expression, in: scope) else { return nil }
            if case .double(let number)? = step.constant { return .constant(number) }
            let number = step.double(at: expression.span)
            return .column { (frame, batch, lanes, target) in fill(target, batch.count, shared(number, &frame, lanes)) }
        }
        guard case .double(let column)? = elementColumn(expression, scope) else { return nil }
        return .column(column)
    }

    private func column<Number>(_ operand: NumberOperand<Number>) -> NumberColumn<Number> {
        switch operand {
        case .column(let column): column
        case .constant(let number): { (_, batch, _, target) in fill(target, batch.count, number) }
        }
    }

    /// The reports tell a division by zero and its like too.
    private func arithmetic(
        _ function: String, _ left: @escaping NumberColumn<Int64>, _ right: NumberOperand<Int64>
    ) -> NumberColumn<Int64>? {
        switch function {
        case Operator.add: return computed(left, right) { $0.addingReportingOverflow($1) }
        case Operator.subtract: return computed(left, right) { $0.subtractingReportingOverflow($1) }
        case Operator.multiply: return computed(left, right) { $0.multipliedReportingOverflow(by: $1) }
        case Operator.divide: return computed(left, right) { $0.dividedReportingOverflow(by: $1) }
        case Operator.modulo: return computed(left, right) { $0.remainderReportingOverflow(dividingBy: $1) }
        default: return nil
        }
    }

    @inline(__always)
    private func computed(
        _ left: @escaping NumberColumn<Int64>, _ right: NumberOperand<Int64>,
        _ compute: @escaping @Sendable (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) -> NumberColumn<Int64> {
        switch right {
        case .constant(let number):
            return { (frame, batch, lanes, target) in
                guard left(&frame, batch, lanes, target) else { return false }
                return combine(target, batch.count, lanes) { compute(target[$0], number) }
            }
        case .column(let right):
            return { (frame, batch, lanes, target) in
                withRoom(Int64.self) { (room) -> Bool? in
                    guard left(&frame, batch, lanes, target), right(&frame, batch, lanes, room) else { return false }
                    return combine(target, batch.count, lanes) { compute(target[$0], room[$0]) }
                } ?? false
            }
        }
    }

    func comparison<Number: Comparable>(_ function: String, _ left: NumberOperand<Number>?, _ right: NumberOperand<Number>?) -> BoolColumn?
    {
        guard let left, let right, let comparison = Comparison(function) else { return nil }
        switch (left, right) {
        case (_, .constant(let number)): return compared(comparison, column(left), number)
        case (.constant(let number), _): return compared(comparison.mirrored, column(right), number)
        case (.column(let left), .column(let right)): return compared(comparison, left, right)
        }
    }

    private func compared<Number: Comparable & Sendable>(
        _ comparison: Comparison, _ left: @escaping NumberColumn<Number>, _ right: Number
    ) -> BoolColumn {
        { (frame, batch, lanes) in
            withRoom(Number.self) { (room) -> UInt64? in
                guard left(&frame, batch, lanes, room) else { return nil }
                return holding(comparison, batch.count) { (room[$0], right) } & lanes
            }
        }
    }

    private func compared<Number: Comparable & Sendable>(
        _ comparison: Comparison, _ left: @escaping NumberColumn<Number>, _ right: @escaping NumberColumn<Number>
    ) -> BoolColumn {
        { (frame, batch, lanes) in
            withRoom(Number.self) { (first) -> UInt64? in
                withRoom(Number.self) { (second) -> UInt64? in
                    guard left(&frame, batch, lanes, first), right(&frame, batch, lanes, second) else { return nil }
                    return holding(comparison, batch.count) { (first[$0], second[$0]) } & lanes
                }
            }
        }
    }
}

/// The same number for all lanes; false when there is none.
@inline(__always)
private func fill<Number>(_ target: UnsafeMutablePointer<Number>, _ count: Int, _ number: Number?) -> Bool {
    guard let number else { return false }
    target.initialize(repeating: number, count: count)
    return true
}

/// Computes all lanes; false when one of `lanes` fails.
@inline(__always)
private func combine(
    _ target: UnsafeMutablePointer<Int64>, _ count: Int, _ lanes: UInt64, _ compute: (Int) -> (partialValue: Int64, overflow: Bool)
) -> Bool {
    var failed: UInt64 = 0
    for lane in 0..<count {
        let (result, overflow) = compute(lane)
        target[lane] = result
        failed |= (overflow ? 1 : 0) &<< UInt64(lane)
    }
    return failed & lanes == 0
}

/// The lanes whose numbers compare so. The comparison is chosen once, and all lanes are compared: that is faster than to choose.
@inline(__always)
private func holding<Number: Comparable>(_ comparison: Comparison, _ count: Int, _ pair: (Int) -> (Number, Number)) -> UInt64 {
    switch comparison {
    case .equal: holding(count, pair) { $0 == $1 }
    case .notEqual: holding(count, pair) { $0 != $1 }
    case .less: holding(count, pair) { $0 < $1 }
    case .lessOrEqual: holding(count, pair) { $0 <= $1 }
    case .greater: holding(count, pair) { $0 > $1 }
    case .greaterOrEqual: holding(count, pair) { $0 >= $1 }
    }
}

@inline(__always)
private func holding<Number>(_ count: Int, _ pair: (Int) -> (Number, Number), _ holds: (Number, Number) -> Bool) -> UInt64 {
    var held: UInt64 = 0
    for lane in 0..<count {
        let (left, right) = pair(lane)
        held |= (holds(left, right) ? 1 : 0) &<< UInt64(lane)
    }
    return held
}
