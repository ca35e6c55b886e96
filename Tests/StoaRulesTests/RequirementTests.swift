import Diagnostics
import StoaCommerce
import Testing

@testable import StoaRules

@Suite("Requirements read from conditions")
struct RequirementTests {
    private func requirements(_ when: String) throws -> [Requirement] {
        let text = "kind: Promotion\nid: a\nwhen: '\(when)'\ngive: { percent: 10 }\n"
        let book = try Rulebook.compile([
            SourceText(name: "a/rule.yaml", text: text), SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
        ])
        return try #require(book.promotions.first).requirements(in: .usd)
    }

    @Test(
        "contradictions are seen, and only those",
        arguments: [
            ("cart.quantity > 3 && cart.quantity < 4", false), ("cart.quantity > 3 && cart.quantity < 5", true),
            ("cart.quantity >= 3 && cart.quantity <= 4 && cart.quantity != 3 && cart.quantity != 4", false),
            ("cart.total < money(\"5.00\") && cart.subtotal > money(\"5.00\")", false),
            ("cart.subtotal < money(\"5.00\") && cart.total > money(\"5.00\")", true),
            ("money(\"5.00\") > cart.listTotal && cart.subtotal.amount == 600", false),
            ("\"a\" in customer.segments && !(\"a\" in customer.segments)", false),
            ("\"a\" in customer.segments && \"b\" in customer.segments", true),
            ("customer.tier in [\"x\", \"y\"] && customer.tier != \"x\"", true),
            ("customer.tier in [\"x\", \"y\"] && !(customer.tier in [\"y\", \"x\"])", false),
            ("!has(customer.tier) && customer.tier == \"x\"", false),
            ("cart.items.exists(i, i.category == \"x\") && cart.items.exists(i, i.category == \"y\")", true),
            ("cart.items.exists(i, i.category == \"x\" && i.category == \"y\")", false),
            ("!(cart.quantity < 3 || cart.quantity > 5) && cart.quantity == 7", false),
            ("cart.subtotal < money(\"0\")", false), ("customer.orders == 0 && now > timestamp(\"2026-01-01T00:00:00Z\")", true),
        ])
    func contradictions(when: String, canHold: Bool) throws {
        #expect(try requirements(when).contains { $0.contradiction == nil } == canHold)
    }
}
