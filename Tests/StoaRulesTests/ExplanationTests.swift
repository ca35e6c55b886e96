import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("Explanations of one rule")
struct ExplanationTests {
    private static let noon = Instant(millisecondsSince1970: 1_767_268_800_000)

    private func book(_ texts: String...) throws -> Rulebook {
        try Rulebook.compile(
            [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")]
                + texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
    }

    private func cart(_ price: Int64, category: String = "books") -> Cart {
        Cart(currency: .usd, lines: [Cart.Line(id: "x", sku: "s", quantity: 1, unitPrice: price, category: category)])
    }

    @Test("a condition is shown with the values that its parts had")
    func condition() throws {
        let rules = try book(
            "kind: Promotion\nid: first\ngive: { amount: \"3.00\", per: order }\nphase: item\n",
            "kind: Promotion\nid: a\nphase: order\nwhen: cart.subtotal >= money(\"50.00\") && customer.tier == \"vip\"\ngive: { percent: 10 }\n"
        )
        let explanation = try rules.explain("a", cart: cart(4500), at: Self.noon)
        #expect(!explanation.applied)
        let check = try #require(explanation.checks.last)
        #expect(check.field == "when" && !check.holds)
        // As the step found it, after the rule before.
        #expect(check.facts == ["cart.subtotal = 42.00 USD", "customer.tier = unknown"])
        #expect(
            explanation.firstFailure == """
                'cart.subtotal >= money("50.00")' is false: cart.subtotal is 42.00 USD; \
                'customer.tier == "vip"' is false: customer.tier is unknown
                """)
    }

    @Test("a call of a table is shown with its arguments and what it gave")
    func tables() throws {
        let rules = try book(
            "kind: Table\nid: fees\ninput: { pieces: int }\noutput: { fee: int }\nrows: [{ pieces: 1, fee: 7 }]\ncomplete: false\n",
            "kind: Promotion\nid: a\nwhen: table.fees(cart.quantity).fee > 9\ngive: { percent: 10 }\n")
        let check = try #require(try rules.explain("a", cart: cart(4500), at: Self.noon).checks.last)
        #expect(check.facts == ["table.fees(cart.quantity).fee = 7"])
    }

    @Test("what is missing to a threshold, and what an applied rule took")
    func spend() throws {
        let rules = try book("kind: Promotion\nid: a\nspend: { atLeast: \"50.00\" }\ngive: { percent: 10 }\n")
        let short = try rules.explain("a", cart: cart(4200), at: Self.noon)
        #expect(short.missing == 800)
        #expect(short.firstFailure == "goods for 42.00 USD, 50.00 USD needed: 8.00 USD missing")
        let reached = try rules.explain("a", cart: cart(5000), at: Self.noon)
        #expect(reached.applied && reached.amount == 500 && reached.firstFailure == nil)
        #expect(reached.checks.map(\.field) == ["spend", "lines", "give"])
    }

    @Test("why a line does not match, and which part of a set it fills")
    func lines() throws {
        let rules = try book(
            "kind: Promotion\nid: a\nlines: line.category == \"mugs\"\ngive: { percent: 10 }\n",
            "kind: Promotion\nid: b\ntake:\n  one: { quantity: 1, of: line.category == \"books\" }\n  two: { quantity: 1, of: line.category == \"mugs\" }\ngive: { percent: 10 }\n"
        )
        let plain = try rules.explain("a", cart: cart(4200), at: Self.noon)
        #expect(plain.items.map(\.says) == ["'line.category == \"mugs\"' is false: line.category is \"books\""])
        #expect(plain.firstFailure == "0 of 1 items match")
        let set = try rules.explain("b", cart: cart(4200), at: Self.noon)
        #expect(set.items.map(\.parts) == [["one"]])
        #expect(set.firstFailure == "nothing in the cart can be the set's 'two'")
        var never = cart(4200)
        never.lines[0].discountable = false
        #expect(try rules.explain("a", cart: never, at: Self.noon).items.map(\.says) == ["the goods are never discounted"])
    }

    @Test("what kept it out: channel, window, code, currency, a rival, a better choice")
    func reasons() throws {
        let rules = try book(
            "kind: Coupon\nid: c\ncodes: [TEN]\n", "kind: Promotion\nid: channel\nchannels: [app]\ngive: { percent: 1 }\n",
            "kind: Promotion\nid: window\nactive: { from: 2027-01-01 }\ngive: { percent: 1 }\n",
            "kind: Promotion\nid: code\ncode: c\ngive: { percent: 1 }\nstack: { group: g }\n",
            "kind: Promotion\nid: euro\ngive: { amount: { EUR: \"1.00\" }, per: order }\n",
            "kind: Promotion\nid: rival\ngive: { percent: 2 }\nstack: { group: g }\n")
        func failure(_ rule: String, codes: [String] = []) throws -> String? {
            try rules.explain(rule, cart: cart(4200), codes: codes, at: Self.noon).firstFailure
        }
        #expect(try failure("channel") == "the cart names no channel, the rule is for 'app'")
        #expect(try failure("window") == "the rule is out of force at 2026-01-01T12:00:00Z; it is in force at 2027-01-01T00:00:00Z")
        let weekly = try book(
            "kind: Promotion\nid: a\nactive: { weekly: [{ days: [FRI], from: \"18:00\", until: \"22:00\" }] }\ngive: { percent: 1 }\n")
        #expect(
            try weekly.explain("a", cart: cart(4200), at: Self.noon).firstFailure
                == "the rule is out of force at 2026-01-01T12:00:00Z; it is in force at 2026-01-02T18:00:00Z")
        #expect(try failure("code") == "none of the codes given (0) opens 'c'")
        #expect(try failure("code", codes: ["ten"]) == "'rival' applies and excludes it")
        #expect(try failure("euro") == "the rule states no amount in USD, the cart's currency")
        let better = try book(
            "kind: Promotion\nid: early\ngive: { percent: 2 }\n",
            "kind: Promotion\nid: late\nstep: 2\nlines: line.discount == money(\"0\")\ngive: { percent: 30 }\n")
        #expect(
            try better.explain("early", cart: cart(4200), at: Self.noon).firstFailure
                == "the cart is cheaper without it: another choice of rules takes more off")
    }

    @Test("an unknown rule is named with its nearest neighbour")
    func unknown() throws {
        let rules = try book("kind: Promotion\nid: summer\ngive: { percent: 1 }\n")
        do throws(RulesError) {
            _ = try rules.explain("sumer", cart: cart(4200), at: Self.noon)
            Issue.record("explained")
        } catch {
            #expect(error.code == "rule.unknownRule")
            #expect(error.hint == "did you mean 'summer'?")
        }
    }
}
