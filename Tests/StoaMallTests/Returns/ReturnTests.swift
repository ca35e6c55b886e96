import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Returns of paid orders")
struct ReturnTests {
    private static func tenOff(_ returns: String, _ more: String = "") -> RuleFile {
        RuleFile(
            name: "ten/rule.yaml",
            text:
                "kind: Promotion\nid: ten\nspend: { atLeast: \"60.00\" }\ngive: { amount: \"10.00\", per: order }\nreturns: \(returns)\n\(more)"
        )
    }

    private static func folder(_ files: RuleFile...) throws -> BookFixture.Folder { try BookFixture.Folder(files + [BookFixture.settings]) }

    private func bought(_ mall: TestMall, _ lines: [(String, Int64)], _ total: Int64) async throws -> JSON {
        let order = try await mall.run("order.place", OrderTests.order(lines, total: total))["id"] ?? .null
        try await mall.run(
            "payment.capture",
            [
                "order": order, "amount": ["amount": .integer(total), "currency": "USD"], "provider": "test",
                "reference": .string("ref-\(order.string ?? "")"),
            ])
        return order
    }

    private func back(_ order: JSON, _ lines: [(String, Int64)], more: [String: JSON] = [:]) -> JSON {
        let body: [String: JSON] = [
            "id": order, "lines": .array(lines.map { ["line": .string($0.0), "quantity": .integer($0.1)] }), "reason": "too small",
        ]
        return .object(body.merging(more) { $1 })
    }

    private func available(_ mall: TestMall, _ sku: String) async throws -> Int64? {
        try await mall.store.balances(
            [AccountID("stock:\(sku)/available")], in: TenantScope(authenticated: TestMall.tenant))[0]?.available
    }

