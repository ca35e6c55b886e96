import Logging
import StoaCommerce
import StoaKernel
import Synchronization

/// One kind of work that waits after commits, and how a piece of it is done.
///
/// `handle` must end in a commit that completes the claim, in a postponement, or in a lost lease; it never throws, so
/// that one poisoned piece cannot stop those behind it.
public protocol WorkHandler: Sendable {
    var kind: WorkKind { get }
    func handle(_ work: ClaimedWork) async
}

/// Claims work under leases and hands it to its handler, several pieces at a time, until it is stopped.
///
/// Any number of loops may run, on any number of hosts: the store gives a piece to one of them at a time. What a host
/// that died had claimed is claimed again when the lease ends. A slow piece holds one place, not the loop.
public struct WorkLoop: Sendable {
    public let handler: any WorkHandler
    private let storage: any Storage
    private let options: Options
    private let clock: @Sendable () -> Instant
    private let pause: @Sendable (Duration) async throws -> Void
    private let log: Logger
    private let progress = Progress()

    public struct Options: Sendable {
        /// How many pieces are worked on at once.
        public var concurrencyMax: Int
        /// Longer than any piece takes; a webhook's timeout included.
        public var leaseMilliseconds: Int64
        /// How long to wait when there is nothing to do.
        public var idle: Duration
        /// How long to wait when the store cannot serve.
        public var unavailable: Duration

        public init(
            concurrencyMax: Int = 32, leaseMilliseconds: Int64 = 60_000, idle: Duration = .milliseconds(200),
            unavailable: Duration = .seconds(2)
        ) {
            self.concurrencyMax = max(1, concurrencyMax)
            self.leaseMilliseconds = leaseMilliseconds
            self.idle = idle
            self.unavailable = unavailable
        }
    }

    /// Shared by the copies of a loop: how many pieces are in hand, and whether it shall end.
    private final class Progress: Sendable {
        private let state = Mutex((busy: 0, isStopping: false))

        var busy: Int { state.withLock { $0.busy } }
        var isStopping: Bool { state.withLock { $0.isStopping } }
        func begin(_ count: Int) { state.withLock { $0.busy += count } }
        func end() { state.withLock { $0.busy -= 1 } }
        func stop() { state.withLock { $0.isStopping = true } }
    }

    /// - Parameter pause: waits, or throws when it is cancelled; tests give one that does not wait.
    public init(
        _ handler: any WorkHandler, storage: any Storage, options: Options = Options(), clock: @escaping @Sendable () -> Instant,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, log: Logger
    ) {
        self.handler = handler
        self.storage = storage
        self.options = options
        self.clock = clock
        self.pause = pause
        self.log = log
    }

    /// Works until ``stop()``, and then finishes what was begun. Cancelling the task also ends it, but reaches into the
    /// pieces in hand; what they leave undone is claimed again when their lease ends.
    public func run() async {
        await withDiscardingTaskGroup { group in
            while !progress.isStopping, !Task.isCancelled {
                do {
                    let room = options.concurrencyMax - progress.busy
                    let claimed = room > 0 ? try await claim(room) : []
                    progress.begin(claimed.count)
                    for work in claimed {
                        group.addTask {
                            await handler.handle(work)
                            progress.end()
                        }
                    }
                    if claimed.isEmpty { try await pause(options.idle) }
                } catch is CancellationError { return } catch {
                    log.warning("work could not be claimed", metadata: ["kind": "\(handler.kind)", "error": "\(error)"])
                    do { try await pause(options.unavailable) } catch { return }
                }
            }
        }
    }

    /// Lets ``run()`` return once the pieces in hand are done; for a graceful shutdown.
    public func stop() { progress.stop() }

    /// Claims what is due now, does it, and waits for all of it.
    ///
    /// - Returns: how many pieces there were.
    public func drainOnce() async throws(StorageError) -> Int {
        let claimed = try await claim(options.concurrencyMax)
        await withDiscardingTaskGroup { group in
            for work in claimed { group.addTask { await handler.handle(work) } }
        }
        return claimed.count
    }

    private func claim(_ limit: Int) async throws(StorageError) -> [ClaimedWork] {
        try await storage.claimWork(
            ClaimRequest(kind: handler.kind, limit: limit, now: clock(), leaseMilliseconds: options.leaseMilliseconds))
    }
}
