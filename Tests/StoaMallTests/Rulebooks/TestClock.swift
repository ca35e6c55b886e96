import StoaCommerce
import StoaTesting
import Synchronization

/// A clock that goes when it is told to.
final class TestClock: Sendable {
    private let instant = Mutex(TestMall.now)

    var now: Instant { instant.withLock { $0 } }
    func advance(seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}
