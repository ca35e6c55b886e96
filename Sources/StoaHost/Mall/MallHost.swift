import Foundation
import Logging
import ServiceLifecycle
import StoaKernel
import StoaMall
import StoaRules
import UnixSignals

/// A mall that is open: the platform with the mall's commands, the shipped engines, and the services behind them.
public struct MallHost: Sendable {
    public let platform: Platform
    /// Takes incoming webhooks.
    public let hooks: (any HookReceiver)?
    /// Set when the configuration asked for the demo.
    public let demo: DemoAccess?
    private let services: [any Service]

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
        let master = try MasterKey.load(from: configuration.keyFile ?? standardKeyFile(for: configuration.database))
        let storage = try await OpenStorage.open(configuration.database)
        do {
            let host = MallHost(configuration, content, master, storage, log)
            try await host.demo?.open(on: host.platform, progress: progress)
            return host
        } catch {
            await storage.close()
            throw error
        }
    }

    private init(
        _ configuration: HostConfiguration, _ content: LoadedContent, _ master: MasterKey, _ storage: any Storage, _ log: Logger
    ) {
        let outbound = GuardedHTTPClient(allowsPrivateAddresses: configuration.allowPrivateWebhooks)
        var parts = PlatformParts(storage: storage)
        parts.log = log
        parts.operations = MallOperations.all(content)
        parts.gates = [{ command, _ in content.rulebook.gates(before: command) }]
        platform = Platform(parts)
        demo = configuration.demo ? DemoAccess(master) : nil
        hooks = nil
        services = [StorageService(storage: storage), OutboundService(client: outbound)]
    }

    /// Serves until SIGTERM or SIGINT, then stops in order: no new requests, the running ones, delivery, the store.
    public func run(with server: some Service) async throws {
        // A group stops its services from the last to the first.
        let all: [any Service] = services + [server, DrainingService(readiness: platform.readiness)]
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
