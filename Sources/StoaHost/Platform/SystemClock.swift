import Foundation
import StoaCommerce

/// The one place where the platform reads a clock.
public enum SystemClock {
    /// The machine's time, to the millisecond.
    @Sendable public static func now() -> Instant {
        Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
