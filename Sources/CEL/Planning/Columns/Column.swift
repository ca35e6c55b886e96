/// Up to 64 neighbouring elements of a host's array, where they lie. Each is a *lane*; the lanes of a question are the bits of a
/// word.
struct Batch {
    private let base: UnsafeRawPointer
    let stride: Int
    let count: Int

    static let countMax = 64

    init(_ elements: Elements, from start: Int) {
        base = elements.base + start * elements.stride
        stride = elements.stride
        count = min(Self.countMax, elements.count - start)
    }

    /// All lanes.
    var lanes: UInt64 { count == Self.countMax ? .max : 1 &<< UInt64(count) &- 1 }

    /// Where the element of a lane lies, or so many bytes into it.
    @inline(__always)
    func address(_ lane: Int, offset: Int = 0) -> UnsafeRawPointer { base + (lane &* stride &+ offset) }
}

/// A part of a comprehension's body, computed for a whole batch in one call instead of one call for each element.
///
/// A column answers only where all is well. When anything fails in a lane (an overflow, an absent field, the cost limit)
/// it gives nil, and the comprehension is evaluated anew element by element, which raises the error or absorbs it:
/// what fails, and how, is written once.
///
/// The lanes that hold, among those asked for.
typealias BoolColumn = @Sendable (inout Frame, _ batch: Batch, _ lanes: UInt64) -> UInt64?

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

extension UInt64 {
    /// The lanes of these that hold.
    @inline(__always)
    func lanes(where holds: (Int) -> Bool) -> UInt64 {
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
