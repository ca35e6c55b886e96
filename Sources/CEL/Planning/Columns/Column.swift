/// Up to 64 neighbouring elements of a host's list. Each is a *lane*; the lanes of a question are the bits of a word.
struct Batch {
    let list: HostList
    let start: Int
    let count: Int

    static let countMax = 64

    /// All lanes.
    var lanes: UInt64 { count == Self.countMax ? .max : 1 &<< UInt64(count) &- 1 }
}

/// A part of a comprehension's body, computed for a whole batch in one call instead of one call for each element.
///
/// A column answers only where all is well. When anything fails in a lane (an overflow, an absent field, the cost limit)
/// it gives nil, and the comprehension is evaluated anew element by element, which raises the error or absorbs it:
/// what fails, and how, is written once.
enum Column {
    case bool(BoolColumn)
    case int(NumberColumn<Int64>)
    case double(NumberColumn<Double>)
    case text(TextColumn)
}

/// The lanes that hold, among those asked for.
typealias BoolColumn = @Sendable (inout Frame, _ batch: Batch, _ lanes: UInt64) -> UInt64?
/// Writes a number for each lane of the batch; it is any number for lanes that were not asked for. False for a failure.
typealias NumberColumn<Number> = @Sendable (inout Frame, _ batch: Batch, _ lanes: UInt64, UnsafeMutablePointer<Number>) -> Bool
/// The lanes whose text passes, among those asked for. Texts are looked at where they are, never copied out.
typealias TextColumn = @Sendable (_ batch: Batch, _ lanes: UInt64, _ passes: (String) -> Bool) -> UInt64?

/// One side of a comparison or calculation. A step that is the same for all lanes is a column too.
enum NumberOperand<Number: Sendable>: Sendable {
    case column(NumberColumn<Number>)
    case constant(Number)
}

/// What a step gives, or nil when it fails.
@inline(__always)
func attempted<Result>(_ step: TypedStep<Result>, _ frame: inout Frame) -> Result? {
    do throws(EvaluationError) { return try step(&frame) } catch { return nil }
}

/// What a part gives that is the same for all lanes, or nil when it fails. It runs once and costs as often as there are
/// lanes, so that the cost of an expression does not depend on how it is planned.
@inline(__always)
func shared<Result>(_ step: TypedStep<Result>, _ frame: inout Frame, _ lanes: UInt64) -> Result? {
    let before = frame.remaining
    guard let result = attempted(step, &frame) else { return nil }
    let (cost, overflow) = (before - frame.remaining).multipliedReportingOverflow(by: UInt64(max(1, lanes.nonzeroBitCount) - 1))
    return !overflow && frame.spend(cost) ? result : nil
}

/// Room on the stack for a number of each lane.
///
/// Unsafe memory, because an array would be one allocation for each part of each batch: 25 ns beside some 10 for the
/// numbers. It is as large as the largest batch, and columns write only lanes of their batch.
@inline(__always)
func withRoom<Number, Result>(_ type: Number.Type, _ body: (UnsafeMutablePointer<Number>) -> Result?) -> Result? {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Batch.countMax) { room in
        room.baseAddress.flatMap(body)
    }
}
