import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Synchronization
import Testing

@Suite("Generated codes of a mall")
struct CouponTests {
    /// A tenth off a shirt of 20.00, by one of 10⁸ codes.
    private static func book(_ more: String = "") throws -> Rulebook {
        try Rulebook.compile([
            SourceText(name: "ten/rule.yaml", text: "kind: Promotion\nid: ten\ncode: summer\ngive: { percent: 10 }\n"),
            SourceText(name: "summer/rule.yaml", text: "kind: Coupon\nid: summer\ntype: pool\ncount: 100000000\n\(more)"),
            SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
        ])
    }

    private static let last: Int64 = 99_999_999

    private func order(_ code: String, _ total: Int64 = 1800, customer: String = "cus_1") -> JSON {
        guard case .object(var order) = OrderTests.order([("shirt", 1)], total: total, customer: customer) else { return .null }
        order["codes"] = [.string(code)]
        return .object(order)
    }

    private func export(_ mall: TestMall, _ from: Int64, _ count: Int64 = 1) async throws -> [String] {
        let page = try await mall.run("coupon.export", ["campaign": "summer", "from": .integer(from), "count": .integer(count)])
        return page["codes"]?.array?.compactMap(\.string) ?? []
    }

    private func issue(_ mall: TestMall, _ more: [String: JSON] = [:]) async throws -> String {
        let issued = try await mall.run("coupon.issue", .object(["campaign": "summer"].merging(more) { $1 }))
        return issued[pointer: "/codes/0"]?.string ?? ""
    }

    private func state(_ mall: TestMall, _ code: String, as actor: Actor = TestMall.admin) async throws -> String? {
        try await mall.run("coupon.get", ["code": .string(code)], as: actor)["state"]?.string
    }

    private func quoted(_ mall: TestMall, _ code: String, customer: String = "cus_1") async throws -> Int64? {
        try await mall.shirtQuote(customer: customer, codes: [code])[pointer: "/totals/total"]?.integer
    }

