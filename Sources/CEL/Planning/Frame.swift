/// The state of one evaluation. Passed `inout` down the steps, so that it lives on the stack.
struct Frame {
    /// The bindings' storage, which whoever makes the frame keeps alive. A pointer, because an array would be retained and
    /// released in each evaluation.
    private let variables: UnsafeBufferPointer<Binding>
    /// The variables of comprehensions, by place; empty until one is set, because many evaluations set none.
    private(set) var locals: [Value] = []
    private let localsCount: Int
    /// What may be spent before the cancellation is looked at again; all there is when nobody can cancel.
    private var budget: UInt64
    /// What may be spent after that.
    private var reserve: UInt64 = 0
    private let limit: UInt64
    private let cancellation: Cancellation?

    var remaining: UInt64 { budget + reserve }

    init(
        variables: UnsafeBufferPointer<Binding> = .init(start: nil, count: 0), locals: Int, limit: UInt64,
        cancellation: Cancellation? = nil
    ) {
        self.variables = variables
        localsCount = locals
        self.limit = limit
        self.cancellation = cancellation
        budget = limit
        if let cancellation, limit > cancellation.interval {
            budget = cancellation.interval
            reserve = limit - budget
        }
    }

    /// The value of a variable, nil when it is not set.
    func variable(_ slot: Int) -> Value? { slot < variables.count ? variables[slot].value : nil }

    /// What `get` reads from the object that a variable holds; nil when it holds none.
    @inline(__always)
    func object<Result>(_ slot: Int, _ get: (HostReference) -> Result?) -> Result? {
        guard slot < variables.count, let host = variables[slot].host else { return nil }
        return host._withUnsafeGuaranteedRef { get($0) }
    }

    /// A variable's time, nil when it holds none; read without a copy of the value around it.
    @inline(__always)
    func timestamp(_ slot: Int) -> Timestamp? {
        guard slot < variables.count, case .timestamp(let time)? = variables[slot].value else { return nil }
        return time
    }

    mutating func setLocal(_ place: Int, _ value: Value) {
        if locals.isEmpty { locals = Array(repeating: .null, count: localsCount) }
        locals[place] = value
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
        let before = budget
        if let result = body(&self) { return result }
        budget = before
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
