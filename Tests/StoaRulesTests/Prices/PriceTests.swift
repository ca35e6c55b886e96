import Diagnostics
import Foundation
import JSONDocument
import StoaCommerce
import StoaExtension
import Testing

@testable import StoaRules

@Suite("Price rules")
struct PriceTests {
    private static let at = Instant(millisecondsSince1970: 1_767_614_400_000)

    private func book(_ rules: String...) throws -> Rulebook {
        try Rulebook.compile(
            [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")]
                + rules.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
    }

    private func price(_ id: String, _ text: String) -> String { "kind: Price\nid: \(id)\n\(text)\n" }
    private func promotion(_ id: String, _ text: String) -> String { "kind: Promotion\nid: \(id)\n\(text)\n" }

    private func line(_ quantity: Int64 = 1, id: String = "a", sku: String = "mug", cost: Int64? = nil, floor: Int64? = nil) -> Cart.Line {
        Cart.Line(id: id, sku: sku, quantity: quantity, unitPrice: 2000, category: "mugs", seller: "sel_a", floor: floor, cost: cost)
    }

    private func cart(_ lines: Cart.Line..., channel: String? = nil, segments: [String] = []) -> Cart {
        Cart(currency: .usd, channel: channel, customer: Cart.Buyer(id: "c", segments: segments), lines: lines)
    }

    private func prices(_ book: Rulebook, _ cart: Cart, _ proposals: [PriceProposal] = [], at: Instant = at) throws -> [Quote.Price?] {
        try book.quote(cart, prices: proposals, at: at).lines.map(\.price)
    }

    // MARK: Selection

    @Test("the highest priority prices a product, the first id among equals; others fall back to the list price")
    func precedence() throws {
        let book = try book(
            price("everybody", "percent: 5"),
            price("b2b", "channels: [b2b]\nwhen: '\"vip\" in customer.segments'\npriority: 9\nprice: \"15.00\""),
            price("another", "priority: 9\nchannels: [b2b]\nlines: line.sku == \"mug\"\npercent: 50"))
        #expect(try prices(book, cart(line()))[0]?.unitPrice == 1900)
        #expect(
            try prices(book, cart(line(), channel: "b2b", segments: ["vip"]))[0]
                == Quote.Price(rule: "another", unitPrice: 1000, listPrice: 2000))
        #expect(try prices(book, cart(line(sku: "cup"), channel: "b2b", segments: ["vip"]))[0]?.rule == "b2b")
        #expect(try prices(book, cart(line(sku: "cup"), channel: "b2b"))[0]?.rule == "everybody")
        #expect(try prices(self.book(price("x", "sellers: [sel_b]\npercent: 5")), cart(line())) == [nil])
    }

    @Test(
        "every way to state a price",
        arguments: [
            ("price: \"12.34\"", 1234), ("percent: 33.3", 1334), ("percent: 33.3\nround: { mode: down }", 1334), ("amount: \"3.00\"", 1700),
            ("amount: \"99.00\"", 0), ("raise: { percent: 150 }", 5000), ("raise: { amount: \"0.01\" }", 2001), ("aboveCost: 10.05", 1101),
            ("price: \"0\"", 0),
        ] as [(String, Int64)])
    func forms(text: String, expected: Int64) throws {
        #expect(try prices(book(price("p", text)), cart(line(cost: 1000)))[0]?.unitPrice == expected)
    }

    @Test("a rule without a price for the product leaves it to the next: unknown cost, no row, no proposal, another currency, out of force")
    func fallsThrough() throws {
        for text in [
            "aboveCost: 10", "percent: 1\nfloor: { aboveCost: 1 }", "percent: 1\nguardrails: { lowest: { aboveCost: 1 } }",
            "tiers: [{ from: 2, percent: 10 }]", "proposed: acme/x", "price: { EUR: \"1.00\" }",
            "percent: 1\nactive: { until: 2026-01-05 }",
        ] {
            let book = try book(price("first", "priority: 5\n\(text)"), price("second", "percent: 10"))
            #expect(try prices(book, cart(line()))[0]?.rule == "second", "\(text)")
        }
    }

    @Test("a window is half open")
    func window() throws {
        let book = try book(price("p", "active: { from: 2026-01-05T12:00, until: 2026-01-05T13:00 }\npercent: 10"))
        #expect(try prices(book, cart(line()))[0]?.unitPrice == 1800)
        #expect(try prices(book, cart(line()), at: Self.at.advanced(byMilliseconds: -1)) == [nil])
        #expect(try prices(book, cart(line()), at: Self.at.advanced(bySeconds: 3600)) == [nil])
    }

    @Test("tiers count the units of the item, however they are split into lines")
    func splitting() throws {
        let book = try book(price("p", "tiers:\n  - { from: 1, price: \"20.00\" }\n  - { from: 10, price: \"18.00\" }"))
        #expect(try prices(book, cart(line(9)))[0]?.unitPrice == 2000)
        let split = try book.quote(cart(line(3), line(7, id: "b"), line(1, id: "c", sku: "cup")), at: Self.at)
        #expect(split.lines.map { $0.price?.unitPrice } == [1800, 1800, 2000])
        #expect(split.totals.items == 10 * 1800 + 2000)
    }

    // MARK: Bounds

    @Test(
        "guardrails and floors clamp what is stated, and say which did",
        arguments: [
            ("price: \"5.00\"\nguardrails: { lowest: \"8.00\" }", 800, .lowest),
            ("percent: 90\nguardrails: { lowest: { aboveCost: 10 } }", 1100, .lowest),
            ("raise: { percent: 100 }\nguardrails: { highest: \"30.00\" }", 3000, .highest),
            ("raise: { percent: 100 }\nguardrails: { highest: { aboveCost: 33.33 } }", 1333, .highest),
            ("percent: 90\nguardrails: { change: { percent: 12.5 } }", 1750, .change),
            ("raise: { percent: 90 }\nguardrails: { change: { percent: 12.5, amount: \"1.00\" } }", 2100, .change),
            ("price: \"1.00\"\nfloor: \"9.00\"", 900, .floor), ("price: \"1.00\"\nfloor: { aboveCost: 0.01 }", 1001, .floor),
            ("price: \"30.00\"\nguardrails: { highest: \"10.00\", lowest: { aboveCost: 50 } }", 1500, .lowest),
            ("price: \"12.00\"\nguardrails: { lowest: \"8.00\", highest: \"15.00\", change: { percent: 50 } }", 1200, nil),
        ] as [(String, Int64, Quote.Price.Bound?)])
    func clamped(text: String, expected: Int64, bound: Quote.Price.Bound?) throws {
        let price = try #require(try prices(book(price("p", text)), cart(line(cost: 1000)))[0])
        #expect(price.unitPrice == expected)
        #expect(price.bound == bound)
    }

    @Test("a product's own floor holds for prices too, and a rule's floor for promotions")
    func floors() throws {
        let low = try book(price("p", "price: \"5.00\"\nfloor: \"4.00\""), promotion("half", "give: { percent: 50 }"))
        let quote = try low.quote(cart(line(floor: 600)), at: Self.at)
        #expect(quote.lines[0].price?.unitPrice == 600)
        #expect(quote.totals.total == 600)
        #expect(try low.quote(cart(line()), at: Self.at).totals.total == 400)
    }

    @Test("what plugins and models propose as a price is taken from the named source, within the guardrails")
    func proposals() throws {
        let book = try book(price("p", "proposed: [acme/one, acme/two]\nguardrails: { lowest: \"10.00\", change: { percent: 20 } }"))
        func proposed(_ id: String, _ price: Int64, sku: String = "mug") -> PriceProposal {
            PriceProposal(id: id, sku: sku, unitPrice: price)
        }
        #expect(try prices(book, cart(line()), [proposed("acme/two#b", 1700), proposed("acme/other#a", 1650)])[0]?.unitPrice == 1700)
        let first = try prices(book, cart(line()), [proposed("acme/two#b", 1700), proposed("acme/one#a", 100)])[0]
        #expect(first == Quote.Price(rule: "p", unitPrice: 1600, listPrice: 2000, proposal: "acme/one#a", bound: .change))
        #expect(try prices(book, cart(line()), [proposed("acme/one#a", 1700, sku: "cup"), proposed("acme/oneself#a", 1)]) == [nil])
    }

    @Test("a discount that is proposed as a unit price keeps to the guardrails too")
    func discountProposals() throws {
        let book = try book(price("p", "percent: 10\nguardrails: { lowest: \"15.00\" }"))
        let quote = try book.quote(
            cart(line()), proposals: [DiscountProposal(id: "acme/x#1", item: "a", give: .unitPrice(300))], at: Self.at)
        #expect(quote.totals.total == 1500)
    }

    // MARK: What follows

    @Test("promotions act on the price, as far as the rule lets them; the list price stays visible")
    func policies() throws {
        let promotions = [
            promotion("sale", "phase: catalog\ngive: { percent: 10 }"),
            promotion("off", "when: cart.subtotal > money(\"1.00\")\ngive: { amount: \"1.00\", per: unit }"),
            promotion(
                "list",
                "when: cart.listTotal == money(\"20.00\") && cart.total < money(\"17.00\")\nphase: order\nlines: line.listPrice > line.unitPrice\ngive: { percent: 10, basis: list }"
            ),
        ]
        func total(_ policy: String) throws -> Int64 {
            try book(price("p", "price: \"16.00\"\npromotions: \(policy)"), promotions[0], promotions[1], promotions[2])
                .quote(cart(line()), at: Self.at).totals.total
        }
        // 16.00 less 1.60, 1.00 and a tenth of the list price.
        #expect(try total("all") == 1140)
        #expect(try total("catalogOnly") == 1440)
        #expect(try total("none") == 1600)
    }

    @Test("all promotions of the catalog that match apply, in every cart, and beside one that stands alone")
    func catalogIsNotChosenAmong() throws {
        // Without the first step the mug alone would be free, and the cup dearer.
        let book = try book(
            promotion("c1", "phase: catalog\nstep: 1\ngive: { price: \"2.50\", per: unit }"),
            promotion("c2", "phase: catalog\nstep: 2\nlines: 'line.sku == \"mug\"'\ngive: { percent: 60 }"),
            promotion("c3", "phase: catalog\nstep: 2\nlines: 'line.sku == \"mug\"'\ngive: { price: \"3.50\", per: unit }"),
            promotion("only", "give: { percent: 10 }\nstack: { alone: true }"))
        let both = cart(line(), line(id: "b", sku: "cup"))
        let shown = try both.lines.map { try book.productPrice(of: $0, currency: .usd, at: Self.at).unitPrice }
        #expect(shown == [100, 250])
        let quote = try book.quote(both, at: Self.at)
        #expect(quote.lines.map(\.total) == [90, 225])
        #expect(quote.discounts.map(\.rule) == ["c1", "c2", "only"])
    }

    @Test("goods that are never discounted have prices as well, and no promotion")
    func neverDiscounted() throws {
        var gift = line()
        gift.discountable = false
        let book = try book(
            price("p", "lines: line.category == \"mugs\"\npercent: 10"), promotion("sale", "phase: catalog\ngive: { percent: 10 }"))
        #expect(try book.quote(cart(gift), at: Self.at).totals.total == 1800)
    }

    @Test("a condition that cannot be judged is told of")
    func failing() throws {
        let book = try book(price("p", "lines: 'line.attributes.size > 3'\npercent: 10"))
        var odd = line()
        odd.attributes = ["size": .text("XL")]
        let quote = try book.quote(cart(odd), at: Self.at)
        #expect(quote.lines[0].price == nil)
        #expect(quote.discounts.map(\.rule) == ["p"])
        #expect(quote.discounts[0].reason?.hasPrefix("its condition could not be judged") == true)
    }

    @Test("a price that makes the cart worth too much is refused")
    func tooMuch() throws {
        var dear = line(2)
        dear.unitPrice = Money.amountMax / 2
        let double = try book(price("p", "raise: { percent: 100 }"))
        #expect(throws: RulesError.self) { try double.quote(cart(dear), at: Self.at) }
        // What is no amount of money is no price.
        #expect(try prices(book(price("p", "raise: { percent: 1000 }")), cart(dear)) == [nil])
    }

    @Test("units that stay after a return keep the price of the quantity that was bought")
    func returns() throws {
        let book = try book(
            price("p", "tiers:\n  - { from: 1, price: \"20.00\" }\n  - { from: 3, price: \"10.00\" }"),
            promotion("half", "spend: { atLeast: \"25.00\" }\ngive: { percent: 50 }\nreturns: clawback"))
        let input = QuoteInput(cart: cart(line(3)), at: Self.at)
        let quote = try input.reckoned(by: book).quote
        #expect(quote.totals.total == 1500)
        let sold = [SoldLine(quote.lines[0], quantity: 3, unitPrice: 1000)]
        #expect(try book.dues(of: quote, sold: sold, remaining: ["a": 2], input: input).total == 2000)
    }

    @Test("a quote is reckoned again from its input, proposed prices and pauses included")
    func replayed() throws {
        let book = try book(price("p", "proposed: acme/x\nguardrails: { change: { percent: 30 } }"), price("q", "priority: 3\npercent: 1"))
        let input = QuoteInput(
            cart: cart(line()), at: Self.at, prices: [PriceProposal(id: "acme/x#1", sku: "mug", unitPrice: 1500)], paused: ["q": "stopped"])
        let decoded = try JSONDecoder().decode(QuoteInput.self, from: JSONEncoder().encode(input))
        #expect(decoded == input)
        #expect(QuoteInput.schema.validate(try JSONValueEncoder().encode(input)) == [])
        let quote = try decoded.reckoned(by: book).quote
        #expect(quote.lines[0].price?.proposal == "acme/x#1")
        #expect(quote.discounts.map(\.status) == [.paused])
        #expect(Quote.schema.validate(try JSONValueEncoder().encode(quote)) == [])
    }

    @Test("explained: for whom, whether it has a price, and what comes before it")
    func explained() throws {
        let book = try book(
            price("p", "channels: [b2b]\ntiers: [{ from: 5, percent: 10 }]"),
            price("q", "priority: 3\nlines: line.sku == \"cup\"\npercent: 1"),
            price("r", "when: customer.tier == \"gold\"\npercent: 2"))
        func failure(_ id: String, _ cart: Cart) throws -> String? { try book.explain(id, cart: cart, at: Self.at).firstFailure }
        #expect(try failure("p", cart(line())) == "the cart names no channel, the rule is for 'b2b'")
        #expect(try failure("p", cart(line(), channel: "b2b")) == "it has no price for them: tiers begin at 5 units")
        #expect(try failure("p", cart(line(5), channel: "b2b")) == nil)
        #expect(try failure("p", cart(line(5, sku: "cup"), channel: "b2b")) == "'q' comes before it, with the priority 3")
        #expect(try failure("q", cart(line())) == "0 of 1 items match")
        #expect(try failure("r", cart(line()))?.contains("customer.tier") == true)
        let applied = try book.explain("p", cart: cart(line(5), channel: "b2b"), at: Self.at)
        #expect(applied.applied && applied.amount == 1000)
        #expect(throws: RulesError.self) { try book.explain("nobody", cart: cart(line()), at: Self.at) }
    }

    @Test("a book's changes in words")
    func diff() {
        func file(_ text: String) -> [RuleFile] { [RuleFile(name: "p/rule.yaml", text: price("p", text))] }
        let words = RulebookDiff(
            from: file("percent: 5\nguardrails: { lowest: \"8.00\" }"),
            to: file("percent: 7\npriority: 3\nguardrails: { lowest: \"9.00\" }")
        ).changes.flatMap(\.words)
        #expect(
            words == [
                "takes off 7 % of the list price instead of 5 %", "now has the priority 3",
                "keeps the price from falling below 9.00 instead of 8.00",
            ])
    }
}
