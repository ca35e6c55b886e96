import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Revoked codes")
struct RevocationTests {
    private static func book() throws -> Rulebook {
        try Rulebook.compile([
            SourceText(name: "ten/rule.yaml", text: "kind: Promotion\nid: ten\ncode: summer\ngive: { percent: 10 }\n"),
            SourceText(name: "summer/rule.yaml", text: "kind: Coupon\nid: summer\ntype: pool\ncount: 100\n"),
            SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
        ])
    }

    private func order(_ code: String) -> JSON {
        guard case .object(var order) = OrderTests.order([("shirt", 1)], total: 1800) else { return .null }
        order["codes"] = [.string(code)]
        return .object(order)
    }

    private func exported(_ mall: TestMall, _ serial: Int64) async throws -> String {
        try await mall.run("coupon.export", ["campaign": "summer", "from": .integer(serial), "count": 1])[pointer: "/codes/0"]?.string ?? ""
    }

    private func issued(_ mall: TestMall) async throws -> String {
        try await mall.run("coupon.issue", ["campaign": "summer", "customer": "cus_1"])[pointer: "/codes/0"]?.string ?? ""
    }

    private func state(_ mall: TestMall, _ code: String) async throws -> JSON? {
        try await mall.run("coupon.get", ["code": .string(code)])["state"]
    }

    private func revoke(_ mall: TestMall, _ code: String) async throws -> String? {
        let serial = try await mall.run("coupon.get", ["code": .string(code)])["serial"] ?? .null
        return await mall.refusal("coupon.revoke", ["campaign": "summer", "serial": serial, "reason": "printed twice"])
    }

    private func pay(_ mall: TestMall, _ order: JSON) async throws {
        try await mall.run(
            "payment.capture",
            ["order": order, "amount": ["amount": 1800, "currency": "USD"], "provider": "test", "reference": "r"])
    }

    @Test("one code is refused like any other that is none, and only that one", arguments: TestEngine.available)
    func one(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let (first, second, own) = (try await exported(mall, 0), try await exported(mall, 1), try await issued(mall))
            for code in [first, own] {
                #expect(try await mall.shirtQuote(customer: "cus_1", codes: [code])[pointer: "/totals/total"] == 1800)
                #expect(try await revoke(mall, code) == nil)
                #expect(try await revoke(mall, code) == nil, "once more changes nothing")
                #expect(try await state(mall, code) == "revoked")
                let quote = try await mall.shirtQuote(customer: "cus_1", codes: [code])
                #expect(quote[pointer: "/totals/total"] == 2000)
                #expect(quote[pointer: "/discounts/0/reason"] == .string(Rulebook.codeRefusal))
                #expect(await mall.refusal("order.place", order(code)) == "quote.changed")
            }
            #expect(try await state(mall, second) == "open")
            #expect(try await mall.shirtQuote(customer: "cus_1", codes: [second])[pointer: "/totals/total"] == 1800)
            let entries = try await mall.journalled().filter { $0.command == "coupon.revoke" }
            #expect(entries.first?.body[pointer: "/input/reason"] == "printed twice")
        }
    }

    @Test("a used code stays used, and one that an order holds is its order's", arguments: TestEngine.available)
    func used(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let (used, held) = (try await exported(mall, 0), try await exported(mall, 1))
            let paid = try await mall.run("order.place", order(used))["id"] ?? .null
            try await pay(mall, paid)
            #expect(try await revoke(mall, used) == "coupon.used")
            let waiting = try await mall.run("order.place", order(held))["id"] ?? .null
            #expect(try await revoke(mall, held) == nil)
            #expect(try await state(mall, held) == "held")
            try await mall.run("order.cancel", ["id": waiting, "reason": "changed my mind"])
            #expect(try await state(mall, held) == "revoked")
            try await mall.run("coupon.revoke", ["campaign": "summer", "all": true, "reason": "leaked"])
            #expect(try await state(mall, used) == "used")
        }
    }

    @Test("all that were given out are revoked, and what is given out afterwards is good", arguments: TestEngine.available)
    func all(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let given = [try await exported(mall, 0), try await exported(mall, 9), try await issued(mall)]
            try await mall.run("coupon.revoke", ["campaign": "summer", "all": true, "reason": "leaked"])
            for code in given { #expect(try await state(mall, code) == "revoked") }
            let fresh = [try await exported(mall, 10), try await issued(mall)]
            for code in fresh { #expect(try await mall.shirtQuote(customer: "cus_1", codes: [code])[pointer: "/totals/total"] == 1800) }
            #expect(try await revoke(mall, fresh[0]) == nil)
            #expect(try await state(mall, fresh[0]) == "revoked")
            try await mall.run("coupon.revoke", ["campaign": "summer", "all": true, "reason": "leaked again"])
            for code in given + fresh { #expect(try await state(mall, code) == "revoked") }
        }
    }

    @Test("what to revoke is said, exists, and is the staff's to say")
    func refusals() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book()) { mall in
            for (input, code): ([String: JSON], String) in [
                ([:], "input.missingField"), (["all": true, "serial": 1], "input.missingField"), (["serial": 100], "coupon.notFound"),
                (["campaign": "winter", "all": true], "coupon.notFound"),
            ] {
                let whole = (["campaign": "summer", "reason": "r"] as [String: JSON]).merging(input) { $1 }
                #expect(await mall.refusal("coupon.revoke", .object(whole)) == code)
            }
            #expect(
                await mall.refusal("coupon.revoke", ["campaign": "summer", "all": true, "reason": "r"], as: TestMall.customer(1))
                    == "auth.forbidden")
        }
    }

    @Test("orders and a revocation at once: each order that came through was before it", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let code = try await exported(mall, 3)
            let placed = await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    _ = await mall.refusal("coupon.revoke", ["campaign": "summer", "serial": 3, "reason": "r"]); return false
                }
                for _ in 0..<8 { group.addTask { await mall.refusal("order.place", order(code)) == nil } }
                return await group.reduce(into: 0) { if $1 { $0 += 1 } }
            }
            #expect(placed <= 1)
            #expect(try await state(mall, code) == (placed == 1 ? "held" : "revoked"))
            #expect(await mall.refusal("order.place", order(code)) == "quote.changed")
        }
    }
}
