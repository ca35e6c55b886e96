import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Prices of product pages")
struct ListPricesTests {
    private static let day: Int64 = 86_400

    private static func price(_ id: String, _ text: String) -> RuleFile {
        RuleFile(name: "\(id)/rule.yaml", text: "kind: Price\nid: \(id)\ntitle: { en: The \(id) price }\n\(text)\n")
    }

    private static func sale(_ percent: Int, id: String = "sale", _ more: String = "") -> RuleFile {
        RuleFile(
            name: "\(id)/rule.yaml",
            text: "kind: Promotion\nid: \(id)\nphase: catalog\nmessage: Now cheaper\n\(more)give: { percent: \(percent) }\n")
    }

    private func page(_ mall: TestMall, _ skus: JSON = ["shirt"], _ more: [String: JSON] = [:], as actor: Actor = TestMall.admin)
        async throws -> JSON
    {
        var input: [String: JSON] = ["skus": skus, "channel": "web"]
        input.merge(more) { $1 }
        return try await mall.run("price.list", .object(input), as: actor)
    }

    private func put(_ mall: TestMall, _ sku: String, price: Int64) async throws {
        try await mall.run(
            "product.put",
            [
                "sku": .string(sku), "seller": "sel_a", "channels": ["web"], "title": ["en": "A thing"], "category": "things",
                "prices": ["USD": .integer(price)],
            ])
    }

    @Test("price, list price, badge and rules; an unknown SKU is answered by itself", arguments: TestEngine.available)
    func shown(engine: TestEngine) async throws {
        try await TestMall.run(on: engine) { mall in
            try await mall.publishAndActivate(
                BookFixture.files(
                    Self.price("web", "lines: line.sku == \"shirt\"\nprice: \"18.00\""), Self.sale(25),
                    BookFixture.percent(50, id: "cart-only", more: "when: cart.quantity > 5\n")))
            let page = try await page(mall, ["shirt", "nothing", "mug"])
            #expect(page["currency"] == "USD")
            let shirt = try #require(page[pointer: "/items/0/price"])
            #expect(shirt["unitPrice"] == 1350 && shirt["listPrice"] == 2000)
            #expect(shirt["applied"] == [["rule": "web", "amount": 200], ["rule": "sale", "amount": 450]])
            #expect(shirt[pointer: "/badge/rule"] == "sale")
            #expect(shirt[pointer: "/badge/message/en"] == "Now cheaper")
            #expect(page[pointer: "/items/1/error/code"] == "product.notFound")
            #expect(page[pointer: "/items/1/price"] == nil)
            #expect(page[pointer: "/items/2/price/unitPrice"] == 675)
            // The same unit costs the same in a cart.
            #expect(try await mall.shirtTotal() == 1350)
        }
    }

