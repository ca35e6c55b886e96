extension Planner {
    mutating func intOperand(_ expression: Expression, _ scope: ColumnScope) -> NumberOperand<Int64>? {
        guard varies(expression, in: scope) else {
            return sharedStep(expression, in: scope).map { .shared($0.int(at: expression.span)) }
        }
        if case .call(let function, let arguments) = expression.kind {
            guard arguments.count == 2, checked.type(of: arguments[0]) == .int, checked.type(of: arguments[1]) == .int else { return nil }
            return intArithmetic(function, intOperand(arguments[0], scope), intOperand(arguments[1], scope)).map { .column($0) }
        }
        guard case .int(let column)? = elementColumn(expression, scope) else { return nil }
        return .column(column)
    }

    mutating func doubleOperand(_ expression: Expression, _ scope: ColumnScope) -> NumberOperand<Double>? {
        guard varies(expression, in: scope) else {
            return sharedStep(expression, in: scope).map { .shared($0.double(at: expression.span)) }
        }
        guard case .double(let column)? = elementColumn(expression, scope) else { return nil }
        return .column(column)
    }

    /// The reports tell a division by zero and its like too.
    private func intArithmetic(_ function: String, _ left: NumberOperand<Int64>?, _ right: NumberOperand<Int64>?) -> NumberColumn<Int64>? {
        guard let left, let right else { return nil }
        switch function {
        case Operator.add: return computed(left, right) { $0.addingReportingOverflow($1) }
        case Operator.subtract: return computed(left, right) { $0.subtractingReportingOverflow($1) }
        case Operator.multiply: return computed(left, right) { $0.multipliedReportingOverflow(by: $1) }
        case Operator.divide: return computed(left, right) { $0.dividedReportingOverflow(by: $1) }
        case Operator.modulo: return computed(left, right) { $0.remainderReportingOverflow(dividingBy: $1) }
        default: return nil
        }
    }

    /// A failure counts only in a lane that was asked for.
    @inline(__always)
    private func computed(
        _ left: NumberOperand<Int64>, _ right: NumberOperand<Int64>,
        _ compute: @escaping @Sendable (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) -> NumberColumn<Int64>? {
        switch (left, right) {
        case (.column(let left), .column(let right)):
            return { (frame, batch, lanes, target) in
                withRoom(Int64.self) { (room) -> Bool? in
                    guard left(&frame, batch, lanes, target), right(&frame, batch, lanes, room) else { return false }
                    var failed: UInt64 = 0
                    for lane in 0..<batch.count {
                        let (result, overflow) = compute(target[lane], room[lane])
                        target[lane] = result
                        failed |= (overflow ? 1 : 0) &<< UInt64(lane)
                    }
                    return failed & lanes == 0
                } ?? false
            }
        case (.column(let column), .shared(let step)):
            return { (frame, batch, lanes, target) in
                guard let other = shared(step, &frame), column(&frame, batch, lanes, target) else { return false }
                return combine(batch, lanes, target) { compute($0, other) }
            }
        case (.shared(let step), .column(let column)):
            return { (frame, batch, lanes, target) in
                guard let other = shared(step, &frame), column(&frame, batch, lanes, target) else { return false }
                return combine(batch, lanes, target) { compute(other, $0) }
            }
        case (.shared, .shared): return nil
        }
    }

    func comparison(_ function: String, _ left: NumberOperand<Int64>?, _ right: NumberOperand<Int64>?) -> BoolColumn? {
        guard let left, let right, let comparison = Comparison(function) else { return nil }
        return { (frame, batch, lanes) in compared(comparison, left, right, &frame, batch, lanes) }
    }

    func comparison(_ function: String, _ left: NumberOperand<Double>?, _ right: NumberOperand<Double>?) -> BoolColumn? {
        guard let left, let right, let comparison = Comparison(function) else { return nil }
        return { (frame, batch, lanes) in compared(comparison, left, right, &frame, batch, lanes) }
    }
}

/// The lanes whose numbers compare so.
@inline(__always)
private func compared<Number: Comparable>(
    _ comparison: Comparison, _ left: NumberOperand<Number>, _ right: NumberOperand<Number>,
    _ frame: inout Frame, _ batch: borrowing Batch, _ lanes: UInt64
) -> UInt64? {
    switch (left, right) {
    case (.column(let left), .column(let right)):
        return withRoom(Number.self) { (first) -> UInt64? in
            withRoom(Number.self) { (second) -> UInt64? in
                guard left(&frame, batch, lanes, first), right(&frame, batch, lanes, second) else { return nil }
                return holding(batch, lanes, comparison) { (first[$0], second[$0]) }
            }
        }
    case (.column(let column), .shared(let step)):
        return withRoom(Number.self) { (room) -> UInt64? in
            guard let other = shared(step, &frame), column(&frame, batch, lanes, room) else { return nil }
            return holding(batch, lanes, comparison) { (room[$0], other) }
        }
    case (.shared(let step), .column(let column)):
        return withRoom(Number.self) { (room) -> UInt64? in
            guard let other = shared(step, &frame), column(&frame, batch, lanes, room) else { return nil }
            return holding(batch, lanes, comparison) { (other, room[$0]) }
        }
    case (.shared, .shared): return nil
    }
}

@inline(__always)
private func combine(
    _ batch: borrowing Batch, _ lanes: UInt64, _ numbers: UnsafeMutablePointer<Int64>,
    _ compute: (Int64) -> (partialValue: Int64, overflow: Bool)
) -> Bool {
    var failed: UInt64 = 0
    for lane in 0..<batch.count {
        let (result, overflow) = compute(numbers[lane])
        numbers[lane] = result
        failed |= (overflow ? 1 : 0) &<< UInt64(lane)
    }
    return failed & lanes == 0
}

/// All lanes are compared, because that is faster than to choose; the comparison is chosen once.
@inline(__always)
private func holding<Number: Comparable>(
    _ batch: borrowing Batch, _ lanes: UInt64, _ comparison: Comparison, _ pair: (Int) -> (Number, Number)
) -> UInt64 {
    switch comparison {
    case .equal: holding(batch, pair) { $0 == $1 } & lanes
    case .notEqual: holding(batch, pair) { $0 != $1 } & lanes
    case .less: holding(batch, pair) { $0 < $1 } & lanes
    case .lessOrEqual: holding(batch, pair) { $0 <= $1 } & lanes
    case .greater: holding(batch, pair) { $0 > $1 } & lanes
    case .greaterOrEqual: holding(batch, pair) { $0 >= $1 } & lanes
    }
}

@inline(__always)
private func holding<Number>(_ batch: borrowing Batch, _ pair: (Int) -> (Number, Number), _ holds: (Number, Number) -> Bool) -> UInt64 {
    var held: UInt64 = 0
    for lane in 0..<batch.count {
        let (left, right) = pair(lane)
        held |= (holds(left, right) ? 1 : 0) &<< UInt64(lane)
    }
    return held
}
