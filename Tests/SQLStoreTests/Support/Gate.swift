import Dispatch

/// Lets a test hold a closure on a database thread until the test opens it.
final class Gate: Sendable {
    private let arrival = DispatchSemaphore(value: 0)
    private let opening = DispatchSemaphore(value: 0)

    /// Called on the database thread.
    func hold() {
        arrival.signal()
        opening.wait()
    }

    /// Returns when the closure has reached `hold`.
    func reached() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [arrival] in
                arrival.wait()
                continuation.resume()
            }
        }
    }

    func open() { opening.signal() }
}
