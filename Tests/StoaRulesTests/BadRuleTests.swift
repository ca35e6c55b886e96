import Diagnostics
import StoaRules
import Testing

@Suite("A bad rule file says what is wrong, where, and what to do")
struct BadRuleTests {
    private func findings(_ texts: String...) -> [Diagnostic] {
        let files = texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
        do throws(DiagnosticsError) { _ = try Rulebook.compile(files) } catch { return error.diagnostics }
        return []
    }

    private static let head = "kind: Promotion\nid: a\n"
    private static let plain = "give: { percent: 10 }\n"

    @Test(
        "each mistake has its code",
        arguments: [
            (head + plain + "wehn: 'true'\n", "rule.unknownField"), ("kind: Workflow\nid: a\n", "rule.kindNotSupported"),
            ("kind: Promotoin\nid: a\n", "rule.unknownKind"), ("id: a\n", "rule.missingField"), ("- a\n", "rule.wrongKind"),
            (head + "give: { amount: 50, per: order }\n", "rule.bareInteger"), (head + "give: { amount: \"5.00\" }\n", "rule.missingField"),
            (head + "give: { amount: { USX: \"5.00\" }, per: order }\n", "currency.unknown"),
            (head + "give: { amount: { USD: \"5.001\" }, per: order }\n", "rule.invalidMoney"),
            (head + "give: { amount: \"-5.00\", per: order }\n", "rule.outOfRange"), (head + "give: { percent: 101 }\n", "rule.outOfRange"),
            (head + "give: { percent: ten }\n", "rule.invalidDecimal"), (head + "give: { points: { fixed: 0 } }\n", "rule.outOfRange"),
            (head + plain + "limits: { uses: 0 }\n", "rule.outOfRange"), (head + plain + "limits: { perDay: -1 }\n", "rule.outOfRange"),
            (head + plain + "limits: { uses: many }\n", "rule.invalidInteger"), (head + plain + "limits: {}\n", "rule.missingField"),
            (head + plain + "limits: { perCustmer: 1 }\n", "rule.unknownField"),
            (head + plain + "limits: { uses: 5, perCustomer: 6 }\n", "rule.neverReached"),
            (head + plain + "limits: { uses: 5, perDay: 6 }\n", "rule.neverReached"),
            (head + plain + "limits: { budget: \"100.00\" }\n", "rule.missingCurrency"),
            (head + plain + "limits: { budget: { USD: \"0.00\" } }\n", "rule.outOfRange"),
            (head + plain + "limits: { budget: { USD: 100 } }\n", "rule.bareInteger"),
            (head + plain + "limits: { uses: 5, atEdge: clip }\n", "rule.unusedField"),
            (head + plain + "limits: { budget: { USD: \"9.00\" }, atEdge: cut }\n", "rule.unknownValue"),
            (head + plain + "phase: catalog\nlimits: { uses: 5 }\n", "rule.conflictingFields"),
            (head + "phase: catalog\ngive:\n  - { percent: 5 }\n  - { percent: 6 }\n", "rule.conflictingFields"),
            (head + "give: { gift: { sku: mug, quantity: 1 } }\nlimits: { budget: { USD: \"9.00\" } }\n", "rule.notSupported"),
            (
                head + "give:\n  - { percent: 10 }\n  - { shipping: { percent: 100 } }\n"
                    + "limits: { budget: { USD: \"9.00\" }, atEdge: reject }\n",
                "rule.notSupported"
            ),
            ("kind: Coupon\nid: c\ncodes: [A]\nlimits: { uses: 0 }\n", "rule.outOfRange"),
            ("kind: Coupon\nid: c\ncodes: [A]\nlimits: { budget: { USD: \"1.00\" } }\n", "rule.unknownField"),
            ("kind: Coupon\nid: c\ncodes: [A]\nlimits: {}\n", "rule.missingField"),
            (head + plain + "phase: earn\n", "rule.conflictingFields"),
            (head + plain + "stack: { scope: unit }\n", "rule.notSupported"), (head + plain + "step: 100\n", "rule.outOfRange"),
            (head + plain + "code: nobody\n", "rule.unknownCoupon"),
            (head + plain + "stack: { conflicts: [nobody] }\n", "rule.unknownName"),
            (head + "give: { percent: 10, count: 2 }\n", "rule.unusedField"),
            (head + "give: { percent: 10, per: unit }\n", "rule.unusedField"),
            (head + "give: { percent: 10, amount: \"5.00\" }\n", "rule.conflictingFields"),
            (head + plain + "times: 3\n", "rule.unusedField"),
            (head + "give: { tiers: { by: units, rows: [{ from: 2, percent: 5, per: unit }] } }\n", "rule.unusedField"),
            ("kind: Gate\nid: g\non: order.place\neffect: { hold: w, message: no }\n", "rule.unusedField"),
            ("kind: Commission\nid: c\nrate: 8\nfor: { sellers: [a], categorys: [b] }\n", "rule.unknownField"),
            (head + "give: { tiers: { by: units, rows: [{ from: 3, percent: 5 }, { from: 2, percent: 9 }] } }\n", "rule.rowsNotAscending"),
            (head + plain + "when: 'custmer.tier == \"vip\"'\n", "cel.unknownName"),
            (head + plain + "when: 'cart.subtotal >'\n", "cel.syntax"),
            (head + plain + "when: cart.subtotal > money({\"USD\": \"1\"})\n", "yaml.quoteExpression"),
            (head + plain + "phase: catalog\nlines: 'line.quantity > 2'\n", "cel.unknownField"),
            (head + plain + "phase: catalog\nwhen: 'cart.quantity > 2'\n", "cel.unknownName"),
            (head + plain + "active: { from: 2026-02-01, until: 2026-01-01 }\n", "rule.neverActive"),
            (head + plain + "active: { zone: Mars/Olympus }\n", "rule.invalidValue"), (head + plain + "id: b\n", "yaml.duplicateKey"),
            ("kind: Coupon\nid: c\ntype: pool\ncount: 5\ncodes: [A]\n", "rule.conflictingFields"),
            ("kind: Coupon\nid: c\ntype: private\ncodes: [A]\n", "rule.missingField"),
            ("kind: Gate\nid: g\non: order\neffect: allow\n", "rule.invalidValue"),
            ("kind: Gate\nid: g\non: order.place\neffect: { deny: x.y }\n", "rule.missingField"),
            ("kind: Rulebook\nobjective: merchant\n", "rule.notSupported"), (head + plain + "schema: stoa/rule/9\n", "rule.unknownSchema"),
        ])
    func codes(text: String, code: String) {
        let found = findings(text)
        #expect(found.map(\.code).contains(code), "\(found.map { $0.rendered() })")
    }

