import Diagnostics
import Foundation
import JSONDocument
import StoaCommerce
import StoaRules
import Testing

@Suite("The analysis finds seeded faults")
struct SeededFaultTests {
    @Test("each with its code and place, shown by carts that are quoted again", arguments: SeededFault.all)
    func found(fault: SeededFault) throws {
        let analysis = RuleAnalysis(fault.sources)
        let finding = try #require(
            analysis.findings.first { $0.diagnostic.code == fault.code }, "\(analysis.findings.map { $0.diagnostic.rendered() })")
        #expect(finding.rules.first == fault.rule)
        let source = try #require(finding.diagnostic.source)
        #expect(source.text.contains("id: \(fault.rule)\n"))
        let span = try #require(finding.diagnostic.span)
        let place = String(decoding: Array(source.text.utf8)[span.start..<span.end], as: UTF8.self)
        #expect(place.hasPrefix(fault.place), "points at \(place)")
        #expect(finding.diagnostic.hint != nil)

        let counterexample = try #require(finding.counterexample)
        #expect(!counterexample.shows.isEmpty)
        switch fault.judgement {
        case .quotes(let isShown):
            let quotes = try counterexample.exhibits.map { exhibit in
                let files = exhibit.only.map { ids in fault.sources.filter { source in keeps(source, ids) } } ?? fault.sources
                return try Rulebook.compile(files).quote(exhibit.trial.cart, codes: exhibit.trial.codes, at: exhibit.trial.at)
            }
            #expect(isShown(quotes), "\(counterexample.shows)")
            for (quote, exhibit) in zip(quotes, counterexample.exhibits) { #expect(quote.totals == exhibit.quote.totals) }
        case .tests(let isAnswered):
            #expect(isAnswered(counterexample.tests.map(\.content)), "\(counterexample.tests.map(\.content.canonicalText))")
            try run(counterexample.tests, of: fault)
        }
    }

    /// The counterexample's tests, each put into a `tests.yaml` beside its rule, pass.
    private func run(_ tests: [Counterexample.Test], of fault: SeededFault) throws {
        let book = try Rulebook.compile(fault.sources)
        #expect(!tests.isEmpty)
        for test in tests {
            let beside = try #require(fault.sources.first { $0.text.contains("id: \(test.rule)\n") })
            var content = test.content
            content["name"] = "the counterexample"
            let name = beside.name.replacingOccurrences(of: "rule.yaml", with: "tests.yaml")
            let file = SourceText(name: name, text: JSON.object(["tests": [content]]).canonicalText)
            let report = RuleTests.run([file], on: book, from: fault.sources)
            #expect(report.diagnostics.map { $0.rendered() } == [])
            #expect(report.outcomes.map(\.failures) == [[]], "\(content.canonicalText)")
        }
    }

    /// Coupons and the rulebook stay; of the promotions only those that the exhibit asks.
    private func keeps(_ source: SourceText, _ ids: [String]) -> Bool {
        !source.text.hasPrefix("kind: Promotion") || ids.contains { source.text.contains("id: \($0)\n") }
    }

    @Test("and nothing else beside them", arguments: SeededFault.all)
    func nothingElse(fault: SeededFault) {
        let others = RuleAnalysis(fault.sources).findings.filter { $0.diagnostic.code != fault.code }
        #expect(others.map { $0.diagnostic.rendered() } == [])
    }

    @Test("of every kind")
    func kinds() {
        #expect(SeededFault.all.count >= 65)
        #expect(Set(SeededFault.all.map(\.code)).count >= 26)
    }
}
