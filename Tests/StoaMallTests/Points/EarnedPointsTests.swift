import JSONDocument
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Points of orders")
struct EarnedPointsTests {
    private static let perDollar = RuleFile(
        name: "base/rule.yaml", text: "kind: Earn\nid: base\npoints: { per: \"1.00\", earn: 1 }\n")
    private static func folder() throws -> BookFixture.Folder { try BookFixture.Folder([perDollar, BookFixture.settings]) }

    private func points(_ mall: TestMall) async throws -> [JSON?] {
        let found = try await mall.run("points.get", ["customer": "cus_1"])
        return [found["points"], found["pending"]]
    }

    private func pay(_ mall: TestMall, _ order: JSON, _ total: Int64) async throws {
        try await mall.run(
            "payment.capture",
            [
                "order": order, "amount": ["amount": .integer(total), "currency": "USD"], "provider": "test",
                "reference": .string("ref-\(order.string ?? "")"),
            ])
    }

    @Test("are promised, become the customer's when it is paid, and go back with the goods", arguments: TestEngine.available)
    func wholeLife(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: Self.folder()) { mall in
            let placed = try await mall.run("order.place", OrderTests.order([("shirt", 3), ("mug", 1)], total: 6900))
            let order = placed["id"] ?? .null
            #expect(placed["points"] == [["rule": "base", "points": 69]])
            #expect(try await points(mall) == [0, 69])
            try await pay(mall, order, 6900)
            #expect(try await points(mall) == [69, 0])
            let first = try await mall.run(
                "order.return", ["id": order, "lines": [["line": "1", "quantity": 1]], "reason": "too small"])
            // 49.00 of 69.00 remain, and so do 49 points.
            #expect(first["points"] == 20)
            #expect(try await points(mall) == [49, 0])
            let rest = try await mall.run(
                "order.return",
                ["id": order, "lines": [["line": "1", "quantity": 2], ["line": "2", "quantity": 1]], "reason": "all of it"])
            #expect(rest["points"] == 49)
            #expect(try await points(mall) == [0, 0])
        }
    }

    @Test("are nobody else's business")
    func ownOnly() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: Self.folder()) { mall in
            let own = try await mall.run("points.get", ["customer": "cus_1"], as: TestMall.customer(1))
            #expect(own["points"] == 0)
            #expect(await mall.refusal("points.get", ["customer": "cus_1"], as: TestMall.customer(2)) == "customer.notFound")
            #expect(await mall.refusal("points.get", ["customer": "cus_none"]) == "customer.notFound")
        }
    }

    @Test("of an order that is not paid come to nothing; cancelling a refunded one takes them back", arguments: TestEngine.available)
    func cancelled(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: Self.folder()) { mall in
            let unpaid = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 900))["id"] ?? .null
            #expect(try await points(mall) == [0, 9])
            try await mall.run("order.cancel", ["id": unpaid, "reason": "late"])
            #expect(try await points(mall) == [0, 0])
            let paid = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 900))["id"] ?? .null
            try await pay(mall, paid, 900)
            try await mall.run(
                "order.refund", ["id": paid, "amount": ["amount": 900, "currency": "USD"], "reason": "broken"])
            #expect(try await points(mall) == [9, 0], "a refund alone is goodwill")
            try await mall.run("order.cancel", ["id": paid, "reason": "broken"])
            #expect(try await points(mall) == [0, 0])
        }
    }
}
