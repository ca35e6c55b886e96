import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Synchronization
import Testing

@Suite("Milestones and tiers of customers")
struct MilestoneTests {
    private static let rows = "rows: [{ from: 2, points: 100 }, { from: 3, points: 50 }]"

    private static func folder(_ milestones: String = "{ by: orders, \(rows) }", more: String = "") throws -> BookFixture.Folder {
        try BookFixture.Folder([
            RuleFile(name: "m/rule.yaml", text: "kind: Earn\nid: m\nmilestones: \(milestones)\nexpires: { after: P1Y }\n\(more)"),
            RuleFile(
                name: "t/rule.yaml",
                text: """
                    kind: Earn
                    id: t
                    tiers: { by: spend, within: P2M, rows: [{ from: "40.00", tier: silver }, { from: "100.00", tier: gold }] }
                    """),
            RuleFile(name: "g/rule.yaml", text: "kind: Promotion\nid: g\nwhen: customer.tier == \"gold\"\ngive: { percent: 50 }\n"),
            BookFixture.settings,
        ])
    }

    /// - Returns: the order, paid; its events are not delivered yet.
    private func buy(_ mall: TestMall, shirts: Int64 = 1, total: Int64? = nil) async throws -> JSON {
        let total = total ?? shirts * 2000
        let order = try await mall.run("order.place", OrderTests.order([("shirt", shirts)], total: total))["id"] ?? .null
        try await mall.run(
            "payment.capture",
            ["order": order, "amount": ["amount": .integer(total), "currency": "USD"], "provider": "t", "reference": order])
        return order
    }

    private func event(_ type: String, _ order: JSON, at: Instant = TestMall.now) -> JSON {
        ["event": "evt_1", "type": .string(type), "body": ["order": order], "at": .string(at.description)]
    }

    /// What the delivery of an event does.
    @discardableResult
    private func deliver(_ mall: TestMall, _ order: JSON, _ type: String = "order.paid", at: Instant = TestMall.now) async throws -> [Int] {
        let counted = try await mall.run("loyalty.countOrder", event(type, order, at: at), as: .system)
        return [counted["granted"]?.array?.count ?? -1, counted["revoked"]?.array?.count ?? -1]
    }

    private func giveBack(_ mall: TestMall, _ order: JSON) async throws {
        try await mall.run("order.return", ["id": order, "lines": [["line": "1", "quantity": 1]], "reason": "too small"])
    }

    private func points(_ mall: TestMall) async throws -> Int64? {
        try await mall.run("points.get", ["customer": "cus_1"])["points"]?.integer
    }

    private func tier(_ mall: TestMall) async throws -> String? {
        try await mall.run("loyalty.get", ["customer": "cus_1"], as: TestMall.customer(1))["tier"]?.string
    }

    @Test("a milestone is given once, however often its events are told", arguments: TestEngine.available)
    func once(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: Self.folder()) { mall in
            var orders: [JSON] = []
            for expected in [[0, 0], [1, 0], [1, 0], [0, 0]] {
                orders.append(try await buy(mall))
                #expect(try await deliver(mall, orders.last ?? .null) == expected)
            }
            #expect(try await points(mall) == 150)
            let before = try await mall.journalled().count
            for _ in 0..<3 { for order in orders { #expect(try await deliver(mall, order) == [0, 0], "a replay") } }
            #expect(try await points(mall) == 150)
            for entry in try await mall.journalled()[before...] { #expect(entry.body["transfers"]?.array?.isEmpty ?? true) }
            let reached = try await mall.run("loyalty.get", ["customer": "cus_1"])["milestones"]?.array ?? []
            #expect(Set(reached.compactMap { $0["milestone"]?.string }) == ["2", "3"])
            #expect(try await mall.run("points.get", ["customer": "cus_1"])["next"] != nil, "they end")
        }
    }

    @Test("32 deliveries at once of three orders count each once", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: Self.folder()) { mall in
            let orders = [try await buy(mall), try await buy(mall), try await buy(mall)]
            let granted = await withTaskGroup(of: Int.self) { group in
                for number in 0..<32 { group.addTask { (try? await deliver(mall, orders[number % 3]))?[0] ?? 0 } }
                return await group.reduce(0, +)
            }
            // Who lost every race is delivered again.
            var more = 0
            for order in orders { more += try await deliver(mall, order)[0] }
            #expect(granted + more == 2)
            #expect(try await points(mall) == 150)
        }
    }

    @Test("what comes back takes its milestone along, and reaching it anew gives it anew, once", arguments: TestEngine.available)
    func comingBack(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: Self.folder()) { mall in
            let (first, second) = (try await buy(mall), try await buy(mall))
            try await deliver(mall, first)
            try await deliver(mall, second)
            #expect(try await points(mall) == 100)
            try await giveBack(mall, second)
            #expect(try await deliver(mall, second, "order.returned") == [0, 1])
            #expect(try await deliver(mall, second, "order.refunded") == [0, 0], "the second event of one return")
            #expect(try await points(mall) == 0)
            let third = try await buy(mall)
            #expect(try await deliver(mall, third) == [1, 0])
            #expect(try await points(mall) == 100)
            try await mall.run("order.refund", ["id": third, "amount": ["amount": 2000, "currency": "USD"], "reason": "broken"])
            #expect(try await deliver(mall, third, "order.refunded") == [0, 1])
            try await mall.run("order.cancel", ["id": third, "reason": "broken"])
            #expect(try await deliver(mall, third, "order.cancelled") == [0, 0])
            #expect(try await points(mall) == 0)
        }
    }

