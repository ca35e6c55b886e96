import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("Points")
struct PointsTests {
    private static let noon = Instant(millisecondsSince1970: 1_767_268_800_000)

    private func points(_ rules: String..., cart: Cart, codes: [String] = []) throws -> [Quote.Points]? {
        let files = rules.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
        return try Rulebook.compile(files).quote(cart, codes: codes, at: Self.noon).points
    }

    private func cart(_ prices: Int64..., currency: Currency = .usd) -> Cart {
        let lines = prices.enumerated().map { index, price in
            Cart.Line(id: "l\(index)", sku: "sku-\(index)", quantity: 1, unitPrice: price, category: index == 0 ? "books" : "mugs")
        }
        return Cart(
            currency: currency, selectedShipping: "standard", lines: lines, shipping: [ShippingOption(method: "standard", price: 500)])
    }

    private static let perDollar = "kind: Earn\nid: base\npoints: { per: { USD: \"1.00\" }, earn: 2 }\n"

    @Test("only full amounts earn, after all discounts, without shipping")
    func perSpend() throws {
        #expect(try points(Self.perDollar, cart: cart(1999)) == [.init(rule: "base", points: 38)])
        let off = "kind: Promotion\nid: off\nphase: order\nstep: 99\ngive: { percent: 50 }\n"
        #expect(try points(Self.perDollar, off, cart: cart(1999)) == [.init(rule: "base", points: 18)])
        #expect(try points(Self.perDollar, cart: cart(99)) == nil)
        #expect(try points(Self.perDollar, cart: cart(9900, currency: .krw)) == nil)
    }

    @Test("a rule's points wait for its discount, which wins over points")
    func besideADiscount() throws {
        let both =
            "kind: Promotion\nid: both\ngive:\n  - { percent: 10 }\n  - { points: { per: \"1.00\", earn: 1 } }\nstack: { group: g }\n"
        #expect(try points(both, cart: cart(1000)) == [.init(rule: "both", points: 9)])
        let many = "kind: Promotion\nid: many\ngive: { points: { fixed: 1000 } }\nstack: { group: g }\n"
        #expect(try points(both, many, cart: cart(1000)) == [.init(rule: "both", points: 9)])
        let more = "kind: Promotion\nid: more\ngive: { points: { fixed: 1001 } }\nstack: { group: g }\n"
        #expect(try points(many, more, cart: cart(1000)) == [.init(rule: "more", points: 1001)])
    }

    @Test("points with a declared worth stand against money")
    func worth() throws {
        let worth = "kind: Rulebook\ncurrency: USD\nworth: { point: \"0.01\" }\n"
        let tenth = "kind: Promotion\nid: tenth\ngive: { percent: 10 }\nstack: { group: g }\n"
        let many = "kind: Promotion\nid: many\ngive: { points: { fixed: 101 } }\nstack: { group: g }\n"
        #expect(try points(tenth, many, cart: cart(1000)) == nil)
        #expect(try points(worth, tenth, many, cart: cart(1000)) == [.init(rule: "many", points: 101)])
        #expect(try points(worth, tenth, many, cart: cart(1020)) == nil)
        // What a multiplier adds counts too: 20 points more are worth more than 0.10 off.
        let double = "kind: Promotion\nid: double\ngive: { points: { multiply: 2 } }\nstack: { group: g }\n"
        let dime = "kind: Promotion\nid: dime\ngive: { amount: \"0.10\", per: order }\nstack: { group: g }\n"
        #expect(try points(Self.perDollar, dime, double, cart: cart(1010)) == [.init(rule: "base", points: 20)])
        #expect(
            try points(worth, Self.perDollar, dime, double, cart: cart(1010))
                == [.init(rule: "base", points: 20), .init(rule: "double", points: 20)])
    }

    @Test("multipliers add up and do not compound; parts of points are dropped")
    func multipliers() throws {
        let double = "kind: Promotion\nid: double\ngive: { points: { multiply: 2 } }\n"
        let half = "kind: Promotion\nid: half\ngive: { points: { multiply: 1.5 } }\n"
        let earned = try points(Self.perDollar, double, half, cart: cart(1050))
        #expect(earned == [.init(rule: "base", points: 20), .init(rule: "double", points: 20), .init(rule: "half", points: 10)])
        #expect(try points(double, cart: cart(1050)) == nil)
        let one = "kind: Earn\nid: one\npoints: { fixed: 1 }\n"
        #expect(try points(one, half, cart: cart(1050)) == [.init(rule: "one", points: 1)])
    }

    @Test("conditions, goods and codes count as for a discount")
    func conditions() throws {
        let books = "kind: Earn\nid: books\nlines: 'line.category == \"books\"'\npoints: { per: \"1.00\", earn: 1 }\n"
        #expect(try points(books, cart: cart(300, 5000)) == [.init(rule: "books", points: 3)])
        let coded = "kind: Promotion\nid: coded\ncode: club\ngive: { points: { fixed: 7 } }\n"
        let club = "kind: Coupon\nid: club\ncodes: [CLUB]\n"
        #expect(try points(coded, club, cart: cart(300)) == nil)
        #expect(try points(coded, club, cart: cart(300), codes: ["club"]) == [.init(rule: "coded", points: 7)])
        let rich = "kind: Earn\nid: rich\nwhen: 'cart.total >= money(\"50\")'\npoints: { fixed: 9 }\n"
        #expect(try points(rich, cart: cart(4999)) == nil)
        #expect(try points(rich, cart: cart(5000)) == [.init(rule: "rich", points: 9)])
    }

    @Test(
        "what is wrong with points is told",
        arguments: [
            ("points: { fixed: 0 }", "rule.outOfRange"), ("points: { per: \"1.00\" }", "rule.missingField"),
            ("points: { fixed: 3, earn: 2 }", "rule.unusedField"), ("points: { multiply: 1 }", "rule.invalidValue"),
            ("points: { multiply: 101 }", "rule.invalidValue"), ("points: {}", "rule.missingField"),
            ("point: { fixed: 3 }", "rule.missingField"),
        ])
    func mistakes(_ text: String, _ code: String) {
        let file = SourceText(name: "r/rule.yaml", text: "kind: Earn\nid: a\n\(text)\n")
        do {
            _ = try Rulebook.compile([file])
            Issue.record("'\(text)' was accepted")
        } catch {
            #expect(error.diagnostics.contains { $0.code == code }, "\(error.diagnostics.map { "\($0.code): \($0.message)" })")
        }
    }
}
