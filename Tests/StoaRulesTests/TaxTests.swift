import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("A tax table")
struct TaxTests {
    private static let at = Instant(millisecondsSince1970: 1_767_225_600_000)

    private static func book(_ texts: [String]) throws -> Rulebook {
        try Rulebook.compile(texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
    }

    private static let german = """
        kind: Tax
        id: vat-de
        zones: [DE]
        pricesInclude: gross
        rates:
          - { class: standard, rate: 16, active: { from: 2020-07-01T00:00:00Z, until: 2021-01-01T00:00:00Z } }
          - { class: standard, rate: 19, active: { from: 2021-01-01T00:00:00Z } }
          - { class: reduced, rate: 7 }
          - { class: shipping, rate: 19 }

        """

    private func cart(_ taxClass: String? = nil, price: Int64 = 119_00) -> Cart {
        Cart(currency: .eur, lines: [Cart.Line(id: "1", quantity: 1, unitPrice: price, taxClass: taxClass)])
    }

    @Test("gives a cart the rates of its zone and date")
    func rates() throws {
        let book = try Self.book([Self.german])
        let (cart, fallback) = try book.taxed(cart(), in: "DE", at: Self.at)
        #expect(fallback == "vat-de" && cart.pricesInclude == .gross)
        #expect(cart.taxRates == ["standard": "19", "reduced": "7", "shipping": "19"])
        #expect(try book.quote(cart, at: Self.at).totals.tax == 19_00)
        #expect(try book.taxed(cart, in: "DE", at: Self.at).fallback == nil)
        #expect(try book.taxed(self.cart(), in: "DE", at: Instant("2020-12-31T23:59:59Z")).cart.taxRates?["standard"] == "16")
        #expect(try book.taxed(self.cart(), in: "DE", at: Instant("2021-01-01T00:00:00Z")).cart.taxRates?["standard"] == "19")
    }

    @Test("stays in force while a promotion is paused")
    func besidePause() throws {
        let book = try Self.book([Self.german, "kind: Promotion\nid: tenth\ngive: { percent: 10 }\n"]).pausing(["tenth"])
        #expect(try book.taxed(cart(), in: "DE", at: Self.at).fallback == "vat-de")
    }

    /// Gross item 120 and shipping 6 at 20 % VAT: 21.00.
    @Test("comes to the worked number of a settlement")
    func worked() throws {
        let text =
            "kind: Tax\nid: vat\nzones: [AT, FR]\npricesInclude: gross\nrates: [{ class: standard, rate: 20 }, { class: shipping, rate: 20 }]\n"
        let book = try Self.book([text])
        var cart = cart(price: 120_00)
        cart.shipping = [ShippingOption(method: "post", price: 6_00)]
        cart.selectedShipping = "post"
        #expect(try book.quote(book.taxed(cart, in: "FR", at: Self.at).cart, at: Self.at).totals.tax == 21_00)
    }

    @Test("rates that the cart states stay, and so does its display basis")
    func connector() throws {
        var own = cart()
        own.taxRates = ["standard": "5"]
        let (taxed, fallback) = try Self.book([Self.german]).taxed(own, in: "nowhere", at: Self.at)
        #expect(taxed == own && fallback == nil)
        var net = cart()
        net.pricesInclude = .net
        #expect(try Self.book([Self.german]).taxed(net, in: "DE", at: Self.at).cart.pricesInclude == .net)
    }

    @Test("refuses a zone and a class that it does not know")
    func refusals() throws {
        func code(_ cart: Cart, _ zone: String, _ at: Instant = TaxTests.at) -> String? {
            do { _ = try Self.book([Self.german]).taxed(cart, in: zone, at: at) } catch { return (error as? RulesError)?.code }
            return nil
        }
        #expect(code(cart(), "XX") == "tax.zoneUnknown")
        #expect(code(cart("luxury"), "DE") == "tax.noRate")
        #expect(code(cart(), "DE", Instant(millisecondsSince1970: 0)) == "tax.noRate")
        #expect(code(cart("reduced"), "DE", Instant(millisecondsSince1970: 0)) == nil)
    }

    @Test(
        "has mistakes with codes",
        arguments: [
            ([german, german.replacing("vat-de", with: "b")], "rule.duplicateZone"),
            (["kind: Tax\nid: a\nzones: [DE]\nrates: []\n"], "rule.missingField"),
            (["kind: Tax\nid: a\nrates: [{ class: a, rate: 1 }]\n"], "rule.missingField"),
            (["kind: Tax\nid: a\nzones: [DE]\nrates: [{ class: a, rate: 1 }, { class: a, rate: 2 }]\n"], "rule.ratesOverlap"),
            (["kind: Tax\nid: a\nzones: [DE]\nrates: [{ class: a, rate: 101 }]\n"], "rule.outOfRange"),
            (["kind: Tax\nid: a\nzones: [DE]\npricesInclude: all\nrates: [{ class: a, rate: 1 }]\n"], "rule.unknownValue"),
            (
                ["kind: Tax\nid: a\nzones: [DE]\nrates: [{ class: a, rate: 1, active: { weekly: [{ days: [MON] }] } }]\n"],
                "rule.unusedField"
            ),
        ])
    func mistakes(texts: [String], code: String) {
        do {
            _ = try Self.book(texts)
            Issue.record("compiled")
        } catch { #expect((error as? DiagnosticsError)?.diagnostics.map(\.code) == [code], "\(error)") }
    }
}
