import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Codes that are issued on a condition")
struct IssueConditionTests {
    private static func book(_ issue: String, count: Int = 100) throws -> Rulebook {
        try Rulebook.compile([
            SourceText(name: "ten/rule.yaml", text: "kind: Promotion\nid: ten\ncode: thanks\ngive: { percent: 10 }\n"),
            SourceText(name: "thanks/rule.yaml", text: "kind: Coupon\nid: thanks\ntype: pool\ncount: \(count)\nissue:\n\(issue)\n"),
            SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
        ])
    }

    private static let forPaidOrders = "  when: order.state == \"paid\" && order.total >= money(\"40.00\")"

    private func place(_ mall: TestMall, shirts: Int64, customer: String = "cus_1") async throws -> JSON {
        try await mall.run("order.place", OrderTests.order([("shirt", shirts)], total: shirts * 2000, customer: customer))["id"] ?? .null
    }

    private func pay(_ mall: TestMall, _ order: JSON, _ amount: Int64) async throws {
        try await mall.run(
            "payment.capture",
            [
                "order": order, "amount": ["amount": .integer(amount), "currency": "USD"], "provider": "test",
                "reference": .string("r-" + (order.string ?? "")),
            ])
    }

    /// What the delivery of one of the order's events does.
    private func deliver(_ mall: TestMall, _ order: JSON) async throws -> JSON? {
        try await mall.run("coupon.issueForOrder", ["type": "order.paid", "body": ["order": order]], as: .system)["campaigns"]
    }

    private func coupons(_ mall: TestMall, _ customer: Int = 1) async throws -> [JSON] {
        try await mall.run("coupon.list", ["customer": .string("cus_\(customer)")], as: TestMall.customer(customer))["coupons"]?.array ?? []
    }

    @Test("a paid order brings its customer a code that works, once", arguments: TestEngine.available)
    func orders(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book(Self.forPaidOrders)) { mall in
            let (small, large) = (try await place(mall, shirts: 1), try await place(mall, shirts: 2))
            #expect(try await deliver(mall, large) == [], "it is not paid yet")
            try await pay(mall, small, 2000)
            try await pay(mall, large, 4000)
            #expect(try await deliver(mall, small) == [])
            #expect(try await coupons(mall).isEmpty)
            #expect(try await deliver(mall, large) == ["thanks"])
            #expect(try await deliver(mall, large) == [], "the next event of the same order")
            let own = try await coupons(mall)
            #expect(own.count == 1)
            #expect(own.first?["state"] == "issued")
            let code = own.first?["code"]?.string ?? ""
            #expect(try await mall.shirtQuote(customer: "cus_1", codes: [code])[pointer: "/totals/total"] == 1800)
            #expect(try await mall.shirtQuote(customer: "cus_2", codes: [code])[pointer: "/totals/total"] == 2000)
            #expect(try await coupons(mall, 2).isEmpty)
            #expect(await mall.refusal("coupon.list", ["customer": "cus_1"], as: TestMall.customer(2)) == "customer.notFound")
            for entry in try await mall.journalled() { #expect(!entry.body.canonicalText.contains(code), "no journal holds a code") }
        }
    }

    @Test("the staff may issue for an order, on the same condition and once", arguments: TestEngine.available)
    func byHand(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book(Self.forPaidOrders)) { mall in
            let order = try await place(mall, shirts: 2)
            let input: JSON = ["campaign": "thanks", "order": order]
            #expect(await mall.refusal("coupon.issue", input) == "coupon.conditionUnmet")
            try await pay(mall, order, 4000)
            #expect(await mall.refusal("coupon.issue", ["campaign": "thanks", "customer": "cus_1"]) == "coupon.conditionUnmet")
            #expect(
                await mall.refusal("coupon.issue", ["campaign": "thanks", "order": order, "customer": "cus_2"]) == "coupon.notForCustomer")
            let serials = try await mall.run("coupon.issue", input)["serials"]
            #expect(serials == [99])
            #expect(await mall.refusal("coupon.issue", input) == "coupon.alreadyIssued")
            #expect(try await deliver(mall, order) == [])
            #expect(try await coupons(mall).first?["serial"] == 99)
            #expect(await mall.refusal("coupon.issue", ["campaign": "thanks", "order": "ord_none"]) == "order.notFound")
        }
    }

    @Test("one event delivered by many at once brings one code", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book(Self.forPaidOrders)) { mall in
            let order = try await place(mall, shirts: 2)
            try await pay(mall, order, 4000)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try? await deliver(mall, order) } }
            }
            #expect(try await coupons(mall).count == 1)
        }
    }

    @Test("a condition over the customer is asked whoever issues, and segments and audience count")
    func customers() async throws {
        let rules = try Self.book("  when: customer.tier == \"vip\"\n  to: { segments: [loyal] }")
        try await TestMall.run(on: .sqlite, rules: rules) { mall in
            try await mall.run("customer.put", ["id": "cus_2", "tier": "vip", "segments": ["loyal"]])
            try await mall.run("customer.put", ["id": "cus_3", "tier": "vip", "segments": []])
            try await mall.run("customer.put", ["id": "cus_4", "tier": "standard", "segments": ["loyal"]])
            for (customer, code): (JSON, String?) in [
                ("cus_2", nil), ("cus_3", "coupon.notForCustomer"), ("cus_4", "coupon.conditionUnmet"),
            ] {
                #expect(await mall.refusal("coupon.issue", ["campaign": "thanks", "customer": customer]) == code)
            }
            #expect(await mall.refusal("coupon.issue", ["campaign": "thanks"]) == "coupon.conditionUnmet", "nobody is no vip")
            let order = try await place(mall, shirts: 2, customer: "cus_2")
            #expect(try await deliver(mall, order) == [], "the condition asks for no order")
        }
    }

    @Test("a pool that is empty brings nothing, and the event is delivered all the same")
    func empty() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book("  when: order.quantity >= 1", count: 1)) { mall in
            let (first, second) = (try await place(mall, shirts: 1), try await place(mall, shirts: 1, customer: "cus_2"))
            #expect(try await deliver(mall, first) == ["thanks"])
            #expect(try await deliver(mall, second) == [])
            let entry = try #require(try await mall.journalled().last)
            #expect(entry.body.canonicalText.contains("exhausted.thanks"))
        }
    }

    @Test(
        "conditions that cannot be meant are found when the book is compiled",
        arguments: [
            ("type: pool\ncount: 9\nissue: { when: order.totl > 3 }", "cel.unknownField"),
            ("type: pool\ncount: 9\nissue: { when: \"cart.total > money('1')\" }", "cel.unknownName"),
            ("type: pool\ncount: 9\nissue: { when: order.total }", "cel.typeMismatch"),
            ("type: private\ncodes: [A]\nissue: { when: 'true', to: { segments: [x] } }", "rule.conflictingFields"),
            ("type: private\ncodes: [A]\nissue: { when: 'true' }", "rule.missingField"),
        ])
    func mistakes(body: String, code: String) {
        let error = #expect(throws: DiagnosticsError.self) {
            try Rulebook.compile([SourceText(name: "a/rule.yaml", text: "kind: Coupon\nid: a\n\(body)\n")])
        }
        #expect(error?.diagnostics.map(\.code).contains(code) == true, "\(error?.diagnostics.map(\.code) ?? [])")
    }
}
