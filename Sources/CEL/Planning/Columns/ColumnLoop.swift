/// A macro over a host's array, batch by batch. All results are nil as ``BoolColumn`` says.
struct ColumnLoop: Sendable {
    let operation: Expression.Comprehension.Operation
    let condition: BoolColumn
    /// Of one turn.
    let cost: UInt64

    /// The answer of `all`, `exists` or `exists_one`.
    func answer(in elements: Elements, _ frame: inout Frame) -> Bool? {
        switch operation {
        case .all: finds(false, in: elements, &frame).map { !$0 }
        case .exists: finds(true, in: elements, &frame)
        case .existsOne: count(in: elements, &frame).map { $0 == 1 }
        default: nil
        }
    }

    /// For how many elements the condition holds.
    func count(in elements: Elements, _ frame: inout Frame) -> Int? {
        var (start, held) = (0, 0)
        while start < elements.count {
            let batch = Batch(elements, from: start)
            guard let lanes = condition(&frame, batch, batch.lanes), frame.spend(cost &* UInt64(batch.count)) else { return nil }
            held += lanes.nonzeroBitCount
            start += batch.count
        }
        return held
    }

    /// Whether the condition is `wanted` for any element.
    @inline(__always)
    private func finds(_ wanted: Bool, in elements: Elements, _ frame: inout Frame) -> Bool? {
        var start = 0
        while start < elements.count {
            let batch = Batch(elements, from: start)
            guard let held = condition(&frame, batch, batch.lanes) else { return nil }
            let found = wanted ? held : batch.lanes & ~held
            // Only the turns up to the one that decides are counted, as if they had been taken one by one.
            let turns = found == 0 ? batch.count : found.trailingZeroBitCount + 1
            guard frame.spend(cost &* UInt64(turns)) else { return nil }
            if found != 0 { return true }
            start += batch.count
        }
        return false
    }
}