    @Test("all mistakes of all files come at once, with places")
    func allAtOnce() {
        let found = findings(
            "kind: Promotion\nid: a\nwhen: custmer.tier == \"vip\"\ngive: { percnt: 10 }\n",
            "kind: Promotion\nid: b\ngive: { percent: 10 }\ncycles: 3\n")
        #expect(found.map(\.code) == ["cel.unknownName", "rule.missingField", "rule.unknownField", "rule.notSupported"])
        #expect(found.first?.position == SourcePosition(line: 3, column: 7))
        #expect(found.first?.hint == "did you mean 'customer'?")
        #expect(found[2].hint == "did you mean 'percent'?")
    }

    @Test("names are unique across the book")
    func repeated() {
        #expect(findings(Self.head + Self.plain, Self.head + Self.plain).map(\.code) == ["rule.duplicateId"])
        #expect(
            findings("kind: Coupon\nid: c\ncodes: [SPRING]\n", "kind: Coupon\nid: d\ncodes: [spring]\n").map(\.code) == [
                "rule.duplicateCode"
            ])
        #expect(
            findings(
                Self.head + Self.plain + "stack: { group: g, atMost: 2 }\n",
                "kind: Promotion\nid: b\n" + Self.plain + "stack: { group: g, atMost: 1 }\n"
            )
            .map(\.code) == ["rule.groupLimitDiffers"])
        #expect(findings("kind: Rulebook\n", "kind: Rulebook\n").map(\.code) == ["rule.duplicateRulebook"])
    }

    @Test("a file over the limit is refused")
    func tooLarge() {
        let text = Self.head + Self.plain + "# " + String(repeating: "x", count: RuleLimits.fileBytesMax)
        #expect(findings(text).map(\.code) == ["rule.fileTooLarge"])
    }

    @Test("the limits of a rule have their own errors")
    func limits() {
        let parts = (0...RuleLimits.takePartsMax).map { "p\($0): { quantity: 1 }" }.joined(separator: ", ")
        #expect(findings(Self.head + Self.plain + "take: { \(parts) }\n").map(\.code) == ["rule.tooManyParts"])
        let gives = Array(repeating: "{ percent: 1 }", count: RuleLimits.givesMax + 1).joined(separator: ", ")
        #expect(findings(Self.head + "give: [\(gives)]\n").map(\.code) == ["rule.tooManyGives"])
        let rows = (1...(RuleLimits.tierRowsMax + 1)).map { "{ from: \($0), percent: 1 }" }.joined(separator: ", ")
        #expect(findings(Self.head + "give: { tiers: { by: units, rows: [\(rows)] } }\n").map(\.code) == ["rule.tooManyRows"])
    }
}
