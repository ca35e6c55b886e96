/// The state of one evaluation. Passed `inout` down the steps, so that it lives on the stack.
struct Frame {
    let variables: [Value?]
    /// The variables of comprehensions, by place.
    var locals: [Value]
    private(set) var remaining: UInt64
    private let limit: UInt64

    init(variables: [Value?], locals: Int, limit: UInt64) {
        self.variables = variables
        self.locals = locals == 0 ? [] : Array(repeating: .null, count: locals)
        remaining = limit
        self.limit = limit
    }

    /// Takes `cost` from what may still be spent.
    mutating func charge(_ cost: UInt64) throws(EvaluationError) {
        guard cost <= remaining else { throw exhausted() }
        remaining -= cost
    }

    /// Takes the cost of visiting a value with all that is in it. A value made by sharing (`[x, x]` again and again)
    /// can be far larger than the memory it takes, so counting stops where the limit is.
    mutating func chargeVisiting(_ value: Value) throws(EvaluationError) {
        guard let left = unvisited(value, remaining) else { throw exhausted() }
        remaining = left
    }

    private func exhausted() -> EvaluationError {
        EvaluationError(
            code: "cel.costExceeded", "the evaluation reached its cost limit of \(limit)", hint: "compare fewer or shorter lists")
    }
}

/// What is left of `budget` after visiting `value`, or nil when it does not suffice.
private func unvisited(_ value: Value, _ budget: UInt64) -> UInt64? {
    guard budget > 0 else { return nil }
    switch value {
    case .list(let values): return unvisited(values, budget)
    case .map(let map): return unvisited(map.keys, budget).flatMap { unvisited(map.values, $0) }
    case .optional(.some(let wrapped)): return unvisited(wrapped, budget - 1)
    case .string(let text): return budget > text.utf8.count / 16 ? budget - 1 - UInt64(text.utf8.count / 16) : nil
    case .bytes(let bytes): return budget > bytes.count / 16 ? budget - 1 - UInt64(bytes.count / 16) : nil
    default: return budget - 1
    }
}

private func unvisited(_ values: [Value], _ budget: UInt64) -> UInt64? {
    guard budget > UInt64(values.count) else { return nil }
    var left = budget - 1
    for value in values {
        guard let next = unvisited(value, left) else { return nil }
        left = next
    }
    return left
}
