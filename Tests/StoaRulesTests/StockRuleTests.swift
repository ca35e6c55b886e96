import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("Stock rules")
struct StockRuleTests {
    private static let friday = Instant(millisecondsSince1970: 1_795_132_800_000)  // 2026-11-20T00:00:00Z

    private func book(_ rules: String..., zone: String = "UTC") throws -> Rulebook {
        try Rulebook.compile(
            rules.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: "kind: Stock\nid: r\($0.offset)\n\($0.element)") }
                + [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nzone: \(zone)\n")])
    }

    private func cart(_ quantities: (String, Int64)..., channel: String? = nil, customer: String? = "cus_1") -> Cart {
        Cart(
            currency: .usd, channel: channel, customer: customer.map { Cart.Buyer(id: $0) },
            lines: quantities.enumerated().map { index, line in
                Cart.Line(id: "\(index)", sku: line.0, quantity: line.1, unitPrice: 100, category: line.0.hasPrefix("m") ? "milk" : nil)
            })
    }

    private func findings(_ rule: String) -> [Diagnostic] {
        do throws(DiagnosticsError) {
            _ = try Rulebook.compile([SourceText(name: "s/rule.yaml", text: "kind: Stock\nid: s\n" + rule)])
        } catch { return error.diagnostics }
        return []
    }

    @Test("of several rules for an article the most careful one counts")
    func merging() throws {
        let book = try book(
            "safety: 3\nbackOrder: 10\nreserve: PT2H\n", "lines: line.category == \"milk\"\nsafety: 5\nbackOrder: 4\nreserve: P1D\n",
            "channels: [web]\nperCustomer: { quantity: 2 }\nreserve: PT10M\n")
        let terms = book.stockTerms(for: cart(("milk", 1), ("bread", 2)), at: Self.friday)
        #expect(terms.map(\.sku) == ["bread", "milk"])
        #expect(terms.map(\.safety) == [3, 5])
        #expect(terms.map(\.backOrder) == [10, 4])
        #expect(terms.map(\.reserveSeconds) == [7_200, 7_200])
        #expect(terms.map(\.rules) == [["r0"], ["r0", "r1"]])
        let web = book.stockTerms(for: cart(("bread", 2), channel: "web"), at: Self.friday)
        #expect(web.first?.counters == [UsageCounter(rule: "r2/bread", kind: .stock, limit: .perCustomer, ceiling: 2)])
        #expect(web.first?.reserveSeconds == 600)
    }

    @Test("articles that no rule is for are left alone, and a condition that cannot be judged holds goods back")
    func scope() throws {
        let book = try book("lines: line.attributes.fragile == 1 && line.category == \"milk\"\nsafety: 1\n")
        #expect(book.stockTerms(for: cart(("bread", 1)), at: Self.friday) == [])
        let compared = try self.book("lines: line.attributes.?size.orValue(\"x\") > 3\nsafety: 1\n")
        #expect(compared.stockTerms(for: cart(("bread", 1)), at: Self.friday).count == 1)
    }

    @Test(
        "what is there, what comes later and what is short add up to what is wanted, and nothing passes a limit",
        arguments: [Int64(0), 1, 3, 8], [Int64(0), 2, 5])
    func arithmetic(safety: Int64, backOrder: Int64) {
        for available in Int64(0)...9 {
            for owed in Int64(0)...6 {
                for wanted in Int64(1)...12 {
                    let terms = StockTerms(
                        sku: "a", rules: [], safety: safety, backOrder: backOrder, counters: [], reserveSeconds: nil)
                    let count = StockCount(sku: "a", available: available, owed: owed)
                    let stock = terms.outcome(for: wanted, count)
                    let now = wanted - stock.backOrdered - stock.short
                    #expect(now >= 0 && stock.short >= 0 && stock.backOrdered >= 0)
                    #expect(now == 0 || available - now >= safety)
                    #expect(stock.backOrdered == 0 || owed + stock.backOrdered <= backOrder)
                    // Nothing is short while there is room for another piece.
                    if stock.short > 0 {
                        #expect(now == terms.free(count))
                        #expect(stock.backOrdered == terms.backOrderLeft(count))
                    }
                }
            }
        }
    }

