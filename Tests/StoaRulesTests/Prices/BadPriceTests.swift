import Diagnostics
import Testing

@testable import StoaRules

@Suite("Mistakes in prices and catalog rules are reported with their places")
struct BadPriceTests {
    private static let head = "kind: Price\nid: a\n"
    private static let catalog = "kind: Promotion\nid: a\nphase: catalog\ngive: { percent: 10 }\n"

    @Test(
        "each with its code, a hint and a place",
        arguments: [
            (head, "rule.missingField", nil), ("kind: Price\npercent: 5\n", "rule.missingField", nil),
            (head + "percent: 5\nprice: \"3.00\"\n", "rule.conflictingFields", nil),
            (head + "prize: \"3.00\"\n", "rule.unknownField", "price"),
            (head + "percent: 0\n", "rule.outOfRange", nil), (head + "percent: 120\n", "rule.outOfRange", nil),
            (head + "price: 12\n", "rule.bareInteger", "12.00"), (head + "raise: { percent: 1001 }\n", "rule.outOfRange", "1000"),
            (head + "raise: {}\n", "rule.missingField", nil), (head + "aboveCost: -1\n", "rule.outOfRange", nil),
            (head + "percent: 5\npriority: 1001\n", "rule.outOfRange", nil),
            (head + "percent: 5\npriority: first\n", "rule.invalidInteger", nil),
            (head + "proposed: []\n", "rule.missingField", nil), (head + "tiers: []\n", "rule.missingField", nil),
            (head + "tiers: [{ percent: 5 }]\n", "rule.missingField", nil), (head + "tiers: [{ from: 1 }]\n", "rule.missingField", nil),
            (head + "tiers: [{ from: 0, percent: 5 }]\n", "rule.outOfRange", nil),
            (head + "tiers: [{ from: 5, percent: 5 }, { from: 5, percent: 6 }]\n", "rule.rowsNotAscending", "from"),
            (head + "tiers: [{ from: 1, proposed: x }]\n", "rule.unknownField", nil),
            (head + "percent: 5\npromotions: some\n", "rule.unknownValue", nil),
            (head + "percent: 5\nround: { mode: up }\n", "rule.unknownValue", nil),
            (head + "percent: 5\nguardrails: {}\n", "rule.missingField", "lowest"),
            (head + "percent: 5\nguardrails: { change: {} }\n", "rule.missingField", "change"),
            (head + "percent: 5\nguardrails: { lowest: \"9.00\", highest: \"8.00\" }\n", "rule.neverReached", nil),
            (head + "percent: 5\nguardrails: { lowest: { aboveCost: 9 }, highest: { aboveCost: 8 } }\n", "rule.neverReached", nil),
            (head + "percent: 5\nguardrails: { least: \"9.00\" }\n", "rule.unknownField", "lowest"),
            (head + "percent: 5\nfloor: { aboveCosts: 9 }\n", "currency.unknown", nil),
            (head + "percent: 5\nwhen: cart.subtotal > money(\"5.00\")\n", "cel.unknownName", "channel, customer, segment and now"),
            (head + "percent: 5\nwhen: payment.method == \"card\"\n", "cel.unknownName", "product pages show it without a cart"),
            (head + "percent: 5\nwhen: customer.teir == \"gold\"\n", "cel.unknownField", "tier"),
            (head + "percent: 5\nlines: line.quantity > 3\n", "cel.unknownField", "product pages show it without a cart"),
            (head + "percent: 5\nlines: cart.total > money(\"5.00\")\n", "cel.unknownName", "product, channel, segment and time"),
            (catalog + "lines: line.total > money(\"3.00\")\n", "cel.unknownField", "product, channel, segment and time"),
            (catalog + "when: customer.tier == \"gold\"\n", "cel.unknownField", "channel, customer.segments, segment and now"),
            (catalog + "stack: { alone: true }\n", "rule.conflictingFields", "Price rule"),
            (catalog + "code: spring\n", "rule.conflictingFields", "code"),
            (
                "kind: Promotion\nid: a\nphase: catalog\ngive: { percent: 10, round: { per: total } }\n", "rule.conflictingFields",
                "per: unit"
            ),
            ("kind: Promotion\nid: a\nphase: catalog\ngive: { percent: 10, countPerItem: 2 }\n", "rule.conflictingFields", "countPerItem"),
        ] as [(String, String, String?)])
    func reported(text: String, code: String, hint: String?) throws {
        let findings = Rulebook.read([
            SourceText(name: "a/rule.yaml", text: text), SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
            SourceText(name: "c/rule.yaml", text: "kind: Coupon\nid: spring\ncodes: [S]\n"),
        ]).findings
        let finding = try #require(findings.first { $0.code == code }, "\(findings.map { $0.rendered() })")
        #expect(finding.span != nil)
        if let hint { #expect(finding.hint?.contains(hint) == true, "\(finding.hint ?? "no hint")") }
    }

    @Test("a catalog rule rounds unit by unit, whatever is not said")
    func rounding() throws {
        let book = try Rulebook.compile([SourceText(name: "a/rule.yaml", text: Self.catalog)])
        #expect(book.promotions[0].gives[0].rounding.scope == .unit)
    }
}
