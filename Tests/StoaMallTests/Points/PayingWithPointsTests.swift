import JSONDocument
import StoaCommerce
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Synchronization
import Testing

@Suite("Paying with points")
struct PayingWithPointsTests {
    /// A mug brings 500 points for thirty days and 1000 without end; shirts bring a point for each dollar.
    private static func folder(worth: String = "worth: { point: \"0.01\" }\n") throws -> BookFixture.Folder {
        let small = "when: cart.listTotal < money(\"10.00\")\n"
        return try BookFixture.Folder([
            RuleFile(
                name: "soon/rule.yaml", text: "kind: Earn\nid: soon\n\(small)points: { fixed: 500 }\nexpires: { after: P30D }\n"),
            RuleFile(name: "ever/rule.yaml", text: "kind: Earn\nid: ever\n\(small)points: { fixed: 1000 }\n"),
            RuleFile(
                name: "base/rule.yaml",
                text: "kind: Earn\nid: base\nwhen: cart.listTotal >= money(\"10.00\")\npoints: { per: \"1.00\", earn: 1 }\n"),
            RuleFile(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nzone: UTC\n" + worth),
        ])
    }

    private static let day: Int64 = 86_400

    private func withMall(
        _ engine: TestEngine, worth: String = "worth: { point: \"0.01\" }\n",
        _ body: (TestMall, @escaping @Sendable (Int64) -> Void) async throws -> Void
    ) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(on: engine, rulebooks: Self.folder(worth: worth), clock: { clock.withLock { $0 } }) { mall in
            try await fill(mall)
            try await body(mall) { days in clock.withLock { $0 = $0.advanced(bySeconds: days * Self.day) } }
        }
    }

