import Diagnostics
import StoaCommerce
import Testing

@testable import StoaRules

/// A book with one fault in a price, where it is pointed at, and what the counterexample's quotes must show.
struct PriceFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: String
    let rule: String
    let place: String
    let rules: [String]
    let isShown: @Sendable ([Quote]) -> Bool

    init(
        _ description: String, _ code: String, at rule: String, _ place: String, _ rules: String...,
        isShown: @escaping @Sendable ([Quote]) -> Bool
    ) {
        testDescription = description
        self.code = code
        self.rule = rule
        self.place = place
        self.rules = rules
        self.isShown = isShown
    }

    var sources: [SourceText] {
        [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")]
            + rules.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
    }

    private static func price(_ id: String, _ text: String) -> String { "kind: Price\nid: \(id)\n\(text)\n" }

    static let all = [
        PriceFault(
            "a line of two categories", "rule.unreachable", at: "a", "line.category == \"b\"",
            price("a", "lines: line.category == \"a\" && line.category == \"b\"\npercent: 10")
        ) { $0[0].lines[0].price == nil },
        PriceFault(
            "a Friday that never comes", "rule.neverOpen", at: "a", "from: 2026-11-23",
            price(
                "a",
                "active:\n  from: 2026-11-23\n  until: 2026-11-26\n  weekly: [{ days: [FRI], from: \"18:00\", until: \"22:00\" }]\npercent: 10"
            )
        ) { $0[0].lines[0].price == nil },
        PriceFault(
            "a price that another one always comes before", "rule.shadowed", at: "a", "a", price("a", "channels: [web]\npercent: 10"),
            price("b", "priority: 5\npercent: 20")
        ) { $0[0].lines[0].price?.rule == "b" },
        PriceFault(
            "two prices for the same goods", "rule.samePriority", at: "b", "7", price("a", "channels: [web]\npriority: 7\npercent: 10"),
            price("b", "lines: line.category == \"mugs\"\npriority: 7\nprice: \"3.00\"")
        ) { $0[0].lines[0].price?.rule == "a" },
        PriceFault(
            "a price below the own floor", "rule.priceBelowFloor", at: "a", "\"4.00\"", price("a", "price: \"4.00\"\nfloor: \"5.00\"")
        ) { $0[0].lines[0].price?.unitPrice == 500 },
        PriceFault(
            "a row below the own guardrail", "rule.priceBelowFloor", at: "a", "\"4.00\"",
            price("a", "tiers:\n  - { from: 1, price: \"9.00\" }\n  - { from: 10, price: \"4.00\" }\nguardrails: { lowest: \"5.00\" }")
        ) { $0[0].lines[0].price?.unitPrice == 500 },
        PriceFault(
            "a price above the own guardrail", "rule.priceAboveHighest", at: "a", "\"40.00\"",
            price("a", "price: \"40.00\"\nguardrails: { highest: \"25.00\" }")
        ) { $0[0].lines[0].price?.unitPrice == 2500 },
        PriceFault(
            "a price in dollars only", "rule.currencyHole", at: "a", "{ USD: \"4.00\" }",
            price("a", "lines: line.category == \"mugs\"\nprice: { USD: \"4.00\" }"),
            price("b", "lines: line.category == \"books\"\nprice: { USD: \"4.00\", EUR: \"4.00\" }")
        ) { $0[0].lines[0].price?.rule == "a" && $0[1].lines[0].price == nil && $0[1].currency == .eur },
        PriceFault(
            "a tier that is dearer than the one before", "rule.tiersFall", at: "a", "{ from: 10",
            price("a", "tiers:\n  - { from: 1, percent: 20 }\n  - { from: 10, percent: 10 }")
        ) { $0[0].lines[0].price!.unitPrice < $0[1].lines[0].price!.unitPrice },
        PriceFault(
            "a margin that a promotion eats", "rule.belowCost", at: "b", "{ percent: 30",
            price("a", "lines: line.category == \"mugs\"\naboveCost: 10"),
            "kind: Promotion\nid: b\nlines: line.category == \"mugs\"\ngive: { percent: 30 }\n"
        ) { $0[0].lines[0].price?.rule == "a" && $0[0].lines[0].discount > 0 },
    ]
}

@Suite("The analysis finds seeded faults in prices")
struct PriceFaultTests {
    @Test("each with its code and place, shown by carts that are quoted again", arguments: PriceFault.all)
    func found(fault: PriceFault) throws {
        let analysis = RuleAnalysis(fault.sources)
        let finding = try #require(
            analysis.findings.first { $0.diagnostic.code == fault.code }, "\(analysis.findings.map { $0.diagnostic.rendered() })")
        #expect(finding.rules.first == fault.rule)
        let source = try #require(finding.diagnostic.source)
        let span = try #require(finding.diagnostic.span)
        let place = String(decoding: Array(source.text.utf8)[span.start..<span.end], as: UTF8.self)
        #expect(place.hasPrefix(fault.place), "points at \(place)")
        #expect(finding.diagnostic.hint != nil)
        let counterexample = try #require(finding.counterexample)
        #expect(!counterexample.shows.isEmpty)
        let book = try Rulebook.compile(fault.sources)
        let quotes = try counterexample.exhibits.map { try book.quote($0.trial.cart, codes: $0.trial.codes, at: $0.trial.at) }
        #expect(fault.isShown(quotes), "\(counterexample.shows)")
        for (quote, exhibit) in zip(quotes, counterexample.exhibits) { #expect(quote.totals == exhibit.quote.totals) }
    }

    @Test("and nothing else beside them", arguments: PriceFault.all)
    func nothingElse(fault: PriceFault) {
        let others = RuleAnalysis(fault.sources).findings.filter { $0.diagnostic.code != fault.code }
        #expect(others.map { $0.diagnostic.rendered() } == [])
    }
}
