import StoaHost
import StoaKernel
import Synchronization

/// Counts the requests being answered, and says no to more than the limit.
final class InFlight: Sendable {
    private let count = Mutex(0)
    private let max: Int

    init(max: Int) { self.max = max }

    /// - Throws: `http.overloaded`. After a return without a throw, call ``leave()``.
    func enter() throws(Refusal) {
        let entered = count.withLock { count in
            guard count < max else { return false }
            count += 1
            return true
        }
        guard entered else {
            throw Refusal(
                .unavailable, code: "http.overloaded", "the server is answering as many requests as it can", hint: "try again",
                retryAfterSeconds: 1)
        }
    }

    func leave() { count.withLock { $0 -= 1 } }

    var current: Int { count.withLock { $0 } }
}