    @Test(
        "a period begins by the clock of the rulebook",
        arguments: [
            ("day", "UTC", "2026-11-20"), ("day", "America/New_York", "2026-11-19"), ("week", "UTC", "week:2026-11-16"),
            ("month", "UTC", "2026-11"), ("year", "UTC", "2026"),
        ])
    func periods(every: String, zone: String, name: String) throws {
        let terms = try book("perCustomer: { quantity: 2, every: \(every) }\n", zone: zone).stockTerms(for: cart(("a", 1)), at: Self.friday)
        #expect(terms.first?.counters.first?.day == name)
    }

    @Test(
        "each mistake has its code",
        arguments: [
            ("", "rule.missingField"), ("safety: 0\n", "rule.outOfRange"), ("safety: many\n", "rule.invalidInteger"),
            ("backOrder: -1\n", "rule.outOfRange"), ("perCustomer: 3\n", "rule.wrongKind"),
            ("perCustomer: { every: day }\n", "rule.missingField"),
            ("perCustomer: { quantity: 2, every: hour }\n", "rule.unknownValue"), ("reserve: 30\n", "rule.invalidValue"),
            ("reserve: PT0M\n", "rule.invalidValue"), ("reserve: P31D\n", "rule.invalidValue"), ("reserve: P\n", "rule.invalidValue"),
            ("safety: 1\nlines: line.quantity > 3\n", "cel.unknownField"), ("safty: 3\n", "rule.unknownField"),
        ])
    func mistakes(rule: String, code: String) {
        #expect(findings(rule).map(\.code).contains(code), "\(findings(rule).map { $0.rendered() })")
    }

    @Test("the tests beside a stock rule reach its branches, and say what differs")
    func tests() throws {
        let rule = SourceText(
            name: "rules/s/rule.yaml",
            text: "kind: Stock\nid: s\nlines: line.category == \"milk\"\nsafety: 2\nperCustomer: { quantity: 3 }\n")
        func report(_ tests: String) throws -> RuleTests.Report {
            RuleTests.run(
                [SourceText(name: "rules/s/tests.yaml", text: "tests:\n" + tests)], on: try Rulebook.compile([rule]), from: [rule],
                measuresCoverage: true)
        }
        let line = "line: { id: a, sku: m, category: milk, quantity: 2, unitPrice: 1 }"
        let one = try report("  - { name: a, \(line), stock: { available: 9 }, expect: { fromStock: 2, customerLeft: 3 } }\n")
        #expect(one.passed, "\(one.outcomes) \(one.diagnostics)")
        #expect(one.coverage?.branches == 4)
        #expect(one.coverage?.covered == 1)
        let wrong = try report("  - { name: a, \(line), stock: { available: 3 }, bought: 2, expect: { short: 0, reserve: PT5M } }\n")
        #expect(wrong.outcomes.first?.failures == ["short: expected 0, found 1", "reserve: expected PT5M, found none"])
        #expect(wrong.coverage?.covered == 3)
    }

    @Test("what changes between two books is told in words")
    func difference() {
        func file(_ text: String) -> RuleFile { RuleFile(name: "s/rule.yaml", text: "kind: Stock\nid: s\n" + text) }
        let diff = RulebookDiff(from: [file("safety: 3\nbackOrder: 5\n")], to: [file("safety: 5\nreserve: PT30M\n")])
        #expect(
            diff.changes.first?.words == [
                "keeps back 5 pieces instead of 3", "now holds unpaid pieces for PT30M", "no longer lets 5 pieces be sold ahead",
            ])
    }
}