    @Test(
        "codes of 10⁸ are known wherever they stand, and nothing is stored of them but how far exports went",
        arguments: TestEngine.available)
    func constant(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            for serial in [0, 50_000_000, Self.last] as [Int64] {
                let code = try await export(mall, serial)[0]
                let found = try await mall.run("coupon.get", ["code": .string(code.lowercased())])
                #expect(found == ["campaign": "summer", "serial": .integer(serial), "state": "open"])
                #expect(try await quoted(mall, code) == 1800)
                #expect(try await export(mall, serial) == [code], "the same serial number is the same code")
            }
            let page = try await mall.store.scan(
                Scan(kind: "ticket", key: nil, value: nil, after: nil, limit: 10), in: TenantScope(authenticated: TestMall.tenant))
            #expect(page.items.isEmpty)
            let pools = try await mall.store.scan(
                Scan(kind: "couponPool", key: nil, value: nil, after: nil, limit: 10), in: TenantScope(authenticated: TestMall.tenant))
            #expect(pools.items.count == 1)
            #expect(await mall.refusal("coupon.issue", ["campaign": "summer"]) == "coupon.exhausted", "the last one was exported")
            #expect(await mall.refusal("coupon.export", ["campaign": "summer", "from": 100_000_000]) == "coupon.exhausted")
            for entry in try await mall.journalled() where entry.command.hasPrefix("coupon.") {
                #expect(!entry.body.canonicalText.contains("\"codes\""), "no journal holds a code")
            }
        }
    }

    @Test("exports go page by page, and never over what was issued")
    func pages() async throws {
        let rules = try Rulebook.compile([
            SourceText(name: "summer/rule.yaml", text: "kind: Coupon\nid: summer\ntype: pool\ncount: 25\n"),
            SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
        ])
        try await TestMall.run(on: .sqlite, rules: rules) { mall in
            var codes = Set([try await issue(mall), try await issue(mall)])
            var next: JSON = 0
            while next != .null {
                let page = try await mall.run("coupon.export", ["campaign": "summer", "from": next, "count": 10])
                codes.formUnion(page["codes"]?.array?.compactMap(\.string) ?? [])
                next = page["next"] ?? .null
            }
            #expect(codes.count == 25)
            #expect(await mall.refusal("coupon.issue", ["campaign": "summer"]) == "coupon.exhausted")
            #expect(await mall.refusal("coupon.issue", ["campaign": "winter"]) == "coupon.notFound")
            #expect(await mall.refusal("coupon.export", ["campaign": "summer"], as: TestMall.seller) == "auth.forbidden")
        }
    }

    @Test("a code is held by an order, released by its cancel, used by its payment", arguments: TestEngine.available)
    func states(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let code = try await issue(mall)
            #expect(try await state(mall, code) == "issued")
            let first = try await mall.run("order.place", order(code))["id"] ?? .null
            #expect(try await state(mall, code) == "held")
            #expect(try await quoted(mall, code) == 2000)
            #expect(await mall.refusal("order.place", order(code)) == "quote.changed")
            try await mall.run("order.cancel", ["id": first, "reason": "changed my mind"])
            #expect(try await state(mall, code) == "issued")
            let second = try await mall.run("order.place", order(code))["id"] ?? .null
            let payment: JSON = ["amount": 1800, "currency": "USD"]
            try await mall.run("payment.capture", ["order": second, "amount": payment, "provider": "test", "reference": "r"])
            #expect(try await state(mall, code) == "used")
            try await mall.run("order.return", ["id": second, "lines": [["line": "1", "quantity": 1]], "reason": "too small"])
            #expect(try await state(mall, code) == "used")
            try await mall.run("order.cancel", ["id": second, "reason": "too small"])
            #expect(try await state(mall, code) == "issued", "a full cancel gives the use back")
        }
    }

    @Test("32 clients with one code: exactly one gets it", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let code = try await export(mall, 5)[0]
            let outcomes = await withTaskGroup(of: String?.self) { group in
                for client in 0..<32 {
                    // Case and dashes make no other code of it.
                    let spelling = client.isMultiple(of: 2) ? code : code.lowercased().replacing("-", with: "")
                    group.addTask { await mall.refusal("order.place", order(spelling, customer: client % 3 == 0 ? "cus_1" : "cus_2")) }
                }
                return await group.reduce(into: [String?: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == [nil: 1, "quote.changed": 31])
            #expect(try await state(mall, code) == "held")
        }
    }

    @Test("mistyped, forged, used, expired and somebody else's codes are refused in the same words")
    func oneRefusal() async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(on: .sqlite, rules: Self.book(), clock: { clock.withLock { $0 } }) { mall in
            let own = try await issue(mall, ["customer": "cus_1"])
            let brief = try await issue(mall, ["expiresAt": .string(TestMall.now.advanced(bySeconds: 60).description)])
            let used = try await export(mall, 1)[0]
            try await mall.run("order.place", order(used))
            #expect(try await quoted(mall, own) == 1800)
            #expect(try await quoted(mall, brief) == 1800)
            clock.withLock { $0 = $0.advanced(bySeconds: 60) }
            #expect(try await state(mall, brief) == "expired")
            let mistyped = String(own.dropLast()) + (own.last == "0" ? "1" : "0")
            // Another secret's code of the same campaign.
            let forged = PoolCode.text(
                of: "summer", serial: 1, secret: PoolSecret(master: [UInt8](repeating: 9, count: 32), tenant: "test", campaign: "summer"))
            var answers: Set<JSON> = []
            for (code, customer) in [
                (mistyped, "cus_1"), (forged, "cus_1"), (used, "cus_1"), (brief, "cus_1"), (own, "cus_2"), ("X", "cus_1"),
            ] {
                let quote = try await mall.shirtQuote(customer: customer, codes: [code])
                #expect(quote[pointer: "/totals/total"] == 2000, "\(code)")
                guard case .object(var discount)? = quote["discounts"]?.array?.first else { continue }
                #expect(discount["rule"] == .string(code))
                discount["rule"] = nil
                answers.insert(.object(discount))
            }
            #expect(answers.count == 1)

            var refusals: Set<String> = []
            for (code, actor) in [
                (mistyped, TestMall.admin), (forged, TestMall.admin), ("X", TestMall.admin), (own, TestMall.customer(2)),
                (used, TestMall.customer(1)), (forged, TestMall.customer(1)), (mistyped, TestMall.customer(1)),
            ] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await mall.run("coupon.get", ["code": .string(code)], as: actor)
                }
                refusals.insert("\(refusal?.code ?? "") \(refusal?.message ?? "") \(refusal?.hint ?? "") \(refusal?.kind ?? .bug)")
            }
            #expect(refusals.count == 1)
            #expect(refusals.first?.hasPrefix("coupon.unusable ") == true)
            #expect(try await state(mall, own, as: TestMall.customer(1)) == "issued", "its holder is told")
        }
    }

    @Test("codes of a campaign for some are issued to them, and used by them alone")
    func audience() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book("issue: { to: { segments: [loyal] } }\n")) { mall in
            try await mall.run("customer.put", ["id": "cus_2", "tier": "standard", "segments": ["loyal"]])
            #expect(await mall.refusal("coupon.issue", ["campaign": "summer", "customer": "cus_1"]) == "coupon.notForCustomer")
            #expect(await mall.refusal("coupon.issue", ["campaign": "summer", "customer": "cus_9"]) == "customer.notFound")
            let code = try await issue(mall, ["customer": "cus_2"])
            #expect(try await quoted(mall, code, customer: "cus_2") == 1800)
            #expect(try await quoted(mall, code) == 2000)
            let bearer = try await export(mall, 0)[0]
            #expect(try await quoted(mall, bearer, customer: "cus_2") == 1800)
            #expect(try await quoted(mall, bearer) == 2000)
        }
    }
}
