/// Leaves a plugin alone for a while after it has used up its budget several times in a row. A value: the caller guards it.
public struct CircuitBreaker: Sendable, Hashable {
    public struct Policy: Sendable, Hashable {
        /// Consecutive fatal failures that open the circuit.
        public var failuresMax = 5
        /// How long the plugin is not asked. Then one call is let through to try.
        public var pause = Duration.seconds(30)

        public init() {}
    }

    private enum State: Hashable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant)
        /// One call is on its way; the others wait for how it ends.
        case trying(until: ContinuousClock.Instant)
    }

    public let policy: Policy
    private var state = State.closed(failures: 0)

    public init(_ policy: Policy = Policy()) { self.policy = policy }

    /// Whether a call may be made now. Letting one through after the pause counts as the try.
    public mutating func admits(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed: return true
        case .open(let end), .trying(let end):
            // A try that never ends, because its caller was lost, may be repeated after another pause.
            guard now >= end else { return false }
            state = .trying(until: now + policy.pause)
            return true
        }
    }

    public mutating func succeeded() { state = .closed(failures: 0) }

    public mutating func failed(at now: ContinuousClock.Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < policy.failuresMax: state = .closed(failures: failures + 1)
        case .closed, .trying: state = .open(until: now + policy.pause)
        // A call that was under way when the circuit opened.
        case .open: break
        }
    }
}