    /// Gives the customer 1500 points.
    private func fill(_ mall: TestMall) async throws {
        let order = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 900))["id"] ?? .null
        try await mall.run("payment.capture", capture(order, 900))
    }

    private func capture(_ order: JSON, _ amount: Int64) -> JSON {
        ["order": order, "amount": ["amount": .integer(amount), "currency": "USD"], "provider": "t", "reference": order]
    }

    private static func shirts(_ count: Int64, points: Int64) -> JSON {
        let card = count * 2000 - points
        var tenders: [JSON] = [["kind": "mileage", "amount": .integer(points)]]
        if card > 0 { tenders.append(["kind": "card", "amount": .integer(card), "token": "tok_1"]) }
        return OrderTests.order([("shirt", count)], total: count * 2000, tenders: .array(tenders))
    }

    /// Points by lot, the earliest end first.
    private func lots(_ mall: TestMall) async throws -> [Int64] {
        let found = try await mall.run("points.get", ["customer": "cus_1"])
        return found["lots"]?.array?.compactMap { $0["points"]?.integer } ?? []
    }

    private func sendBack(_ mall: TestMall, _ order: JSON, _ shirts: Int64) async throws -> [Int64?] {
        let result = try await mall.run(
            "order.return", ["id": order, "lines": [["line": "1", "quantity": .integer(shirts)]], "reason": "too small"])
        return [result[pointer: "/amount/amount"]?.integer, result["pointsBack"]?.integer, result["points"]?.integer]
    }

    @Test("they are held with the order, gone when it is paid, and come back as it was paid", arguments: TestEngine.available)
    func wholeLife(engine: TestEngine) async throws {
        try await withMall(engine) { mall, _ in
            #expect(try await lots(mall) == [500, 1000])
            let placed = try await mall.run("order.place", Self.shirts(2, points: 700))
            let order = placed["id"] ?? .null
            #expect(placed["paidWithPoints"] == ["points": 700, "amount": 700, "returned": 0])
            // 33.00 of 40.00 are paid in money, and so many points of 40 are earned.
            #expect(placed["points"] == [["rule": "base", "points": 33]])
            #expect(try await lots(mall) == [800])
            #expect(await mall.refusal("payment.capture", capture(order, 4000)) == "payment.amountMismatch")
            let paid = try await mall.run("payment.capture", capture(order, 3300))
            #expect(paid["captured"] == 3300)
            #expect(try await lots(mall) == [833])

            // Half of the goods: half of the money, half of the points, what was taken last first, and 17 of the 33 points earned.
            #expect(try await sendBack(mall, order, 1) == [1650, 350, 17])
            #expect(try await lots(mall) == [150, 1016])
            #expect(try await sendBack(mall, order, 1) == [1650, 350, 16])
            #expect(try await lots(mall) == [500, 1000])
            let end = try await mall.run("order.get", ["id": order])
            #expect(end["refunded"] == 3300)
            #expect(end["paidWithPoints"] == ["points": 700, "amount": 700, "returned": 700])
        }
    }

    @Test("all of an order can be paid with them, and then nothing is due in money", arguments: TestEngine.available)
    func all(engine: TestEngine) async throws {
        try await withMall(engine, worth: "worth: { point: \"0.02\" }\n") { mall, _ in
            let placed = try await mall.run("order.place", Self.shirts(1, points: 2000))
            let order = placed["id"] ?? .null
            #expect(placed["points"] == [])
            #expect(placed["paidWithPoints"] == ["points": 1000, "amount": 2000, "returned": 0])
            #expect(try await mall.run("payment.capture", capture(order, 0))["state"] == "paid")
            #expect(try await lots(mall) == [500])
            #expect(try await sendBack(mall, order, 1) == [0, 1000, 0])
            #expect(try await lots(mall) == [500, 1000])
        }
    }

    @Test("cancelling frees what is held and gives back what was spent", arguments: TestEngine.available)
    func cancelled(engine: TestEngine) async throws {
        try await withMall(engine) { mall, _ in
            let unpaid = try await mall.run("order.place", Self.shirts(1, points: 600))["id"] ?? .null
            #expect(try await lots(mall) == [900])
            try await mall.run("order.cancel", ["id": unpaid, "reason": "changed my mind"])
            #expect(try await lots(mall) == [500, 1000])
            let paid = try await mall.run("order.place", Self.shirts(1, points: 600))["id"] ?? .null
            try await mall.run("payment.capture", capture(paid, 1400))
            #expect(await mall.refusal("order.cancel", ["id": paid, "reason": "late"]) == "order.refundFirst")
            try await mall.run("order.refund", ["id": paid, "amount": ["amount": 1400, "currency": "USD"], "reason": "late"])
            try await mall.run("order.cancel", ["id": paid, "reason": "late"])
            #expect(try await lots(mall) == [500, 1000])
        }
    }

    @Test("money that was given back before is not given again: the rest comes back in points")
    func refundedBefore() async throws {
        try await withMall(.sqlite) { mall, _ in
            let order = try await mall.run("order.place", Self.shirts(1, points: 600))["id"] ?? .null
            try await mall.run("payment.capture", capture(order, 1400))
            try await mall.run("order.refund", ["id": order, "amount": ["amount": 1400, "currency": "USD"], "reason": "late"])
            #expect(try await sendBack(mall, order, 1) == [0, 600, 14])
            #expect(try await lots(mall) == [500, 1000])
        }
    }

    @Test("points whose time is over meanwhile do not come back")
    func lapsed() async throws {
        try await withMall(.sqlite) { mall, advance in
            let order = try await mall.run("order.place", Self.shirts(1, points: 600))["id"] ?? .null
            try await mall.run("payment.capture", capture(order, 1400))
            advance(40)
            #expect(try await sendBack(mall, order, 1) == [1400, 100, 14])
            #expect(try await lots(mall) == [1000])
        }
    }

    @Test("what points cannot pay is refused")
    func refused() async throws {
        try await withMall(.sqlite) { mall, _ in
            #expect(await mall.refusal("order.place", Self.shirts(1, points: 1501)) == "points.insufficient")
            let left = try await lots(mall)
            #expect(left == [500, 1000])
        }
        try await withMall(.sqlite, worth: "worth: { point: \"0.05\" }\n") { mall, _ in
            #expect(await mall.refusal("order.place", Self.shirts(1, points: 101)) == "points.uneven")
        }
        for worth in ["", "worth: { point: { KRW: \"1\" } }\n"] {
            try await withMall(.sqlite, worth: worth) { mall, _ in
                #expect(await mall.refusal("order.place", Self.shirts(1, points: 100)) == "points.worthless")
            }
        }
    }

    @Test("many orders at once never spend the same points", arguments: TestEngine.available)
    func contended(engine: TestEngine) async throws {
        try await withMall(engine) { mall, _ in
            let ends = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<8 { group.addTask { await mall.refusal("order.place", Self.shirts(1, points: 400)) } }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            // 1500 points are three times 400.
            #expect(ends == [nil: 3, "points.insufficient": 5])
            let left = try await lots(mall)
            #expect(left == [300])
        }
    }
}
