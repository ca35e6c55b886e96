/// A number of each lane, in memory: a stored property of the elements where they lie, computed numbers in a room, or the same
/// number for all.
struct Numbers<Number> {
    private let base: UnsafeRawPointer
    private let stride: Int

    /// A stored property, so many bytes into the elements.
    @inline(__always)
    init(_ batch: Batch, offset: Int) {
        base = batch.address(0, offset: offset)
        stride = batch.stride
    }

    @inline(__always)
    init(_ room: UnsafeMutablePointer<Number>, isSame: Bool = false) {
        base = UnsafeRawPointer(room)
        stride = isSame ? 0 : MemoryLayout<Number>.stride
    }

    @inline(__always)
    subscript(lane: Int) -> Number { base.load(fromByteOffset: lane &* stride, as: Number.self) }
}

/// One side of a comparison or calculation.
enum NumberOperand<Number: Sendable>: Sendable {
    case constant(Number)
    /// A stored property, so many bytes into the elements.
    case stored(Int)
    case computed(NumberColumn<Number>)

    /// The numbers, for which there is room; nil for a failure.
    @inline(__always)
    func numbers(
        _ frame: inout Frame, _ batch: Batch, _ lanes: UInt64, _ room: UnsafeMutablePointer<Number>
    ) -> Numbers<Number>? {
        switch self {
        case .stored(let offset): return Numbers(batch, offset: offset)
        case .constant(let number):
            room.initialize(to: number)
            return Numbers(room, isSame: true)
        case .computed(let column): return column(&frame, batch, lanes, room) ? Numbers(room) : nil
        }
    }
}

/// Writes a number for each lane of the batch; it is any number for lanes that were not asked for. False for a failure.
typealias NumberColumn<Number> = @Sendable (inout Frame, _ batch: Batch, _ lanes: UInt64, UnsafeMutablePointer<Number>) -> Bool

/// Hands over the numbers of an operand; nil when it fails.
///
/// They are computed into unsafe memory on the stack, because an array would be one allocation for each part of each batch:
/// 25 ns beside some 10 for the numbers. It is as large as the largest batch, and columns write only lanes of their batch.
@inline(__always)
func withNumbers<Number, Result>(
    _ operand: NumberOperand<Number>, _ frame: inout Frame, _ batch: Batch, _ lanes: UInt64, _ body: (Numbers<Number>) -> Result?
) -> Result? {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Batch.countMax) { room -> Result? in
        guard let room = room.baseAddress, let numbers = operand.numbers(&frame, batch, lanes, room) else { return nil }
        return body(numbers)
    }
}

/// Hands over the numbers of both sides; nil when one fails.
@inline(__always)
func withNumbers<Number, Result>(
    _ left: NumberOperand<Number>, _ right: NumberOperand<Number>, _ frame: inout Frame, _ batch: Batch, _ lanes: UInt64,
    _ body: (Numbers<Number>, Numbers<Number>) -> Result
) -> Result? {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: 2 * Batch.countMax) { rooms -> Result? in
        guard let room = rooms.baseAddress, let left = left.numbers(&frame, batch, lanes, room),
            let right = right.numbers(&frame, batch, lanes, room + Batch.countMax)
        else { return nil }
        return body(left, right)
    }
}

/// The lanes whose numbers compare so. The comparison is chosen once, and all lanes are compared: that is faster than to choose.
@inline(__always)
func holding<Number: Comparable>(_ comparison: Comparison, _ count: Int, _ left: (Int) -> Number, _ right: (Int) -> Number) -> UInt64 {
    switch comparison {
    case .equal: holding(count) { left($0) == right($0) }
    case .notEqual: holding(count) { left($0) != right($0) }
    case .less: holding(count) { left($0) < right($0) }
    case .lessOrEqual: holding(count) { left($0) <= right($0) }
    case .greater: holding(count) { left($0) > right($0) }
    case .greaterOrEqual: holding(count) { left($0) >= right($0) }
    }
}

/// The same for a calculation with the numbers of each lane, in one loop; nil when one that is asked for has no result.
@inline(__always)
func holding(
    _ comparison: Comparison, _ count: Int, _ lanes: UInt64, _ left: Numbers<Int64>, _ operation: IntOperation, _ right: Numbers<Int64>,
    _ constant: Int64
) -> UInt64? {
    switch operation {
    case .add: holding(comparison, count, lanes, { left[$0].addingReportingOverflow(right[$0]) }, constant)
    case .subtract: holding(comparison, count, lanes, { left[$0].subtractingReportingOverflow(right[$0]) }, constant)
    case .multiply: holding(comparison, count, lanes, { left[$0].multipliedReportingOverflow(by: right[$0]) }, constant)
    case .divide: holding(comparison, count, lanes, { left[$0].dividedReportingOverflow(by: right[$0]) }, constant)
    case .modulo: holding(comparison, count, lanes, { left[$0].remainderReportingOverflow(dividingBy: right[$0]) }, constant)
    }
}

@inline(__always)
private func holding(
    _ comparison: Comparison, _ count: Int, _ lanes: UInt64, _ compute: (Int) -> (partialValue: Int64, overflow: Bool), _ constant: Int64
) -> UInt64? {
    var failed: UInt8 = 0
    let held = holding(
        comparison, count,
        { lane in
            let (result, overflow) = compute(lane)
            failed |= overflow ? 1 : 0
            return result
        }, { _ in constant })
    guard failed == 0 || lanes.lanes(where: { compute($0).overflow }) == 0 else { return nil }
    return held & lanes
}

/// From the last lane to the first, so that a lane is a shift by one and not by its number, and by fours, so that a lane need not
/// wait for the one before: each of the two takes a third of the time.
@inline(__always)
private func holding(_ count: Int, _ holds: (Int) -> Bool) -> UInt64 {
    @inline(__always)
    func bit(_ lane: Int) -> UInt64 { holds(lane) ? 1 : 0 }
    var held: UInt64 = 0
    var lane = count
    while lane >= 4 {
        lane &-= 4
        held = held &<< 4 | (bit(lane &+ 3) &<< 3 | bit(lane &+ 2) &<< 2) | (bit(lane &+ 1) &<< 1 | bit(lane))
    }
    while lane > 0 {
        lane &-= 1
        held = held &<< 1 | bit(lane)
    }
    return held
}