    @Test("the refund goes by the rulebook of the order, whatever is in force now", arguments: TestEngine.available)
    func pinned(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            try await mall.publishAndActivate(BookFixture.json([Self.tenOff("clawback"), BookFixture.settings]))
            let order = try await bought(mall, [("shirt", 3)], 5000)
            try await mall.publishAndActivate(BookFixture.json([Self.tenOff("keep"), BookFixture.settings]))
            let first = try await mall.run("order.return", back(order, [("1", 1)]))
            #expect(first[pointer: "/amount/amount"] == 1000)
            #expect(first["discounts"] == [["rule": "ten", "returns": "clawback", "before": 1000, "after": 0]])
            #expect(first["list"] == ["before": 6000, "after": 4000])
            #expect(first["lines"] == [["line": "1", "returned": 1, "remaining": 2]])
            #expect(first["remaining"] == 4000)
            #expect(try await available(mall, "shirt") == 48)
            let rest = try await mall.run("order.return", back(order, [("1", 2)], more: ["restock": false]))
            #expect(rest[pointer: "/amount/amount"] == 4000)
            #expect(rest["remaining"] == 0)
            #expect(try await available(mall, "shirt") == 48, "what cannot be sold again stays out of stock")
            let view = try await mall.run("order.get", ["id": order])
            #expect(view["refunded"] == 5000)
            #expect(view["returned"] == ["1": 3])
            let seen = try await mall.run("order.get", ["id": order], as: TestMall.seller)
            #expect(seen["returned"] == ["1": 3])
        }
    }

    @Test("what cannot come back is refused with its own code")
    func refused() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: Self.folder(Self.tenOff("keep"))) { mall in
            let unpaid = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 900))["id"] ?? .null
            #expect(await mall.refusal("order.return", back(unpaid, [("1", 1)])) == "refund.notPaid")
            try await mall.run("order.cancel", ["id": unpaid, "reason": "late"])
            #expect(await mall.refusal("order.return", back(unpaid, [("1", 1)])) == "return.cancelled")
            let order = try await bought(mall, [("shirt", 2)], 4000)
            #expect(await mall.refusal("order.return", back(order, [("2", 1)])) == "return.unknownLine")
            #expect(await mall.refusal("order.return", back(order, [("1", 3)])) == "return.exceedsBought")
            #expect(await mall.refusal("order.return", back(order, [("1", 1), ("1", 2)])) == "return.exceedsBought")
            #expect(await mall.refusal("order.return", back(order, [("1", 0)])) == "input.outOfRange")
            let gift: JSON = [["sku": "mug", "quantity": 1]]
            #expect(await mall.refusal("order.return", back(order, [], more: ["gifts": gift])) == "return.unknownLine")
            #expect(await mall.refusal("order.return", back(order, [("1", 1)]), as: TestMall.customer(1)) == "auth.forbidden")
            try await mall.run("order.return", back(order, [("1", 1)]))
            #expect(await mall.refusal("order.return", back(order, [("1", 2)])) == "return.exceedsBought")
        }
    }

    @Test("another host reads the order's rulebook from the store")
    func otherHost() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: Self.folder(Self.tenOff("keep"))) { mall in
            try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(10)))
            let order = try await bought(mall, [("shirt", 1)], 1800)
            let other = mall.host(rulebooks: Rulebooks(base: try Self.folder(Self.tenOff("clawback")), freshMilliseconds: 0))
            #expect(try await other.run("order.return", back(order, [("1", 1)]))[pointer: "/amount/amount"] == 1800)
        }
    }

    @Test("refunds and returns together never pass what was paid", arguments: TestEngine.available)
    func bounded(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: Self.folder(Self.tenOff("proportional"))) { mall in
            let order = try await bought(mall, [("shirt", 3)], 5000)
            try await mall.run(
                "order.refund", ["id": order, "amount": ["amount": 1500, "currency": "USD"], "reason": "a stain"], as: TestMall.admin)
            let amounts = await withTaskGroup(of: Int64?.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        try? await mall.run("order.return", back(order, [("1", 1)]))[pointer: "/amount/amount"]?.integer
                    }
                }
                return await group.reduce(into: [Int64?]()) { $0.append($1) }
            }
            #expect(amounts.compactMap(\.self).count == 3, "three shirts come back, once each")
            #expect(amounts.compactMap(\.self).reduce(0, +) == 3500)
            let paid = try await mall.store.balances(
                [AccountID("order:\(order.string ?? "")/paid")], in: TenantScope(authenticated: TestMall.tenant))[0]
            #expect(paid?.posted == 0)
        }
    }

    @Test("a gift comes back, and a full cancel gives uses and budgets back and restocks nothing twice", arguments: TestEngine.available)
    func cancelled(engine: TestEngine) async throws {
        let gift = RuleFile(
            name: "mug/rule.yaml",
            text: "kind: Promotion\nid: mug\nspend: { atLeast: \"60.00\" }\ngive: { gift: { sku: mug } }\nreturns: clawback\n")
        let limits = "limits: { uses: 1, budget: \"10.00\" }\n"
        try await TestMall.run(on: engine, rulebooks: Self.folder(Self.tenOff("clawback", limits), gift)) { mall in
            func left(_ what: String) async throws -> JSON? {
                try await mall.run("promotion.usage", ["id": "ten"])[pointer: "/\(what)/left"]
            }
            let order = try await bought(mall, [("shirt", 3)], 5000)
            #expect(try await left("uses") == 0)
            let part = try await mall.run("order.return", back(order, [("1", 1)]))
            #expect(part["gifts"] == [["sku": "mug", "given": 1, "returned": 0, "dueBack": 1]])
            #expect(try await left("uses") == 0)
            let rest = try await mall.run("order.return", back(order, [("1", 1)], more: ["gifts": [["sku": "mug", "quantity": 1]]]))
            #expect(rest["gifts"] == [["sku": "mug", "given": 1, "returned": 1, "dueBack": 0]])
            #expect(await mall.refusal("order.cancel", ["id": order, "reason": "late"]) == "order.refundFirst")
            try await mall.run(
                "order.refund", ["id": order, "amount": ["amount": 2000, "currency": "USD"], "reason": "late"], as: TestMall.admin)
            try await mall.run("order.cancel", ["id": order, "reason": "late"])
            #expect(try await left("uses") == 1)
            #expect(try await left("budgets/0") == 1000)
            #expect(try await available(mall, "shirt") == 50)
            #expect(try await available(mall, "mug") == 50)
        }
    }

    @Test("returns in any order and split are exact on a store, under mixed policies", arguments: TestEngine.available)
    func exact(engine: TestEngine) async throws {
        let keep = RuleFile(
            name: "one/rule.yaml", text: "kind: Promotion\nid: one\ngive: { amount: \"1.00\", per: order }\nreturns: keep\n")
        let seventh = RuleFile(name: "seventh/rule.yaml", text: "kind: Promotion\nid: seventh\nphase: item\ngive: { percent: 7.77 }\n")
        try await TestMall.run(on: engine, rulebooks: Self.folder(Self.tenOff("clawback"), keep, seventh)) { mall in
            let quote = try await mall.run(
                "quote.create", ["channel": "web", "lines": [["sku": "shirt", "quantity": 4], ["sku": "mug", "quantity": 3]]])
            let total = quote[pointer: "/totals/total"]?.integer ?? 0
            for sequence in [[("1", 4), ("2", 3)], [("2", 1), ("1", 3), ("2", 2), ("1", 1)], [("1", 1), ("1", 3), ("2", 3)]]
                as [[(String, Int64)]]
            {
                let order = try await bought(mall, [("shirt", 4), ("mug", 3)], total)
                var sum: Int64 = 0
                for step in sequence {
                    let result = try await mall.run("order.return", back(order, [step]))
                    let amount = result[pointer: "/amount/amount"]?.integer ?? -1
                    #expect(amount >= 0)
                    sum += amount
                    #expect(result["remaining"] == .integer(total - sum))
                }
                #expect(sum == total)
            }
        }
    }
}
