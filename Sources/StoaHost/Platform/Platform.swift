import Logging
import StoaCommerce
import StoaExtension
import StoaKernel
import Synchronization

/// The platform as it is wired: one registry, one executor, one store, and what watches over them.
///
/// Faces (HTTP, the command line) only ever see this.
public struct Platform: Sendable {
    public let registry: CommandRegistry
    public let executor: CommandExecutor
    public let storage: any Storage
    /// Everybody who answers extension points, as one.
    public let extensions: any ExtensionHost
    public let keys: KeyDirectory
    public let metrics: MetricsRegistry
    public let readiness: Readiness
    public let clock: @Sendable () -> Instant
    public let log: Logger

    public init(_ parts: PlatformParts) {
        registry = CommandRegistry(parts.operations)
        extensions = JoinedExtensions(parts.extensions)
        storage = parts.storage
        clock = parts.clock
        log = parts.log
        executor = CommandExecutor(
            registry: registry, storage: parts.storage, extensions: extensions,
            policy: RolePolicy(gates: parts.gates), gates: parts.storedGates, permissions: parts.storedPermissions,
            clock: parts.clock, randomness: parts.randomness, log: parts.log)
        keys = KeyDirectory(storage: parts.storage, clock: parts.clock)
        metrics = MetricsRegistry()
        readiness = Readiness()
        metrics.set(.startTime, to: Double(parts.clock().millisecondsSince1970 / 1000))
        metrics.set(.build, to: 1, [("version", StoaVersion.current)])
    }

    /// Runs an operation and counts what became of it.
    ///
    /// - Throws: ``Refusal``, as ``CommandExecutor/run(_:)`` does.
    public func run(_ request: OperationRequest) async throws(Refusal) -> OperationOutcome {
        do {
            let outcome = try await executor.run(request)
            count(request.operation, outcome.isReplay ? "replayed" : outcome.isHeld ? "held" : "done")
            if !outcome.isReplay, !outcome.isHeld, registry[request.operation]?.definition.creates == true {
                metrics.add(to: .created, [("noun", String(request.operation.prefix { $0 != "." }))])
            }
            return outcome
        } catch {
            count(request.operation, error.kind.rawValue)
            throw error
        }
    }

    private func count(_ operation: String, _ outcome: String) {
        // A name that does not exist must not become a series of its own.
        let name = registry[operation] == nil ? "unknown" : operation
        metrics.add(to: .commands, [("command", name), ("outcome", outcome)])
    }
}

/// Whether the platform still takes work on.
public final class Readiness: Sendable {
    private let draining = Mutex(false)

    public init() {}

    public var isDraining: Bool { draining.withLock { $0 } }
    /// From now on ``isDraining`` is true; there is no way back.
    public func startDraining() { draining.withLock { $0 = true } }
}

/// What `stoa --version` prints.
public enum StoaVersion {
    public static let current = "0.1.0"
}
