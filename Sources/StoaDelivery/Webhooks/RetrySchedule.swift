/// When a webhook that failed is tried again: the schedule that Standard Webhooks suggests, over about three days.
enum RetrySchedule {
    /// Seconds before each attempt after the first.
    static let delaysSeconds: [Int64] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    /// A receiver may ask for more patience, but not for an endless one.
    static let retryAfterSecondsMax: Int64 = 86_400

    /// The wait after a number of failed attempts; nil when there have been enough.
    ///
    /// - Parameter jitter: 0…1; adds up to a tenth, so that what failed together does not come back together.
    static func delayMilliseconds(afterAttempts attempts: Int, retryAfterSeconds: Int64?, jitter: Double) -> Int64? {
        guard attempts >= 1, attempts <= delaysSeconds.count else { return nil }
        let planned = delaysSeconds[attempts - 1] * 1000
        let spread = Int64(Double(planned) * 0.1 * min(max(jitter, 0), 1))
        let asked = min(max(retryAfterSeconds ?? 0, 0), retryAfterSecondsMax) * 1000
        return max(planned + spread, asked)
    }
}