    @Test(
        "quantity tiers, a buyer's segments and another instant; who may not state facts is refused", arguments: [TestEngine.available[0]])
    func asked(engine: TestEngine) async throws {
        try await TestMall.run(on: engine) { mall in
            try await mall.publishAndActivate(
                BookFixture.files(
                    Self.price("tiers", "tiers: [{ from: 1, percent: 10 }, { from: 10, percent: 20 }]"),
                    Self.price("vip", "when: '\"vip\" in customer.segments'\npriority: 5\npercent: 50"),
                    Self.price("later", "active: { from: 2027-01-01 }\npriority: 9\npercent: 90")))
            func unitPrice(_ more: [String: JSON], as actor: Actor = TestMall.admin) async throws -> JSON? {
                try await page(mall, ["shirt"], more, as: actor)[pointer: "/items/0/price/unitPrice"]
            }
            #expect(try await unitPrice([:]) == 1800)
            #expect(try await unitPrice(["quantity": 10]) == 1600)
            #expect(try await unitPrice(["customer": ["segments": ["vip"]]]) == 1000)
            #expect(try await unitPrice(["at": "2027-01-01T00:00:00Z"]) == 200)
            try await mall.run("customer.put", ["id": "cus_1", "tier": "standard", "segments": ["vip"]])
            #expect(try await unitPrice([:], as: TestMall.customer(1)) == 1000)
            #expect(try await unitPrice([:], as: TestMall.customer(2)) == 1800)
            for facts: [String: JSON] in [["at": "2027-01-01T00:00:00Z"], ["customer": ["segments": ["vip"]]]] {
                var input = facts
                input["skus"] = ["shirt"]
                input["channel"] = "web"
                #expect(await mall.refusal("price.list", .object(input), as: TestMall.customer(2)) == "quote.factsNotAllowed")
            }
            #expect(await mall.refusal("price.list", ["skus": ["shirt"]]) == "input.missingField")
            #expect(await mall.refusal("price.list", ["skus": ["shirt"], "channel": "web", "currency": "EUR"]) == "quote.currencyMismatch")
            #expect(
                await mall.refusal("price.list", ["skus": .array((0...200).map { .string("s\($0)") }), "channel": "web"])
                    == "input.wrongCount")
        }
    }

    // MARK: The lowest price of 30 days

    @Test(
        "the lowest price of the 30 days before the reduction, from products, rulebooks, pauses and windows",
        arguments: TestEngine.available)
    func lowest(engine: TestEngine) async throws {
        let clock = TestClock()
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder, clock: { clock.now }) { mall in
            func lowest() async throws -> JSON? { try await page(mall)[pointer: "/items/0/lowestPrice"] }
            func after(_ days: Int64) { clock.advance(seconds: days * Self.day) }
            let none = try await mall.publish(BookFixture.files(BookFixture.percent(1, id: "other", more: "when: cart.quantity > 99\n")))
            try await mall.run("rulebook.activate", ["id": none])
            after(40)
            try await put(mall, "shirt", price: 1900)
            after(10)
            try await put(mall, "shirt", price: 2200)
            after(10)
            #expect(try await lowest() == nil, "nothing is reduced")
            // A reduction begins; before it the shirt cost 22.00, 19.00 and, more than 20 days ago, 20.00.
            let begun = clock.now
            try await mall.publishAndActivate(BookFixture.files(Self.sale(20)))
            after(5)
            #expect(try await lowest() == ["unitPrice": 1900, "reducedSince": .string(begun.description)])
            // A further cut is the same reduction.
            try await mall.publishAndActivate(BookFixture.files(Self.sale(40)))
            after(5)
            #expect(try await lowest() == ["unitPrice": 1900, "reducedSince": .string(begun.description)])
            // Paused for a day it ends; the next one is measured by the prices of the first.
            try await mall.run("promotion.pause", ["id": "sale", "reason": "a mistake"])
            #expect(try await page(mall)[pointer: "/items/0/price/unitPrice"] == 2200)
            after(1)
            try await mall.run("promotion.resume", ["id": "sale"])
            let resumed = clock.now
            after(1)
            #expect(try await lowest() == ["unitPrice": 1320, "reducedSince": .string(resumed.description)])
        }
    }

    @Test("a reduction that its own window began", arguments: [TestEngine.available[0]])
    func windows(engine: TestEngine) async throws {
        let start = TestMall.now
        let clock = TestClock()
        try await TestMall.run(on: engine, clock: { clock.now }) { mall in
            try await mall.publishAndActivate(
                BookFixture.files(
                    Self.price("low", "active: { until: \(start.advanced(bySeconds: 9 * Self.day)) }\nraise: { amount: \"1.00\" }"),
                    Self.sale(10, "active: { from: \(start.advanced(bySeconds: 20 * Self.day)) }\n")))
            clock.advance(seconds: 25 * Self.day)
            let found = try await page(mall)[pointer: "/items/0/lowestPrice"]
            #expect(found == ["unitPrice": 2000, "reducedSince": .string(start.advanced(bySeconds: 20 * Self.day).description)])
        }
    }

    @Test("what cannot be known is not made up", arguments: [TestEngine.available[0]])
    func unknown(engine: TestEngine) async throws {
        let clock = TestClock()
        func reason(_ mall: TestMall) async throws -> JSON? { try await page(mall)[pointer: "/items/0/lowestPrice/unknown"] }
        try await TestMall.run(on: engine, rulebooks: try BookFixture.Folder([Self.sale(10), BookFixture.settings]), clock: { clock.now }) {
            mall in
            #expect(try await reason(mall) == "rulesNotKept", "the host's folder has no history")
            try await mall.publishAndActivate(BookFixture.files(Self.sale(10, "when: now.getHours() >= 0\n")))
            #expect(try await reason(mall) == "unforeseeable")
        }
        try await TestMall.run(on: engine, clock: { clock.now }) { mall in
            try await mall.publishAndActivate(BookFixture.files(Self.sale(10)))
            clock.advance(seconds: 1)
            try await put(mall, "fresh", price: 1000)
            #expect(try await page(mall, ["fresh"])[pointer: "/items/0/lowestPrice/unknown"] == "notSoldBefore")
            clock.advance(seconds: 400 * Self.day)
            #expect(try await page(mall, ["fresh"])[pointer: "/items/0/lowestPrice/unknown"] == "tooMuchHistory")
        }
    }

    // MARK: Proposed prices

    private struct Proposing: ExtensionHost {
        func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
            guard call.point == ExtensionPoint.pricePropose.name else { return ExtensionAnswer(replies: []) }
            let prices = (call.input["products"]?.array ?? []).map { product -> JSON in
                ["id": "acme/dynamic#x", "sku": product["sku"] ?? .null, "unitPrice": .integer((product["listPrice"]?.integer ?? 0) / 2)]
            }
            return ExtensionAnswer(replies: [ExtensionAnswer.Reply(provider: "acme/dynamic@1.0.0", output: .array(prices))])
        }
    }

    @Test("a page and an order take a proposed price within the guardrails, and the receipt comes out", arguments: TestEngine.available)
    func proposed(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, extensions: Proposing()) { mall in
            try await mall.publishAndActivate(
                BookFixture.files(
                    Self.price("dynamic", "lines: line.sku == \"shirt\"\nproposed: acme/dynamic\nguardrails: { change: { percent: 30 } }")))
            let page = try await page(mall, ["shirt", "mug"])
            #expect(page[pointer: "/items/0/price/unitPrice"] == 1400)
            #expect(page[pointer: "/items/0/price/bound"] == "change")
            #expect(page[pointer: "/items/0/lowestPrice/unknown"] == "proposedPrices")
            #expect(page[pointer: "/items/1/price/unitPrice"] == 900)
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 2), ("mug", 1)], total: 2 * 1400 + 900))
            #expect(order[pointer: "/lines/0/unitPrice"] == 1400)
            let receipt = try await mall.run("order.receipt", ["id": order["id"] ?? .null])
            #expect(receipt[pointer: "/input/prices/0/unitPrice"] == 1000)
            let verified = try ReceiptVerifier().verify(Array(receipt.canonicalText.utf8))
            #expect(verified.findings == [])
        }
    }
}
