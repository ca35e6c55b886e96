import Diagnostics
import StoaCommerce
import StoaRules
import Testing

private func book(_ texts: [String]) throws -> Rulebook {
    try Rulebook.compile(texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
}

private func findings(_ texts: String...) -> [Diagnostic] {
    do { _ = try book(texts) } catch { return (error as? DiagnosticsError)?.diagnostics ?? [] }
    return []
}

private func segment(_ id: String, _ when: String) -> String { "kind: Segment\nid: \(id)\nwhen: '\(when)'\n" }
private func promotion(_ id: String, _ rest: String) -> String { "kind: Promotion\nid: \(id)\ngive: { percent: 10 }\n\(rest)\n" }

@Suite("A segment")
struct SegmentTests {
    private static let at = Instant(millisecondsSince1970: 1_767_225_600_000)

    private func discount(_ files: [String], _ buyer: Cart.Buyer?, channel: String? = nil) throws -> Int64 {
        let line = Cart.Line(id: "1", quantity: 1, unitPrice: 1000)
        return try book(files).quote(Cart(currency: .usd, channel: channel, customer: buyer, lines: [line]), at: Self.at).totals.discount
    }

    @Test("holds in the conditions that name it")
    func holds() throws {
        let files = [promotion("p", "when: segment.loyal"), segment("loyal", "customer.tier == \"gold\" || customer.orders >= 10")]
        #expect(try discount(files, Cart.Buyer(tier: "gold")) == 100)
        #expect(try discount(files, Cart.Buyer(orders: 10)) == 100)
        #expect(try discount(files, Cart.Buyer(tier: "silver", orders: 9)) == 0)
        #expect(try discount(files, nil) == 0)
    }

    @Test("names other segments and tables, whatever the order of the files")
    func nested() throws {
        let table =
            "kind: Table\nid: tiers\ninput: { tier: text }\noutput: { level: int }\nrows: [{ tier: gold, level: 3 }]\ndefault: { level: 0 }\n"
        let files = [
            promotion("p", "when: segment.a"), segment("a", "segment.b && channel == \"app\""),
            segment("b", "table.tiers(customer.tier).level > 2 && now >= timestamp(\"2026-01-01T00:00:00Z\")"), table,
        ]
        #expect(try discount(files, Cart.Buyer(tier: "gold"), channel: "app") == 100)
        #expect(try discount(files, Cart.Buyer(tier: "gold"), channel: "web") == 0)
        #expect(try discount(files, Cart.Buyer(tier: "iron"), channel: "app") == 0)
    }

    @Test("may be named by a catalog rule when it reads no more than catalog rules do")
    func catalog() throws {
        let rule = promotion("p", "phase: catalog\nwhen: segment.s")
        #expect(try discount([rule, segment("s", "\"staff\" in customer.segments")], Cart.Buyer(segments: ["staff"])) == 100)
        #expect(findings(rule, segment("s", "customer.tier == \"gold\"")).map(\.code) == ["cel.unknownField"])
    }

    @Test(
        "has mistakes with codes and places",
        arguments: [
            (segment("a", "cart.quantity > 1"), "cel.unknownName"), (segment("a", "customer.orders"), "cel.typeMismatch"),
            (segment("a-b", "true"), "rule.invalidName"), ("kind: Segment\nid: a\n", "rule.missingField"),
            (segment("a", "segment.a"), "rule.cycle"), ("kind: Segment\nid: a\nwehn: 'true'\n", "rule.unknownField"),
        ])
    func mistakes(text: String, code: String) {
        #expect(findings(text).map(\.code).contains(code), "\(findings(text).map { $0.rendered() })")
    }

    @Test("is found by the nearest name, and its own mistake is told once")
    func names() {
        let slip = findings(promotion("p", "when: segment.loyl"), segment("loyal", "true"))
        #expect(slip.map(\.code) == ["cel.unknownField"] && slip.first?.hint == "did you mean 'loyal'?")
        let circle = findings(segment("a", "segment.b"), segment("b", "segment.a"), promotion("p", "when: segment.a"))
        #expect(circle.first { $0.code == "rule.cycle" }?.message == "the segments call each other in a circle: a → b → a")
        #expect(findings(segment("a", "custmer.tier == \"x\""), promotion("p", "when: segment.a")).map(\.code) == ["cel.unknownName"])
        #expect(findings(segment("a", "true"), promotion("a", "")).map(\.code) == ["rule.duplicateId"])
    }
}

@Suite("Stacks")
struct StacksTests {
    private static let stacks = "kind: Stacks\nid: stacks\ngroups: { g: { atMost: 2 } }\n"

    @Test("declare how many of a group apply")
    func limits() throws {
        let rules = ["a", "b", "c"].map { promotion($0, "stack: { group: g }") }
        let line = Cart.Line(id: "1", quantity: 1, unitPrice: 1000)
        let cart = Cart(currency: .usd, lines: [line])
        let at = Instant(millisecondsSince1970: 0)
        #expect(try book(rules).quote(cart, at: at).totals.discount == 100)
        #expect(try book(rules + [Self.stacks]).quote(cart, at: at).totals.discount == 200)
    }

    @Test(
        "are checked against the promotions",
        arguments: [
            ([promotion("a", "stack: { group: h }"), stacks], "rule.unknownGroup"),
            ([stacks, stacks.replacing("id: stacks", with: "id: more")], "rule.duplicateGroup"),
            ([promotion("a", "stack: { group: g, atMost: 1 }"), stacks], "rule.groupLimitDiffers"),
            (["kind: Stacks\nid: s\ngroups: { g: { atMost: 0 } }\n"], "rule.outOfRange"),
            (["kind: Stacks\nid: s\ngroups: { g: {} }\n"], "rule.missingField"), (["kind: Stacks\nid: s\ngroups: [g]\n"], "rule.wrongKind"),
        ])
    func mistakes(texts: [String], code: String) {
        do {
            _ = try book(texts)
            Issue.record("compiled")
        } catch { #expect((error as? DiagnosticsError)?.diagnostics.map(\.code) == [code], "\(error)") }
    }
}
