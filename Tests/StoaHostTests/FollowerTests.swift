import Foundation
import JSONDocument
import Logging
import StoaCommerce
import StoaDelivery
import StoaExtension
import StoaKernel
import StoaTesting
import Testing

@testable import StoaHost

@Suite("Commands that follow the events of orders")
struct FollowerTests {
    private static let tenant = TenantID(trusted: "demo")

    /// A whole host with the demo mall and these rule files beside a rulebook.
    private func withHost(
        _ engine: TestEngine, _ rules: [(id: String, text: String)], _ body: (MallHost) async throws -> Void
    ) async throws {
        try await engine.withEmptyDatabase { database in
            let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            for (id, text) in rules + [("", "kind: Rulebook\ncurrency: USD\n")] {
                let place = folder.appending(path: id.isEmpty ? "rules" : "rules/\(id)")
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place.appending(path: id.isEmpty ? "rulebook.yaml" : "rule.yaml"))
            }
            let configuration = try HostConfiguration(
                flags: ["database": database, "demo": "true", "rules": folder.path + "/rules", "keyFile": folder.path + "/key"],
                environment: [:])
            let host = try await MallHost.open(configuration, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let result: Result<Void, any Error>
            do { result = .success(try await body(host)) } catch { result = .failure(error) }
            await host.close()
            try result.get()
        }
    }

    private func run(_ host: MallHost, _ operation: String, _ input: JSON) async throws -> JSON {
        let admin = Actor(kind: .user, id: "usr_admin", roles: ["admin"])
        return try await host.platform.run(OperationRequest(operation, tenant: Self.tenant, actor: admin, input: input)).output
    }

    /// Places an order of one shirt, pays it, and delivers its events.
    private func buy(_ host: MallHost) async throws {
        let cart: JSON = ["channel": "web", "customer": ["id": "cus_001"], "lines": [["sku": "shirts-001", "quantity": 1]]]
        let total = try await run(host, "quote.create", ["cart": cart])[pointer: "/totals/total"] ?? .null
        let tenders: JSON = [["kind": "card", "amount": total, "token": "tok"]]
        let order = try await run(host, "order.place", ["cart": cart, "expectedTotal": total, "tenders": tenders])["id"] ?? .null
        _ = try await run(
            host, "payment.capture",
            ["order": order, "amount": ["amount": total, "currency": "USD"], "provider": "t", "reference": order])
        try await host.delivery.drain()
    }

    private func journalled(_ command: String, _ host: MallHost) async throws -> Int {
        var (count, cursor): (Int, String?) = (0, nil)
        repeat {
            let page = try await host.platform.storage.journal(
                after: cursor, limit: 500, in: TenantScope(authenticated: Self.tenant))
            count += page.items.count { $0.command == command }
            cursor = page.next
        } while cursor != nil
        return count
    }

    @Test("where no campaign issues for orders, no command is run for it", arguments: TestEngine.available)
    func noCampaign(engine: TestEngine) async throws {
        let pool = "kind: Coupon\nid: pool\ntype: pool\ncount: 10\n"
        try await withHost(engine, [("pool", pool + "issue: { when: customer.tier == \"vip\" }\n")]) { host in
            try await buy(host)
            #expect(try await journalled("coupon.issueForOrder", host) == 0)
            #expect(try await journalled("analytics.countOrder", host) == 2, "others follow as ever")
        }
        try await withHost(engine, [("pool", pool + "issue: { when: order.state == \"paid\" }\n")]) { host in
            try await buy(host)
            #expect(try await journalled("coupon.issueForOrder", host) == 2)
            #expect(try await run(host, "coupon.list", ["customer": "cus_001"])["coupons"]?.array?.count == 1)
        }
    }
}
