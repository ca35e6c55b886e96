import Foundation
import Logging
import LuaSandbox
import ServiceLifecycle
import StoaDelivery
import StoaExtension
import StoaIntelligence
import StoaKernel
import StoaMall
import StoaPlugins
import StoaRules
import StoaWorkflows
import UnixSignals

/// A mall that is open: the platform with the mall's commands, the shipped engines, and the services behind them.
public struct MallHost: Sendable {
    public let platform: Platform
    /// Takes incoming webhooks.
    public let hooks: any HookReceiver
    /// Set when the configuration asked for the demo.
    public let demo: DemoAccess?
    private let outbound: GuardedHTTPClient
    let delivery: Delivery
    private let rulebooks: Rulebooks

    /// How long requests may take to finish after SIGTERM before they are cut.
    static let drainTime = Duration.seconds(30)

    /// Opens the database, reads the folders and fills the demo mall.
    ///
    /// - Parameter progress: told how far the filling of the demo mall is.
    /// - Throws: ``HostError`` for what the machine or the configuration lacks, ``DiagnosticsError`` for wrong files.
    public static func open(
        _ configuration: HostConfiguration, log: Logger, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> MallHost {
        let content = try LoadedContent(configuration)
        let key = try InstallationKey.load(from: configuration.keyFile ?? standardKeyFile(for: configuration.database))
        let webhooks = WebhookKeys(master: try MasterKey(key.derive("webhooks")))
        let storage = try await OpenStorage.open(configuration.database)
        let host = MallHost(configuration, content, key, webhooks, storage, log)
        do { try await host.demo?.open(on: host.platform, progress: progress) } catch {
            await host.close()
            throw error
        }
        return host
    }

    private init(
        _ configuration: HostConfiguration, _ content: LoadedContent, _ key: InstallationKey, _ webhooks: WebhookKeys,
        _ storage: any Storage, _ log: Logger
    ) {
        let sandbox = SandboxExecutor(threads: max(2, ProcessInfo.processInfo.activeProcessorCount))
        var parts = PlatformParts(storage: storage)
        parts.log = log
        let rulebooks = Rulebooks(base: FolderRulebook(rulebook: content.rulebook, files: content.ruleFiles))
        self.rulebooks = rulebooks
        parts.storedGates = [rulebooks]
        parts.storedPermissions = [rulebooks]
        parts.operations = MallOperations.all(
            rulebooks: rulebooks, workflows: content.workflows, webhooks: webhooks, coupons: CouponKeys(master: key.derive("coupons")))
        let held = content.workflows.gates
        parts.gates = [{ command, _ in held.filter { $0.command == command } }]
        parts.extensions = [PluginHost(SharedInstallations(content.plugins), executor: sandbox, log: log), BuiltInModels()]
        platform = Platform(parts)
        demo = configuration.demo ? DemoAccess(key) : nil
        hooks = HookIntake(executor: platform.executor, storage: storage, keys: webhooks, clock: platform.clock)
        outbound = GuardedHTTPClient(allowsPrivateAddresses: configuration.allowPrivateWebhooks)
        delivery = Delivery(
            .init(
                executor: platform.executor, storage: storage, extensions: platform.extensions, http: outbound, keys: webhooks,
                clock: platform.clock, log: log))
    }

    /// Closes what ``open(_:log:progress:)`` opened; for a host that is never run.
    public func close() async {
        await outbound.shutdown()
        await platform.storage.close()
    }

    /// Serves until SIGTERM or SIGINT, then stops in order: no new requests, the running ones, delivery, the store.
    public func run(with server: some Service) async throws {
        // A group stops its services from the last to the first.
        var all: [any Service] = [StorageService(storage: platform.storage), OutboundService(client: outbound)]
        all.append(RulebookWatch(rulebooks: rulebooks, storage: platform.storage, clock: platform.clock, log: platform.log))
        all += delivery.loops.map { DeliveryService(loop: $0) }
        all += [server, DrainingService(readiness: platform.readiness)]
        var configuration = ServiceGroupConfiguration(services: all, gracefulShutdownSignals: [.sigterm, .sigint], logger: platform.log)
        configuration.maximumGracefulShutdownDuration = MallHost.drainTime
        try await ServiceGroup(configuration: configuration).run()
    }

    /// `mall.db` → `mall.db.key`; for PostgreSQL `stoa.key` in the working directory.
    private static func standardKeyFile(for database: String) -> String {
        guard database.hasPrefix("sqlite:") else { return "stoa.key" }
        let path = database.dropFirst("sqlite:".count).prefix { $0 != "?" }
        return path == ":memory:" || path.isEmpty ? "stoa.key" : path + ".key"
    }
}

extension HookIntake: HookReceiver {}
