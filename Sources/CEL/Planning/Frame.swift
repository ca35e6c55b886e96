/// The state of one evaluation. Passed `inout` down the steps, so that it lives on the stack.
///
/// Only plain pointers, to what ``Bindings/framed(for:limit:cancellation:_:)`` keeps alive and clears: a frame that owned it
/// would retain and release it in each evaluation, which takes longer than a comparison.
struct Frame {
    let variables: UnsafeBufferPointer<Binding>
    /// The variables of comprehensions, by place; nil until one is set, because many evaluations set none.
    private var locals: UnsafeMutablePointer<Value>?
    private let localsCount: Int
    /// What may be spent before the cancellation is looked at again; all there is when nobody can cancel.
    private var budget: UInt64
    /// What may be spent after that.
    private var reserve: UInt64 = 0
    private let limit: UInt64
    private let cancellation: Unmanaged<Cancellation>?

    var remaining: UInt64 { budget + reserve }
    /// What ``spend(_:)`` would take.
    var spendable: UInt64 { budget }

    init(
        variables: UnsafeBufferPointer<Binding> = .init(start: nil, count: 0), locals: Int = 0, limit: UInt64,
        cancellation: Cancellation? = nil
    ) {
        self.variables = variables
        localsCount = locals
        self.limit = limit
        self.cancellation = cancellation.map(Unmanaged.passUnretained)
        budget = limit
        if let cancellation, limit > cancellation.interval {
            budget = cancellation.interval
            reserve = limit - budget
        }
    }

    func local(_ place: Int) -> Value { locals.map { $0[place] } ?? .null }

    mutating func setLocal(_ place: Int, _ value: Value) {
        precondition(place < localsCount, "the checker counts the variables of comprehensions")
        if let locals {
            locals[place] = value
        } else {
            let made = UnsafeMutablePointer<Value>.allocate(capacity: localsCount)
            made.initialize(repeating: .null, count: localsCount)
            made[place] = value
            locals = made
        }
    }

    /// Frees what the evaluation has set. Whoever makes a frame with locals calls it at the end.
    mutating func clear() {
        guard let locals else { return }
        locals.deinitialize(count: localsCount)
        locals.deallocate()
        self.locals = nil
    }

    /// Takes `cost` from what may still be spent.
    mutating func charge(_ cost: UInt64) throws(EvaluationError) {
        if cost > budget { try refill(for: cost) }
        budget -= cost
    }

    /// As ``charge(_:)``; false when it does not suffice, or when it is time to ask whether to go on.
    mutating func spend(_ cost: UInt64) -> Bool {
        guard cost <= budget else { return false }
        budget -= cost
        return true
    }

    /// What `body` gives; when that is nothing, nothing was spent.
    @inline(__always)
    mutating func attempt<Result>(_ body: (inout Frame) -> Result?) -> Result? {
        let before = (budget, reserve)
        if let result = body(&self) { return result }
        (budget, reserve) = before
        return nil
    }

    /// Takes the cost of visiting a value with all that is in it. A value made by sharing (`[x, x]` again and again)
    /// can be far larger than the memory it takes, so counting stops where the limit is.
    mutating func chargeVisiting(_ value: Value) throws(EvaluationError) {
        if let left = unvisited(value, budget) {
            budget = left
            return
        }
        try refill(for: 0)
        guard let left = unvisited(value, remaining) else { throw exhausted() }
        budget = min(left, budget)
        reserve = left - budget
    }

    /// Asks whether to go on, and takes from the reserve. Only here does a cancellation cost anything.
    private mutating func refill(for cost: UInt64) throws(EvaluationError) {
        let cancellation = cancellation?.takeUnretainedValue()
        if let cancellation, cancellation.isCancelled() {
            throw EvaluationError(code: "cel.cancelled", "the evaluation was cancelled")
        }
        let total = remaining
        guard cost <= total else { throw exhausted() }
        budget = min(total, max(cost, cancellation?.interval ?? total))
        reserve = total - budget
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
