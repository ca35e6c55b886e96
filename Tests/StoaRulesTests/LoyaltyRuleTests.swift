import Diagnostics
import StoaCommerce
import StoaExpressions
import Testing

@testable import StoaRules

@Suite("Milestones, tiers and the end of points")
struct LoyaltyRuleTests {
    private static func compile(_ texts: String...) throws(DiagnosticsError) -> Rulebook {
        try Rulebook.compile(
            texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) } + [
                SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nzone: Europe/Berlin\n")
            ])
    }

    private func codes(_ texts: String...) -> [String] {
        do throws(DiagnosticsError) {
            _ = try Rulebook.compile(texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
        } catch { return error.diagnostics.map(\.code) }
        return []
    }

    @Test(
        "mistakes are found, each by its name",
        arguments: [
            ("milestones: { by: orders, rows: [] }", "rule.missingField"),
            ("milestones: { by: orders }", "rule.missingField"),
            ("milestones: { by: visits, rows: [{ from: 1, points: 1 }] }", "rule.unknownValue"),
            ("milestones: { by: orders, rows: [{ from: 5, points: 1 }, { from: 5, points: 2 }] }", "rule.rowsNotAscending"),
            ("milestones: { by: spend, rows: [{ from: 5, points: 1 }] }", "rule.bareInteger"),
            ("milestones: { by: orders, within: P1Y, each: year, rows: [{ from: 5, points: 1 }] }", "rule.conflictingFields"),
            ("milestones: { by: orders, within: P90D, rows: [{ from: 5, points: 1 }] }", "rule.invalidValue"),
            ("milestones: { by: orders, within: P6Y, rows: [{ from: 5, points: 1 }] }", "rule.invalidValue"),
            ("milestones: { by: orders, rows: [{ from: 5, points: 0 }] }", "rule.outOfRange"),
            ("milestones: { by: orders, rows: [{ from: 5, points: 1 }] }\nlines: 'true'", "rule.unusedField"),
            ("milestones: { by: orders, rows: [{ from: 5, points: 1 }] }\nwhen: order.total > money(\"1\")", "rule.conflictingFields"),
            ("milestones: { by: orders, rows: [{ from: 5, points: 1 }] }\nwhen: cart.total > money(\"1\")", "cel.unknownName"),
            ("tiers: { by: orders, rows: [{ from: 5, tier: a }, { from: 6, tier: a }] }", "rule.repeated"),
            ("tiers: { by: orders, rows: [{ from: 5, tier: '' }] }", "rule.invalidValue"),
            ("tiers: { by: orders, rows: [{ from: 5, tier: a }] }\nexpires: { after: P1Y }", "rule.unusedField"),
            ("points: { fixed: 5 }\nexpires: { after: 1Y }", "rule.invalidValue"),
            ("points: { fixed: 5 }\nexpires: { after: P21Y }", "rule.invalidValue"),
            ("points: { fixed: 5 }\nexpires: { in: P1Y }", "rule.unknownField"),
            ("points: { fixed: 5 }\ntiers: { by: orders, rows: [{ from: 5, tier: a }] }", "rule.conflictingFields"),
            ("title: nothing", "rule.missingField"),
        ])
    func mistakes(body: String, code: String) {
        let found = codes("kind: Earn\nid: a\n\(body)\n")
        #expect(found.contains(code), "\(found)")
    }

    @Test("a promotion without points has nothing that ends, and a book has one rule of tiers")
    func acrossFields() {
        #expect(codes("kind: Promotion\nid: a\ngive: { percent: 5 }\nexpires: { after: P1Y }\n") == ["rule.unusedField"])
        let tiers = "milestones: { by: orders, rows: [{ from: 5, points: 1 }] }\n"
        #expect(codes("kind: Earn\nid: a\n\(tiers)", "kind: Earn\nid: a\n\(tiers)") == ["rule.duplicateId"])
        let rows = "tiers: { by: orders, rows: [{ from: 5, tier: a }] }\n"
        #expect(codes("kind: Earn\nid: a\n\(rows)", "kind: Earn\nid: b\n\(rows)") == ["rule.duplicateTiers"])
        #expect(
            Set(
                codes(
                    "kind: Earn\nid: a\nmilestones: { by: orders, rows: [\(String(repeating: "{ from: 1, points: 1 }, ", count: 65))] }\n"))
                == ["rule.tooManyRows"])
    }

    @Test("points end with the last day, by the clock of the rulebook's zone")
    func expiry() throws {
        let book = try Self.compile(
            "kind: Earn\nid: base\npoints: { per: \"1.00\", earn: 1 }\nexpires: { after: P1Y }\n",
            "kind: Promotion\nid: extra\ngive: { points: { fixed: 5 } }\nexpires: { after: P30D }\n",
            "kind: Promotion\nid: forever\ngive: { points: { fixed: 7 } }\n")
        let cart = Cart(currency: .usd, lines: [Cart.Line(id: "1", sku: "a", quantity: 1, unitPrice: 1000)])
        // Half past midnight of the 23rd in Berlin.
        let quote = try book.quote(cart, at: try Instant("2026-11-22T23:30:00Z"))
        #expect(
            quote.points == [
                Quote.Points(rule: "base", points: 10, expiresAt: try Instant("2027-11-23T23:00:00Z")),
                Quote.Points(rule: "extra", points: 5, expiresAt: try Instant("2026-12-23T23:00:00Z")),
                Quote.Points(rule: "forever", points: 7),
            ])
        #expect(try book.pausing(["extra"]).quote(cart, at: try Instant("2026-11-22T23:30:00Z")).points?.first?.expiresAt != nil)
    }

    @Test("periods are whole months of the rulebook's zone")
    func spans() throws {
        let book = try Self.compile(
            "kind: Earn\nid: a\nmilestones: { by: orders, within: P3M, rows: [{ from: 1, points: 1 }] }\n",
            "kind: Earn\nid: b\nmilestones: { by: orders, each: quarter, rows: [{ from: 1, points: 1 }] }\n",
            "kind: Earn\nid: c\nmilestones: { by: orders, each: month, rows: [{ from: 1, points: 1 }] }\n",
            "kind: Earn\nid: d\nmilestones: { by: orders, rows: [{ from: 1, points: 1 }] }\n")
        let month = book.month(of: try Instant("2026-10-31T23:30:00Z"))
        #expect(month.description == "2026-11")
        let spans = book.milestones.map { "\($0.span(in: month).lowerBound)…\($0.span(in: month).upperBound)" }
        #expect(spans == ["2026-09…2026-11", "2026-10…2026-12", "2026-11…2026-11", "0001-01…9999-12"])
        #expect(book.milestones.map { $0.period(in: month) } == ["", "2026-10/2026-12", "2026-11", ""])
    }

    @Test("a tier is the highest row that one currency reaches within the period")
    func tiers() throws {
        let book = try Self.compile(
            """
            kind: Earn
            id: tiers
            tiers:
              by: spend
              within: P2M
              rows: [{ from: { USD: "100.00", KRW: "130000" }, tier: silver }, { from: { USD: "500.00", KRW: "650000" }, tier: gold }]
            """)
        var standing = Standing(of: ID(trusted: "cus_1"))
        let (october, now) = (book.month(of: try Instant("2026-10-15T00:00:00Z")), try Instant("2026-11-15T00:00:00Z"))
        #expect(book.tier(of: standing, stated: "standard", at: now) == "standard")
        standing.add(Standing.Tally(orders: 1, points: 0, spend: ["USD": 9_999, "KRW": 129_999]), in: october)
        #expect(book.tier(of: standing, stated: "standard", at: now) == "standard", "currencies do not add up")
        standing.add(Standing.Tally(orders: 1, points: 0, spend: ["USD": 1]), in: book.month(of: now))
        #expect(book.tier(of: standing, stated: "standard", at: now) == "silver")
        #expect(book.tier(of: standing, stated: "gold", at: now) == "gold")
        #expect(book.tier(of: standing, stated: nil, at: now) == "silver")
        #expect(book.tier(of: standing, stated: "standard", at: try Instant("2026-12-15T00:00:00Z")) == "standard", "October is over")
    }

    @Test("tests beside them fail when a number does, and cover each row")
    func tests() throws {
        let rules = [
            SourceText(
                name: "m/rule.yaml",
                text:
                    "kind: Earn\nid: m\nmilestones: { by: points, rows: [{ from: 10, points: 1 }, { from: 20, points: 2 }] }\nwhen: customer.tier == \"gold\"\n"
            ),
            SourceText(name: "t/rule.yaml", text: "kind: Earn\nid: t\ntiers: { by: orders, rows: [{ from: 2, tier: gold }] }\n"),
        ]
        let book = try Rulebook.compile(rules)
        let tests = [
            SourceText(
                name: "m/tests.yaml",
                text: """
                    tests:
                      - { name: right, counted: { points: 15 }, customer: { tier: gold }, expect: { points: 1 } }
                      - { name: not for others, counted: { points: 15 }, expect: { points: 0 } }
                      - { name: wrong, counted: { points: 15 }, customer: { tier: gold }, expect: { points: 3 } }
                    """),
            SourceText(
                name: "t/tests.yaml",
                text: """
                    tests:
                      - { name: none, counted: { orders: 1 }, expect: { tier: none } }
                      - { name: wrong, counted: { orders: 1 }, expect: { tier: gold } }
                    """),
        ]
        let report = RuleTests.run(tests, on: book, from: rules, measuresCoverage: true)
        #expect(report.diagnostics.isEmpty)
        #expect(
            report.outcomes.map(\.failures) == [[], [], ["points: expected 3, found 1"], [], ["tier: expected gold, found none"]])
        let rows = report.coverage?.rules.map { "\($0.kind) \($0.rule) \($0.covered)/\($0.branches) \($0.missing.joined())" }
        #expect(rows == ["Earn m 1/2 the row from 20", "Earn t 0/1 the tier 'gold'"])
    }
}
