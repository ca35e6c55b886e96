import Diagnostics
import StoaCommerce
import Testing

@testable import StoaRules

/// A table with one fault in it, and what an analysis must make of that.
struct SeededTableFault: Sendable, CustomTestStringConvertible {
    let name: String
    let code: String
    /// Text that the finding's place begins with.
    let place: String
    /// The counterexample's inputs, as the message tells them.
    let inputs: String
    let head: String
    var csv: String?

    var testDescription: String { name }

    var sources: [SourceText] {
        [
            SourceText(name: "book/rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
            SourceText(
                name: "mugs/rule.yaml", text: "kind: Promotion\nid: mugs\nlines: line.category == \"mugs\"\ngive: { percent: 10 }\n"),
            SourceText(name: "t/rule.yaml", text: "kind: Table\nid: t\n" + head),
        ] + (csv.map { [SourceText(name: "t/fees.csv", text: $0)] } ?? [])
    }

    private static let weight = "input: { weight: { type: int, allowed: \"[0..30000]\" } }\noutput: { fee: int }\n"
    private static let method =
        "input: { method: { type: text, allowed: [sea, air] }, weight: { type: int, allowed: \">= 0\" } }\noutput: { fee: int }\n"

    static let all = [
        SeededTableFault(
            name: "a weight between two rows", code: "rule.tableGap", place: "- { weight: \"< 2000\"", inputs: "weight = 2000",
            head: weight + "rows:\n  - { weight: \"< 2000\", fee: 1 }\n  - { weight: \"> 2000\", fee: 2 }\n"),
        SeededTableFault(
            name: "a text that no row names", code: "rule.tableGap", place: "fees.csv", inputs: "method = \"other\"",
            head: "input: { method: text }\noutput: { fee: int }\nrows: fees.csv\n", csv: "method,fee\nsea,1\nair,2\n"),
        SeededTableFault(
            name: "a way that has no row beyond a weight", code: "rule.tableGap", place: "- { method: sea",
            inputs: "method = \"air\", weight = 500",
            head: method + "rows:\n  - { method: sea, fee: 1 }\n  - { method: air, weight: \"< 500\", fee: 2 }\n"),
        SeededTableFault(
            name: "an amount that two rows claim", code: "rule.tableOverlap", place: "[50..100]", inputs: "amount = 50.00",
            head: "input: { amount: { type: money, allowed: \"[0..100]\" } }\noutput: { fee: int }\nrows: fees.csv\n",
            csv: "amount,fee\n<= 50,1\n[50..100],2\n"),
        SeededTableFault(
            name: "a row for everything beside one for something", code: "rule.tableOverlap", place: "{ method: air",
            inputs: "method = \"air\", weight = 0",
            head: method + "rows:\n  - { fee: 1 }\n  - { method: air, weight: \"< 500\", fee: 2 }\n"),
        SeededTableFault(
            name: "two rows of one priority", code: "rule.tableOverlap", place: "{ weight: \">= 100\"", inputs: "weight = 100",
            head: weight
                + "hit: priority\nrows:\n  - { weight: \"[0..200]\", fee: 1, priority: 5 }\n  - { weight: \">= 100\", fee: 2, priority: 5 }\n"
        ),
        SeededTableFault(
            name: "a row below two that cover it", code: "rule.tableRowHidden", place: "{ weight: \"[10..20]\"", inputs: "weight = 10",
            head: weight
                + "hit: first\nrows:\n  - { weight: \"< 15\", fee: 1 }\n  - { weight: \">= 15\", fee: 2 }\n  - { weight: \"[10..20]\", fee: 3 }\n"
        ),
        SeededTableFault(
            name: "a row that a greater priority covers", code: "rule.tableRowHidden", place: "{ weight: 7", inputs: "weight = 7",
            head: weight + "hit: priority\nrows:\n  - { weight: 7, fee: 1, priority: 1 }\n  - { fee: 2, priority: 2 }\n"),
    ]
}

@Suite("The analysis finds seeded faults of tables")
struct TableFaultTests {
    @Test("each with its code, its place and inputs that show it", arguments: SeededTableFault.all)
    func found(fault: SeededTableFault) throws {
        let analysis = RuleAnalysis(fault.sources)
        let finding = try #require(
            analysis.findings.first { $0.diagnostic.code == fault.code }, "\(analysis.findings.map { $0.diagnostic.rendered() })")
        #expect(finding.rules == ["t"])
        let (source, span) = (try #require(finding.diagnostic.source), try #require(finding.diagnostic.span))
        let place = String(decoding: Array(source.text.utf8)[span.start..<span.end], as: UTF8.self)
        #expect(place.hasPrefix(fault.place), "points at \(place)")
        #expect(finding.counterexample?.shows.contains(fault.inputs) == true, "\(finding.counterexample?.shows ?? "")")
        #expect(finding.diagnostic.hint != nil)
    }

    @Test("and nothing else beside them", arguments: SeededTableFault.all)
    func nothingElse(fault: SeededTableFault) {
        let others = RuleAnalysis(fault.sources).findings.filter { $0.diagnostic.code != fault.code }
        #expect(others.map { $0.diagnostic.rendered() } == [])
    }

    @Test("a suspicion that the rows do not bear out is dropped")
    func unconfirmed() throws {
        let fault = SeededTableFault.all[0]
        let table = try Rulebook.compile(fault.sources).tables[0]
        #expect(table.rows.indices.filter { table.matches(row: $0, [.position(2000)]) } == [])
        let mended = fault.sources.map { SourceText(name: $0.name, text: $0.text.replacing("\"> 2000\"", with: "\">= 2000\"")) }
        #expect(RuleAnalysis(mended).findings.map { $0.diagnostic.rendered() } == [])
    }

    @Test(
        "a default, 'complete: false' and 'collect' leave no gap",
        arguments: ["default: { fee: 0 }\n", "complete: false\n", "hit: collect\n"])
    func complete(line: String) {
        let fault = SeededTableFault.all[0]
        let sources = fault.sources.map { SourceText(name: $0.name, text: $0.name == "t/rule.yaml" ? $0.text + line : $0.text) }
        #expect(RuleAnalysis(sources).findings.map { $0.diagnostic.rendered() } == [])
    }
}
