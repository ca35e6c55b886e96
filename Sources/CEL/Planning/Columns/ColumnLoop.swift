/// A macro over a host's list, batch by batch. All results are nil as ``Column`` says.
struct ColumnLoop: Sendable {
    let operation: Expression.Comprehension.Operation
    let condition: BoolColumn
    /// Of one turn.
    let cost: UInt64

    /// The answer of `all`, `exists` or `exists_one`.
    func answer(in list: HostList, _ frame: inout Frame) -> Bool? {
        switch operation {
        case .all: finds(false, in: list, &frame).map { !$0 }
        case .exists: finds(true, in: list, &frame)
        case .existsOne: count(in: list, &frame).map { $0 == 1 }
        default: nil
        }
    }

    /// The same for the lists of many elements: the lanes whose list answers yes.
    func lanes(
        _ lists: FieldAccess<HostList>, of array: HostArray, _ start: Int, _ lanes: UInt64, _ frame: inout Frame
    ) -> UInt64? {
        var failed = false
        let held = lists.select(array, start, lanes) { list in
            if !failed, let answer = answer(in: list, &frame) { return answer }
            failed = true
            return false
        }
        return failed ? nil : held
    }

    /// For how many elements the condition holds.
    func count(in list: HostList, _ frame: inout Frame) -> Int? {
        let total = list.count
        var (start, held) = (0, 0)
        while start < total {
            let batch = Batch(list: list, start: start, count: min(Batch.countMax, total - start))
            guard let lanes = condition(&frame, batch, batch.lanes), frame.spend(cost &* UInt64(batch.count)) else { return nil }
            held += lanes.nonzeroBitCount
            start += batch.count
        }
        return held
    }

    /// Whether the condition is `wanted` for any element.
    private func finds(_ wanted: Bool, in list: HostList, _ frame: inout Frame) -> Bool? {
        let total = list.count
        var start = 0
        while start < total {
            let batch = Batch(list: list, start: start, count: min(Batch.countMax, total - start))
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
