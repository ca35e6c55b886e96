import Logging
import ServiceLifecycle
import StoaCommerce
import StoaKernel
import StoaMall

/// Keeps the rules in memory up with the store, and compiles new ones beside the requests.
struct RulebookWatch: Service {
    let rulebooks: Rulebooks
    let storage: any Storage
    let clock: @Sendable () -> Instant
    let log: Logger

    /// Twice within the time that rules are believed without a look, so that requests hardly ever have to look themselves.
    static let interval = Duration.milliseconds(Rulebooks.freshMilliseconds / 2)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                for failure in await rulebooks.watch(storage, now: clock) { log.warning("\(failure)") }
                try await Task.sleep(for: RulebookWatch.interval)
            }
        }
    }
}
