import Foundation
import JSONDocument
import Logging
import StoaCommerce
import StoaExtension
import StoaHost
import StoaKernel
import StoaMall

/// The demo mall in this process, on one engine, wired as the server wires it; no HTTP around it.
struct DemoPlatform: Sendable {
    private let mall: MallHost

    /// Opens the database and seeds it.
    static func open(_ database: String, _ bench: Bench) async throws -> DemoPlatform {
        let key = bench.folder.appendingPathComponent("installation.key").path
        let configuration = try HostConfiguration(flags: ["database": database, "demo": "true", "keyFile": key])
        var log = Logger(label: "stoa-bench")
        log.logLevel = .error
        return DemoPlatform(mall: try await MallHost.open(configuration, log: log))
    }

    /// Runs an operation for a customer.
    func run(_ operation: String, _ input: JSON, as customer: String, idempotencyKey: String? = nil) async throws(Refusal) -> JSON {
        let actor = Actor(kind: .customer, id: customer, roles: ["customer"])
        let request = OperationRequest(
            operation, tenant: DemoMall.tenant, actor: actor, input: input, idempotencyKey: idempotencyKey)
        return try await mall.platform.run(request).output
    }

    /// Runs an operation as the platform itself.
    func prepare(_ operation: String, _ input: JSON, idempotencyKey: String) async throws(Refusal) {
        let actor = Actor(kind: .system, id: "bench", roles: ["admin", "system"])
        let request = OperationRequest(
            operation, tenant: DemoMall.tenant, actor: actor, input: input, idempotencyKey: idempotencyKey)
        _ = try await mall.platform.run(request)
    }

    func close() async { await mall.platform.storage.close() }
}
