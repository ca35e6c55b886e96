import Diagnostics
import StoaCommerce
import StoaExtension
import StoaRules
import Testing

@Suite("Quotes")
struct QuoteTests {
    private static let noon = Instant(millisecondsSince1970: 1_767_268_800_000)

    private func book(_ texts: String...) throws -> Rulebook {
        try Rulebook.compile(texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
    }

    private func cart(_ lines: Cart.Line..., currency: Currency = .usd) -> Cart { Cart(currency: currency, lines: lines) }

    private func line(_ id: String, _ price: Int64, _ quantity: Int64 = 1) -> Cart.Line {
        Cart.Line(id: id, sku: "sku-" + id, quantity: quantity, unitPrice: price)
    }

    @Test("a rule without the cart's currency does not apply")
    func currencyHole() throws {
        let rules = try book("kind: Promotion\nid: a\ngive: { amount: { USD: \"1.00\" }, per: order }\n")
        #expect(try rules.quote(cart(line("a", 500)), at: Self.noon).totals.discount == 100)
        #expect(try rules.quote(cart(line("a", 500), currency: .krw), at: Self.noon).totals.discount == 0)
    }

    @Test("without a rulebook an amount is in the cart's currency")
    func cartCurrency() throws {
        let rules = try book("kind: Promotion\nid: a\ngive: { amount: \"50\", per: order }\nwhen: 'cart.subtotal >= money(\"60\")'\n")
        #expect(try rules.quote(cart(line("a", 9000)), at: Self.noon).totals.discount == 5000)
        #expect(try rules.quote(cart(line("a", 90), currency: .krw), at: Self.noon).totals.discount == 50)
    }

    @Test("rules of one step read one snapshot, later steps the result")
    func snapshots() throws {
        let together = try book("kind: Promotion\nid: a\ngive: { percent: 60 }\n", "kind: Promotion\nid: b\ngive: { percent: 60 }\n")
        let both = try together.quote(cart(line("a", 1000)), at: Self.noon)
        #expect(both.totals.total == 0)
        #expect(both.undistributed == 200)
        let inTurn = try book("kind: Promotion\nid: a\ngive: { percent: 60 }\n", "kind: Promotion\nid: b\nstep: 2\ngive: { percent: 60 }\n")
        #expect(try inTurn.quote(cart(line("a", 1000)), at: Self.noon).totals.total == 160)
    }

    @Test("an unknown fact makes a condition false, an error of types is told")
    func conditions() throws {
        var one = cart(line("a", 1000))
        let missing = try book("kind: Promotion\nid: a\nlines: 'line.attributes.size > 3'\ngive: { percent: 10 }\n")
        #expect(try missing.quote(one, at: Self.noon).discounts == [])
        one.lines[0].attributes = ["size": .text("large")]
        let quote = try missing.quote(one, at: Self.noon)
        #expect(quote.totals.discount == 0)
        #expect(quote.discounts.map(\.status) == [.refused])
        one.lines[0].attributes = ["size": .integer(4)]
        #expect(try missing.quote(one, at: Self.noon).totals.discount == 100)
    }

    @Test("the fate of codes")
    func codes() throws {
        let rules = try book(
            "kind: Coupon\nid: c\ncodes: [TEN]\n", "kind: Coupon\nid: d\ncodes: [TWENTY]\n",
            "kind: Coupon\nid: e\ntype: private\ncodes: [MINE]\nissue: { to: { customers: [cus_1], segments: [staff] } }\n",
            "kind: Promotion\nid: ten\ncode: c\ngive: { percent: 10 }\nstack: { group: g }\n",
            "kind: Promotion\nid: twenty\ncode: d\nspend: { atLeast: { USD: \"20.00\" } }\ngive: { percent: 20 }\nstack: { group: g }\n",
            "kind: Promotion\nid: mine\ncode: e\ngive: { amount: { USD: \"1.00\" }, per: order }\n")
        func fates(_ cart: Cart, _ codes: [String]) throws -> [String: Quote.Discount.Status] {
            let quote = try rules.quote(cart, codes: codes, at: Self.noon)
            return Dictionary(quote.discounts.map { ($0.rule, $0.status) }, uniquingKeysWith: { first, _ in first })
        }
        #expect(try fates(cart(line("a", 5000)), [" ten ", "TWENTY"]) == ["ten": .superseded, "twenty": .applied])
        #expect(try fates(cart(line("a", 1900)), ["TEN", "TWENTY"]) == ["ten": .applied, "twenty": .notYet])
        #expect(try fates(cart(line("a", 1900)), ["TWENTY"]) == ["twenty": .notYet])
        #expect(try rules.quote(cart(line("a", 1900)), codes: ["TWENTY"], at: Self.noon).nearMisses.map(\.missing) == [100])
        #expect(try fates(cart(line("a", 1900)), ["MINE", "NONSENSE"]) == ["MINE": .refused, "NONSENSE": .refused])
        var owner = cart(line("a", 1900))
        owner.customer = Cart.Buyer(id: "cus_1")
        #expect(try fates(owner, ["mine"]) == ["mine": .applied])
        let refused = try rules.quote(cart(line("a", 1900)), codes: ["MINE", "NONSENSE"], at: Self.noon).discounts.map(\.reason)
        #expect(Set(refused).count == 1)
        #expect(throws: RulesError.self) { try rules.quote(owner, codes: (0...RuleLimits.codesMax).map { "c\($0)" }, at: Self.noon) }
    }

    @Test("plugins' proposals are judged like rules")
    func proposals() throws {
        let rules = try book("kind: Promotion\nid: own\ngive: { percent: 10 }\nstack: { conflicts: [acme/volume] }\n")
        let one = cart(line("a", 1000, 2), line("b", 500))
        func quote(_ proposals: DiscountProposal...) throws -> Quote { try rules.quote(one, proposals: proposals, at: Self.noon) }
        let better = try quote(DiscountProposal(id: "acme/volume#t", item: "a", give: .percent("20")))
        #expect(better.totals.discount == 400)
        #expect(better.discounts.map(\.rule) == ["acme/volume#t"])
        let worse = try quote(DiscountProposal(id: "acme/volume#t", item: "a", give: .percent("5")))
        #expect(worse.totals.discount == 250)
        #expect(worse.discounts.map(\.status) == [.applied, .superseded])
        let other = try quote(
            DiscountProposal(id: "x/y#t", item: "b", give: .unitPrice(450)), DiscountProposal(id: "x/y#t", item: "a", give: .amount(30)))
        #expect(other.totals.discount == 250 + 80)
        let wrong = try quote(
            DiscountProposal(id: "x/y#t", item: "nobody", give: .percent("5")),
            DiscountProposal(id: "x/y#u", item: nil, give: .percent("500")))
        #expect(wrong.discounts.map(\.status) == [.applied, .refused, .refused])
    }

    @Test("tax at the rates that the cart states")
    func taxes() throws {
        var one = cart(line("a", 12_000))
        one.taxRates = ["standard": "20"]
        one.pricesInclude = .gross
        let gross = try Rulebook.empty.quote(one, at: Self.noon)
        #expect(gross.totals.tax == 2000 && gross.totals.total == 12_000)
        one.pricesInclude = .net
        let net = try Rulebook.empty.quote(one, at: Self.noon)
        #expect(net.totals.tax == 2400 && net.totals.total == 14_400)
    }

    @Test("a million units cost what one does")
    func manyUnits() throws {
        let rules = try book("kind: Promotion\nid: a\ntake: { any: { quantity: 3 } }\ngive: { percent: 100, to: cheapest }\n")
        let quote = try rules.quote(cart(line("a", 100, Cart.quantityMax)), at: Self.noon)
        #expect(quote.totals.discount == 333_333 * 100)
    }

    @Test(
        "bad carts have their codes",
        arguments: [
            (-1, 100, "quote.quantityOutOfRange"), (1, -100, "quote.cartMalformed"), (1_000_000, 1_000_000_000_000, "quote.amountTooLarge"),
        ] as [(Int64, Int64, String)])
    func badCarts(quantity: Int64, price: Int64, code: String) {
        do throws(RulesError) {
            _ = try Rulebook.empty.quote(cart(line("a", price, quantity)), at: Self.noon)
            Issue.record("accepted")
        } catch { #expect(error.code == code) }
    }

    @Test("cart files in YAML and JSON, with their mistakes")
    func cartFiles() throws {
        let json =
            #"{"currency": "USD", "lines": [{"id": "a", "quantity": 2, "unitPrice": 1999, "attributes": {"size": 3, "cut": "slim"}}]}"#
        let read = try CartFile.read(SourceText(name: "cart.json", text: json))
        #expect(read.lines[0].attributes == ["size": .integer(3), "cut": .text("slim")])
        func codes(_ text: String) -> [String] {
            do throws(DiagnosticsError) { _ = try CartFile.read(SourceText(name: "cart.yaml", text: text)) } catch {
                return error.diagnostics.map(\.code)
            }
            return []
        }
        #expect(codes("currency: XYZ\nlines: []\n") == ["currency.unknown"])
        #expect(codes("currency: USD\nlines: [{ id: a, quantity: -1, unitPrice: 5 }]\n") == ["cart.outOfRange"])
        #expect(codes("currency: USD\nlines: [{ id: a, quantty: 1, unitPrice: 5 }]\n") == ["cart.missingField", "cart.unknownField"])
    }
}
