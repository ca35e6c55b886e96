import Foundation
import JSONDocument
import Logging
import LuaSandbox
import SQLStore
import StoaCommerce
import StoaExtension
import StoaHost
import StoaKernel
import StoaMall
import StoaPlugins
import StoaRules
import StoaStore

/// The demo mall in this process, on one engine, with the shipped rules and plugins; no HTTP around it.
struct DemoPlatform: Sendable {
    let platform: Platform

    /// Opens the database and seeds it.
    static func open(_ url: String, root: URL) async throws -> DemoPlatform {
        let rulebook = try Rulebook.load(directory: root.appendingPathComponent("rules").path)
        var parts = PlatformParts(storage: try await Store.open(try DatabaseURL(url)))
        parts.operations = Mall.operations(rulebooks: OneRulebook(rulebook: rulebook))
        parts.log.logLevel = .error
        let plugins = try PluginInstallation.folders(in: root.appendingPathComponent("plugins").path)
        parts.extensions = [PluginHost(SharedInstallations(plugins), executor: SandboxExecutor(), log: parts.log)]
        let platform = Platform(parts)
        try await DemoMall.seed(platform.executor)
        return DemoPlatform(platform: platform)
    }

    /// Runs an operation for a customer.
    func run(_ operation: String, _ input: JSON, as customer: String, idempotencyKey: String? = nil) async throws(Refusal) -> JSON {
        let actor = Actor(kind: .customer, id: customer, roles: ["customer"])
        let request = OperationRequest(
            operation, tenant: DemoMall.tenant, actor: actor, input: input, idempotencyKey: idempotencyKey)
        return try await platform.run(request).output
    }

    /// Runs an operation as the platform itself.
    func prepare(_ operation: String, _ input: JSON, idempotencyKey: String) async throws(Refusal) {
        let actor = Actor(kind: .system, id: "bench", roles: ["admin", "system"])
        let request = OperationRequest(
            operation, tenant: DemoMall.tenant, actor: actor, input: input, idempotencyKey: idempotencyKey)
        _ = try await platform.run(request)
    }

    func close() async { await platform.storage.close() }
}

private struct OneRulebook: RulebookSource {
    let rulebook: Rulebook
    func current(for tenant: TenantID) -> Rulebook { rulebook }
}
