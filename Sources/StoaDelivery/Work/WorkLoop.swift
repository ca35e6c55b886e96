import Logging
import StoaCommerce
import StoaKernel

/// One kind of work that waits after commits, and how a piece of it is done.
///
/// `handle` must end in a commit that completes the claim, in a postponement, or in a lost lease; it never throws, so
/// that one poisoned piece cannot stop those behind it.
public protocol WorkHandler: Sendable {
    var kind: WorkKind { get }
    func handle(_ work: ClaimedWork) async
}

/// Claims work under leases and hands it to its handler, several pieces at a time, until it is cancelled.
///
/// Any number of loops may run, on any number of hosts: the store gives a piece to one of them at a time. What a host
/// that died had claimed is claimed again when the lease ends.
public struct WorkLoop: Sendable {
    public let handler: any WorkHandler
    private let storage: any Storage
    private let options: Options
    private let clock: @Sendable () -> Instant
    private let pause: @Sendable (Duration) async throws -> Void
    private let log: Logger

    public struct Options: Sendable {
        /// How many pieces are claimed and worked on at once.
        public var batchSize: Int
        /// Longer than any piece takes; a webhook's timeout included.
        public var leaseMilliseconds: Int64
        /// How long to wait when there is nothing to do.
        public var idle: Duration
        /// How long to wait when the store cannot serve.
        public var unavailable: Duration

        public init(
            batchSize: Int = 16, leaseMilliseconds: Int64 = 60_000, idle: Duration = .milliseconds(200),
            unavailable: Duration = .seconds(2)
        ) {
            self.batchSize = batchSize
            self.leaseMilliseconds = leaseMilliseconds
            self.idle = idle
            self.unavailable = unavailable
        }
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

    /// Works until the task is cancelled. Pieces that were begun are finished first.
    public func run() async {
        while !Task.isCancelled {
            do {
                if try await drainOnce() == 0 { try await pause(options.idle) }
            } catch is CancellationError { return } catch {
                log.warning("work could not be claimed", metadata: ["kind": "\(handler.kind)", "error": "\(error)"])
                do { try await pause(options.unavailable) } catch { return }
            }
        }
    }

    /// Claims what is due now and does it.
    ///
    /// - Returns: how many pieces there were.
    public func drainOnce() async throws(StorageError) -> Int {
        let claimed = try await storage.claimWork(
            ClaimRequest(kind: handler.kind, limit: options.batchSize, now: clock(), leaseMilliseconds: options.leaseMilliseconds))
        await withTaskGroup(of: Void.self) { group in
            for work in claimed { group.addTask { await self.handler.handle(work) } }
        }
        return claimed.count
    }
}
