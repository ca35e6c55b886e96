/// Lets an evaluation be given up from outside: `Cancellation { Task.isCancelled }`, or one that reads a flag.
///
/// An evaluation without one pays nothing for the possibility; with one, the question is asked each time so much has been
/// spent. A single operation on a huge value is not interrupted; ``Limits/elementsMax`` bounds it.
public final class Cancellation: Sendable {
    let interval: UInt64
    let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - interval: The cost between two questions, at least 1; a thousand is some ten microseconds.
    ///   - isCancelled: Whether to stop. Called on the evaluating thread.
    public init(every interval: UInt64 = 1000, _ isCancelled: @escaping @Sendable () -> Bool) {
        self.interval = max(1, interval)
        self.isCancelled = isCancelled
    }
}

extension Program {
    /// As ``evaluate(_:limit:)``, until it is cancelled.
    ///
    /// - Throws: `cel.cancelled`, and as the other.
    public func evaluate(
        _ bindings: Bindings, limit: UInt64 = Limits.defaultCost, cancellation: Cancellation
    ) throws(EvaluationError) -> Value {
        try measured(bindings, limit: limit, cancellation: cancellation).value
    }

    /// The value, and what the evaluation has cost in the unit of ``Limits/defaultCost``.
    public func measured(
        _ bindings: Bindings, limit: UInt64 = Limits.defaultCost, cancellation: Cancellation? = nil
    ) throws(EvaluationError) -> (value: Value, cost: UInt64) {
        try bindings.framed(for: checked, limit: limit, cancellation: cancellation) { (frame) throws(EvaluationError) in
            let value = try value(&frame)
            return (value, limit - frame.remaining)
        }
    }
}
