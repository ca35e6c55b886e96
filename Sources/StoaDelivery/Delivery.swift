import Logging
import StoaCommerce
import StoaExtension
import StoaKernel

/// All that happens after commits: timers, events and intents, each drained by a loop of its own.
public struct Delivery: Sendable {
    /// Run each of them as a service; order does not matter.
    public let timers: WorkLoop
    public let events: WorkLoop
    public let intents: WorkLoop

    /// What delivery needs from the composition root.
    public struct Parts: Sendable {
        public var executor: CommandExecutor
        public var storage: any Storage
        public var extensions: any ExtensionHost
        public var http: any HTTPClient
        public var keys: WebhookKeys
        public var clock: @Sendable () -> Instant
        /// 0…1, drawn anew at each call.
        public var jitter: @Sendable () -> Double
        public var pause: @Sendable (Duration) async throws -> Void
        public var options = WorkLoop.Options()
        /// Shorter than the lease.
        public var webhookTimeoutMilliseconds = 20_000
        public var log: Logger

        public init(
            executor: CommandExecutor, storage: any Storage, extensions: any ExtensionHost, http: any HTTPClient, keys: WebhookKeys,
            clock: @escaping @Sendable () -> Instant, jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
            pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, log: Logger
        ) {
            self.executor = executor
            self.storage = storage
            self.extensions = extensions
            self.http = http
            self.keys = keys
            self.clock = clock
            self.jitter = jitter
            self.pause = pause
            self.log = log
        }
    }

    /// - Precondition: the lease outlasts a webhook's timeout, or everything would be sent twice.
    public init(_ parts: Parts) {
        precondition(parts.options.leaseMilliseconds > Int64(parts.webhookTimeoutMilliseconds), "the lease is too short")
        let committer = WorkCommitter(executor: parts.executor, storage: parts.storage, clock: parts.clock, log: parts.log)
        let sender = WebhookSender(
            committer: committer, http: parts.http, keys: parts.keys, jitter: parts.jitter,
            timeoutMilliseconds: parts.webhookTimeoutMilliseconds)
        func loop(_ handler: any WorkHandler) -> WorkLoop {
            WorkLoop(
                handler, storage: parts.storage, options: parts.options, clock: parts.clock, pause: parts.pause, log: parts.log)
        }
        timers = loop(TimerHandler(committer: committer))
        events = loop(EventHandler(committer: committer))
        intents = loop(IntentHandler(sender: sender, extensions: parts.extensions, committer: committer))
    }

    public var loops: [WorkLoop] { [timers, events, intents] }

    /// Lets all loops end once what they have in hand is done.
    public func stop() { for loop in loops { loop.stop() } }

    /// Does everything that is due, what follows from it included; for tests and for draining before a stop.
    ///
    /// - Parameter rounds: how often it looks at most.
    /// - Returns: how many pieces of work were done.
    @discardableResult
    public func drain(rounds: Int = 100) async throws(StorageError) -> Int {
        var total = 0
        for _ in 0..<rounds {
            var done = 0
            for loop in loops { done += try await loop.drainOnce() }
            if done == 0 { break }
            total += done
        }
        return total
    }

    /// The operations of webhooks, hooks and effects.
    ///
    /// - Parameters:
    ///   - roles: who may set up endpoints and hooks.
    ///   - followers: commands that run in the commit that delivers an event, by the event's type.
    public static func operations(
        keys: WebhookKeys, roles: Set<String> = ["admin"], followers: [String: [Follower]] = [:]
    ) -> [AnyOperation] {
        [
            AnyOperation(CreateEndpoint(keys: keys, roles: roles)), AnyOperation(ListEndpoints(roles: roles)),
            AnyOperation(ListDeliveries(roles: roles)), AnyOperation(ReplayDelivery(roles: roles)),
            AnyOperation(CreateHook(keys: keys, roles: roles)), AnyOperation(FanOutEvent(followers: followers)),
            AnyOperation(RecordAttempt()),
            AnyOperation(RetryDelivery()), AnyOperation(ReceiveHook()), AnyOperation(RecordEffect()), AnyOperation(BuryWork()),
            AnyOperation(ListDeadWork(roles: roles)),
        ]
    }
}