    @Test("a milestone of each month is reached in every one, and one within months only together")
    func periods() async throws {
        for (period, grants) in [("each: month", [0, 1, 0, 1]), ("within: P2M", [0, 1, 0, 0]), ("within: P1M", [0, 1, 0, 0])] {
            let rows = "rows: [{ from: 2, points: 10 }]"
            try await TestMall.run(on: .sqlite, rulebooks: Self.folder("{ by: orders, \(period), \(rows) }")) { mall in
                for (month, granted) in zip([0, 0, 1, 1] as [Int64], grants) {
                    let order = try await buy(mall)
                    let at = TestMall.now.advanced(bySeconds: month * 31 * 86_400)
                    #expect(try await deliver(mall, order, at: at) == [granted, 0], "\(period)")
                }
            }
        }
    }

    @Test("who it is for is asked when it is reached")
    func condition() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: Self.folder(more: "when: customer.tier == \"silver\"\n")) { mall in
            let (first, second) = (try await buy(mall), try await buy(mall))
            #expect(try await deliver(mall, first) == [0, 0])
            #expect(try await deliver(mall, second) == [1, 0], "silver by this very order")
        }
    }

    @Test(
        "a tier follows from what was spent in the period, is a fact of quotes, and is lost with the goods", arguments: TestEngine.available
    )
    func tiers(engine: TestEngine) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(on: engine, rulebooks: Self.folder(), clock: { clock.withLock { $0 } }) { mall in
            #expect(try await tier(mall) == "standard")
            let first = try await buy(mall, shirts: 3)
            #expect(try await deliver(mall, first) == [0, 0])
            #expect(try await tier(mall) == "silver")
            #expect(try await mall.shirtTotal(customer: "cus_1") == 2000)
            let second = try await buy(mall, shirts: 2)
            try await deliver(mall, second)
            try await deliver(mall, second)
            #expect(try await tier(mall) == "gold")
            #expect(try await mall.shirtTotal(customer: "cus_1") == 1000)
            #expect(try await mall.shirtTotal(customer: "cus_2") == 2000)
            let stated: JSON = [
                "channel": "web", "customer": ["id": "cus_1", "tier": "standard"], "lines": [["sku": "shirt", "quantity": 1]],
            ]
            #expect(try await mall.run("quote.create", ["cart": stated])[pointer: "/totals/total"] == 2000, "the caller's word")
            // An order at the price of the tier, whose receipt holds the tier.
            let third = try await buy(mall, total: 1000)
            #expect(try await mall.run("order.receipt", ["id": third])[pointer: "/input/cart/customer/tier"] == "gold")
            try await giveBack(mall, second)
            try await deliver(mall, second, "order.returned")
            #expect(try await tier(mall) == "silver", "80.00 are left of 100.00")
            clock.withLock { $0 = $0.advanced(bySeconds: 62 * 86_400) }
            #expect(try await tier(mall) == "standard", "two months later")
        }
    }

    @Test("a book that asks nothing of it counts nothing")
    func unasked() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1800))["id"] ?? .null
            #expect(try await deliver(mall, order) == [0, 0])
            #expect(try await mall.run("loyalty.get", ["customer": "cus_1"])["tier"] == "standard")
            #expect(await mall.refusal("loyalty.get", ["customer": "cus_1"], as: TestMall.customer(2)) == "customer.notFound")
            let kept = try await mall.store.scan(
                Scan(kind: "standing", key: nil, value: nil, after: nil, limit: 10), in: TenantScope(authenticated: TestMall.tenant))
            #expect(kept.items.isEmpty)
        }
    }
}
