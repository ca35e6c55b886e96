import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules
import StoaTesting
import Synchronization
import Testing

@Suite("Retention on a server")
struct RetentionTests {
    private static let auditor = Actor(kind: .user, id: "usr_ada", roles: ["auditor"])

    private func folder(_ hold: String? = nil) throws -> BookFixture.Folder {
        func rule(_ id: String, _ text: String) -> RuleFile {
            RuleFile(name: "\(id)/rule.yaml", text: "kind: Retention\nid: \(id)\n" + text)
        }
        var files = [
            rule("kr", "class: [order, payment, receipt, customer, journal]\nzones: [KR]\nkeep: P5Y\nthen: anonymize\n"),
            rule("us", "class: [order, payment, receipt, customer, journal]\nzones: [EU, US]\nkeep: P3Y\nthen: erase\n"),
            BookFixture.settings,
        ]
        if let hold { files.append(rule("case-42", "class: order\nhold: true\nwhen: \(hold)\n")) }
        return try BookFixture.Folder(files)
    }

    /// One order in a Korean, an American and a nameless channel each, paid.
    private func ordersByChannel(_ mall: TestMall) async throws -> [String: JSON] {
        for (id, region) in [("seoul", "KR"), ("boston", "US")] as [(JSON, JSON)] {
            try await mall.run(
                "channel.create",
                ["id": id, "name": id, "currency": "USD", "pricesInclude": "net", "zone": "Etc/UTC", "region": region, "shipping": []])
        }
        try await mall.run(
            "product.put",
            [
                "sku": "shirt", "seller": "sel_a", "channels": ["web", "seoul", "boston"], "title": ["en": "shirt"], "category": "things",
                "prices": ["USD": 2000],
            ])
        var orders: [String: JSON] = [:]
        for channel in ["web", "seoul", "boston"] {
            var wish = OrderTests.order([("shirt", 1)], total: 2000)
            wish["cart"]?["channel"] = .string(channel)
            let order = try await mall.run("order.place", wish)["id"] ?? .null
            try await mall.run(
                "payment.capture",
                ["order": order, "amount": ["amount": 2000, "currency": "USD"], "provider": "test", "reference": .string(channel)])
            orders[channel] = order
        }
        return orders
    }

    private func due(_ mall: TestMall, _ recordClass: JSON, zone: JSON? = nil) async throws -> [String: JSON] {
        var query: JSON = ["class": recordClass, "limit": 2]
        if let zone { query["zone"] = zone }
        var found: [String: JSON] = [:]
        repeat {
            let page = try await mall.run("retention.due", query, as: Self.auditor)
            for item in page["items"]?.array ?? [] { found[item["id"]?.string ?? ""] = item }
            query["after"] = page["next"]
        } while query["after"] != nil
        return found
    }

    @Test("records are due by the region of their channel, and where it is not known as late as anywhere", arguments: TestEngine.available)
    func regions(engine: TestEngine) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(on: engine, rulebooks: folder(), clock: { clock.withLock { $0 } }) { mall in
            let orders = try await ordersByChannel(mall)
            #expect(try await due(mall, "order").isEmpty)
            // 2029-11-20, three years and a day later.
            clock.withLock { $0 = $0.advanced(bySeconds: (3 * 365 + 2) * 86_400) }
            let afterThree = try await due(mall, "order")
            #expect(Set(afterThree.keys) == [orders["boston"]?.string ?? ""])
            let item = afterThree.values.first
            #expect(item?["zone"] == "US")
            #expect(item?[pointer: "/decision/rule"] == "us")
            #expect(item?[pointer: "/decision/action"] == "erase")
            #expect(try await due(mall, "payment").values.map { $0["zone"] } == ["US"])
            #expect(try await due(mall, "receipt").count == 1)
            #expect(try await due(mall, "customer").isEmpty)
            #expect(try await due(mall, "order", zone: "KR").isEmpty)
            clock.withLock { $0 = $0.advanced(bySeconds: (2 * 365 + 1) * 86_400) }
            #expect(try await due(mall, "order").count == 3)
            #expect(Set(try await due(mall, "order", zone: "KR").keys) == [orders["seoul"]?.string ?? ""])
            #expect(try await due(mall, "customer").count == 2)
            // A query tells; nothing is gone.
            #expect(try await mall.run("order.get", ["id": orders["boston"] ?? .null])["state"] == "paid")
        }
    }

    @Test("a legal hold keeps what is due, and says so", arguments: TestEngine.available)
    func hold(engine: TestEngine) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(
            on: engine, rulebooks: folder("record.channel == \"boston\""), clock: { clock.withLock { $0 } }
        ) { mall in
            let orders = try await ordersByChannel(mall)
            clock.withLock { $0 = $0.advanced(bySeconds: 6 * 366 * 86_400) }
            #expect(Set(try await due(mall, "order").keys) == Set([orders["web"], orders["seoul"]].compactMap { $0?.string }))
            #expect(try await mall.run("retention.due", ["class": "order"])["held"] == 1)
            #expect(try await due(mall, "payment").count == 3)
        }
    }

    @Test("what applies to a class in a region is answered with its rule, and from when on records are due")
    func answer() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: folder()) { mall in
            let answer = try await mall.run(
                "retention.get", ["class": "order", "zone": "KR", "since": "2026-03-01T09:30:00Z"], as: Self.auditor)
            let expected: JSON = [
                "class": "order", "zone": "KR", "dueBefore": .string("2021-11-18T11:06:40Z"),
                "decision": ["keepUntil": "2031-03-01T09:30:00Z", "action": "anonymize", "rule": "kr", "period": "P5Y", "holds": []],
            ]
            #expect(answer == expected)
            let journal = try await mall.run("retention.due", ["class": "journal", "zone": "US"])
            #expect(journal == ["items": [], "looked": 0, "held": 0, "dueBefore": "2023-11-18T11:06:40Z"])
            #expect(try await mall.run("retention.get", ["class": "ticket"])["decision"] == ["holds": []])
            #expect(await mall.refusal("retention.get", ["class": "ordr"]) == "input.notAllowed")
            #expect(await mall.refusal("retention.due", ["class": "order"], as: TestMall.customer(1)) == "auth.forbidden")
        }
    }
}
