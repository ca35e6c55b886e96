/// A macro over a host's array whose condition is a row of ``FieldQuestion``s that all have to hold: it needs no frame and, but for
/// finding the array, no call.
///
/// As columns, it answers only where all is well. When anything fails it gives nil, and the macro is evaluated element by element.
/// The questions may be asked in any order: when one is answered with no, `&&` is false, whatever fails elsewhere.
final class FieldLoop: @unchecked Sendable {
    // @unchecked: nothing changes after `init`. A class, and rows, because a copy of what they hold is retained and released.

    private let operation: Expression.Comprehension.Operation
    private let range: ColumnRange
    /// Of one turn.
    private let cost: UInt64
    let numbers: Row<FieldQuestion.Number>
    let calculations: Row<FieldQuestion.Calculation>
    let texts: Row<FieldQuestion.Text>

    init(_ operation: Expression.Comprehension.Operation, over range: ColumnRange, _ questions: [FieldQuestion], cost: UInt64) {
        self.operation = operation
        self.range = range
        self.cost = cost
        numbers = Row(questions.compactMap { if case .number(let number) = $0 { number } else { nil } })
        calculations = Row(questions.compactMap { if case .calculation(let calculation) = $0 { calculation } else { nil } })
        texts = Row(questions.compactMap { if case .text(let text) = $0 { text } else { nil } })
    }

    deinit {
        numbers.free()
        calculations.free()
        texts.free()
    }

    /// The answer of `all`, `exists` or `exists_one`.
    ///
    /// - Parameter budget: What may be spent; it is less by the turns up to the one that decides, as if they had been taken one by one.
    func answer(_ variables: UnsafeBufferPointer<Binding>, _ budget: inout UInt64) -> Bool? {
        guard let elements = range.find(variables) else { return nil }
        switch operation {
        case .all:
            guard let other = firstOther(elements), spend(min(elements.count, other + 1), &budget) else { return nil }
            return other == elements.count
        case .exists:
            guard let first = first(elements), spend(min(elements.count, first + 1), &budget) else { return nil }
            return first < elements.count
        case .existsOne: return count(elements, &budget).map { $0 == 1 }
        default: return nil
        }
    }

    /// How many elements `filter` keeps.
    func count(_ variables: UnsafeBufferPointer<Binding>, _ budget: inout UInt64) -> Int? {
        range.find(variables).flatMap { count($0, &budget) }
    }

    private func count(_ elements: Elements, _ budget: inout UInt64) -> Int? {
        guard spend(elements.count, &budget) else { return nil }
        var (start, count) = (0, 0)
        while start < elements.count {
            let batch = Batch(elements, from: start)
            guard let held = held(batch) else { return nil }
            count += held.nonzeroBitCount
            start += batch.count
        }
        return count
    }

    /// The first element that holds; the number of elements when none does.
    @inline(__always)
    private func first(_ elements: Elements) -> Int? {
        var start = 0
        while start < elements.count {
            let batch = Batch(elements, from: start)
            guard let held = held(batch) else { return nil }
            if held != 0 { return start + held.trailingZeroBitCount }
            start += batch.count
        }
        return elements.count
    }

    @inline(__always)
    private func spend(_ turns: Int, _ budget: inout UInt64) -> Bool {
        let (spent, overflow) = cost.multipliedReportingOverflow(by: UInt64(turns))
        guard !overflow, spent <= budget else { return false }
        budget -= spent
        return true
    }
}

extension Frame {
    /// The same in a frame.
    @inline(__always)
    mutating func spending<Result>(_ body: (UnsafeBufferPointer<Binding>, _ budget: inout UInt64) -> Result?) -> Result? {
        let before = spendable
        var budget = before
        guard let result = body(variables, &budget), spend(before - budget) else { return nil }
        return result
    }
}
