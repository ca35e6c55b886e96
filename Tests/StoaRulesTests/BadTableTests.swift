import Diagnostics
import Foundation
import StoaRules
import Testing

@Suite("A bad table says what is wrong, where, and what to do")
struct BadTableTests {
    private func findings(_ head: String, csv: String? = nil) -> [Diagnostic] {
        var files = [SourceText(name: "book/rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")]
        files.append(SourceText(name: "t/rule.yaml", text: "kind: Table\nid: t\n" + head))
        if let csv { files.append(SourceText(name: "t/table.csv", text: csv)) }
        do throws(DiagnosticsError) { _ = try Rulebook.compile(files) } catch { return error.diagnostics }
        return []
    }

    private static let ends = "output: { y: int }\nrows: [{ y: 1 }]\n"
    private static let file = "input: { x: int, name: text }\noutput: { y: int }\nrows: table.csv\n"

    @Test(
        "in the rule file",
        arguments: [
            ("output: { y: int }\nrows: []\n", "rule.missingField"), ("input: { x: int }\nrows: []\n", "rule.missingField"),
            ("input: {}\n" + ends, "rule.missingField"), ("input: { x: integer }\n" + ends, "rule.unknownValue"),
            ("input: { my-x: int }\n" + ends, "rule.invalidName"), ("input: { in: int }\n" + ends, "rule.invalidName"),
            ("input: { x: { type: int, currency: USD } }\n" + ends, "rule.unusedField"),
            ("input: { y: int }\n" + ends, "rule.conflictingFields"), ("input: { priority: int }\n" + ends, "rule.conflictingFields"),
            ("arguments: { z: int }\ninput: { x: int }\n" + ends, "rule.unknownName"),
            ("arguments: { x: text }\ninput: { x: int }\n" + ends, "rule.wrongColumnType"),
            ("arguments: { z: int }\ninput: { x: { type: int, is: z + w } }\n" + ends, "cel.unknownName"),
            ("arguments: { z: int }\ninput: { x: { type: text, is: z + 1 } }\n" + ends, "cel.typeMismatch"),
            ("arguments: { z: int }\ninput: { x: { type: int, is: table.t(z).y } }\n" + ends, "rule.cycle"),
            ("hit: any\ninput: { x: int }\n" + ends, "rule.unknownValue"),
            ("hit: { collect: avg }\ninput: { x: int }\n" + ends, "rule.unknownValue"),
            ("hit: collect\ndefault: { y: 1 }\ninput: { x: int }\n" + ends, "rule.conflictingFields"),
            ("hit: { collect: sum }\ninput: { x: int }\noutput: { y: text }\nrows: []\n", "rule.conflictingFields"),
            ("hit: priority\ninput: { x: int }\n" + ends, "rule.missingField"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: five, y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: \"< a\", y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: \"[5..1]\", y: 1 }]\n", "rule.emptyRange"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: \"not(< 5, >= 5)\", y: 1 }]\n", "rule.emptyRange"),
            ("input: { x: bool }\noutput: { y: int }\nrows: [{ x: \"not(true, false)\", y: 1 }]\n", "rule.emptyRange"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: \"[1..5\", y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: text }\noutput: { y: int }\nrows: [{ x: \"< a\", y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: text }\noutput: { y: int }\nrows: [{ x: \"a,\", y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: money }\noutput: { y: int }\nrows: [{ x: 50, y: 1 }]\n", "rule.bareInteger"),
            ("input: { x: int }\noutput: { y: money }\nrows: [{ x: 50, y: 1 }]\n", "rule.bareInteger"),
            ("input: { x: int }\noutput: { y: money }\nrows: [{ y: \"1.001\" }]\n", "rule.wrongCell"),
            ("input: { x: money }\noutput: { y: int }\nrows: [{ x: \"1 EUR\", y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: time }\noutput: { y: int }\nrows: [{ x: \"> 2026-13-01\", y: 1 }]\n", "rule.wrongCell"),
            ("input: { x: int }\noutput: { y: bool }\nrows: [{ y: maybe }]\n", "rule.wrongCell"),
            ("input: { x: int }\noutput: { y: decimal }\nrows: [{ y: 5%  }]\n", "rule.wrongCell"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: [], y: 1 }]\n", "rule.emptyCell"),
            ("input: { x: { type: text, allowed: [sea, air] } }\noutput: { y: int }\nrows: [{ x: se, y: 1 }]\n", "rule.valueNotAllowed"),
            ("input: { x: { type: int, allowed: \">= 0\" } }\noutput: { y: int }\nrows: [{ x: -1, y: 1 }]\n", "rule.valueNotAllowed"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ x: 1 }]\n", "rule.missingField"),
            ("input: { x: int }\noutput: { y: int }\nrows: [{ z: 1, y: 1 }]\n", "rule.unknownField"),
            ("input: { x: int }\noutput: { y: int }\nrows: tabel.csv\n", "rule.unknownFile"),
        ])
    func yaml(head: String, code: String) {
        let found = findings(head, csv: code == "rule.unknownFile" ? "x,y\n" : nil)
        #expect(found.map(\.code).contains(code), "\(found.map { $0.rendered() })")
    }

    @Test("an amount needs a currency")
    func currency() {
        let table = SourceText(name: "t/rule.yaml", text: "kind: Table\nid: t\ninput: { x: money }\n" + Self.ends)
        let error = #expect(throws: DiagnosticsError.self) { try Rulebook.compile([table]) }
        #expect(error?.diagnostics.map(\.code) == ["rule.missingCurrency"])
    }

    @Test(
        "in the CSV file, with line and column",
        arguments: [
            ("x,name,y\nfive,a,1\n", "rule.wrongCell", 2, 1), ("x,name,y\n1,a,1\n2,\"b,1\n", "rule.unclosedQuote", 3, 3),
            ("x,name,y\n1,\"a\"b,1\n", "rule.textAfterQuote", 2, 3), ("x,name,y\n1,\"two\nlines\",1\n,a,1\n", "rule.emptyCell", 4, 1),
            ("x,nmae,y\n1,a,1\n", "rule.unknownColumn", 1, 3), ("x,y\n1,1\n", "rule.missingColumn", 1, 1), ("", "rule.missingColumn", 1, 1),
            ("x,name,y,y\n1,a,1,1\n", "rule.repeated", 1, 10), ("x,name,y\n1,a,1,000\n", "rule.cellBesideTable", 2, 7),
            ("x;name;y\n1;ä;2,5\n", "rule.wrongCell", 2, 5), ("x,name,y\n1,a,\n", "rule.emptyCell", 2, 5),
            ("x,name,y\n1,a\n", "rule.emptyCell", 2, 4),
        ])
    func csv(text: String, code: String, line: Int, column: Int) {
        let found = findings(Self.file, csv: text)
        #expect(found.map(\.code).contains(code), "\(found.map { $0.rendered() })")
        let finding = found.first { $0.code == code }
        #expect(finding?.source?.name == "t/table.csv")
        #expect(finding?.position == SourcePosition(line: line, column: column))
        #expect(finding?.hint != nil)
    }

    @Test("all mistakes of a file come at once, a hundred at most")
    func allAtOnce() {
        #expect(findings(Self.file, csv: "x,name,y\na,b,c\n1,<,2\n").map(\.code) == ["rule.wrongCell", "rule.wrongCell", "rule.wrongCell"])
        let bad = "x,name,y\n" + String(repeating: "a,b,1\n", count: 500)
        #expect(findings(Self.file, csv: bad).count == 100)
    }

    @Test("past each limit stands an error of its own")
    func limits() {
        let long = String(repeating: "x", count: RuleLimits.tableCellBytesMax + 1)
        #expect(findings(Self.file, csv: "x,name,y\n1,\(long),1\n").map(\.code) == ["rule.cellTooLong"])
        let rows = String(repeating: "1,a,1\n", count: RuleLimits.tableRowsMax + 1)
        #expect(findings(Self.file, csv: "x,name,y\n" + rows).map(\.code) == ["rule.tooManyTableRows"])
        let bytes = String(repeating: " ", count: RuleLimits.tableBytesMax)
        #expect(findings(Self.file, csv: "x,name,y\n" + bytes).map(\.code) == ["rule.tableTooLarge"])
        let columns = (0...RuleLimits.tableColumnsMax).map { "c\($0): int" }.joined(separator: ", ")
        #expect(findings("input: { \(columns) }\noutput: { y: int }\nrows: []\n").map(\.code) == ["rule.tooManyColumns"])
    }

    @Test("a circle of tables is named")
    func circle() {
        func table(_ id: String, _ other: String) -> SourceText {
            SourceText(
                name: "\(id)/rule.yaml",
                text: "kind: Table\nid: \(id)\narguments: { z: int }\ninput: { x: { type: int, is: table.\(other)(z).y } }\n" + Self.ends)
        }
        let error = #expect(throws: DiagnosticsError.self) { try Rulebook.compile([table("a", "b"), table("b", "c"), table("c", "a")]) }
        let circle = error?.diagnostics.first { $0.code == "rule.cycle" }
        #expect(circle?.message == "the tables call each other in a circle: a → b → c → a")
    }

    @Test("a file that no table uses is a warning")
    func unused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-tables-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let rule = folder.appending(path: "mugs")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        try "kind: Promotion\nid: mugs\ngive: { percent: 10 }\n".write(
            to: rule.appending(path: "rule.yaml"), atomically: true, encoding: .utf8)
        try "a,b\n".write(to: rule.appending(path: "old.csv"), atomically: true, encoding: .utf8)
        let found = Rulebook.check(directory: folder.path)
        #expect(found.map(\.code) == ["rule.unusedFile"] && found.first?.severity == .warning)
    }

    @Test("tests beside a table say what they expected and what they found")
    func tests() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-tables-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let rule = folder.appending(path: "fees")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        func write(_ text: String, _ name: String) throws {
            try text.write(to: rule.appending(path: name), atomically: true, encoding: .utf8)
        }
        try write(
            "kind: Table\nid: fees\ninput: { n: int }\noutput: { fee: { type: money, currency: USD } }\nrows: table.csv\ncomplete: false\n",
            "rule.yaml")
        try write("n,fee\n<= 5,4.9\n[5..9],5\n", "table.csv")
        try write(
            """
            tests:
              - { name: good, given: { n: 1 }, expect: { fee: "4.90" } }
              - { name: bad, given: { n: 1 }, expect: { fee: "5.00" } }
              - { name: none, given: { n: 99 }, expect: none }
              - { name: not none, given: { n: 9 }, expect: none }
              - { name: both, given: { n: 5 }, error: table.severalRows }
              - { name: neither, given: { n: 6 }, error: table.severalRows }

            """, "tests.yaml")
        let report = RuleTests.run(directory: folder.path)
        #expect(report.diagnostics.map { $0.rendered() } == [])
        #expect(
            report.outcomes.map(\.failures) == [
                [], ["fee: expected 5.00 USD, found 4.90 USD"], [], ["expected no row, found fee: 5.00 USD"], [],
                ["expected the error table.severalRows, found an answer"],
            ])
        try write("tests: [{ name: a, given: { n: x }, expect: { fe: 1 } }]\n", "tests.yaml")
        #expect(RuleTests.run(directory: folder.path).diagnostics.map(\.code).sorted() == ["test.invalidValue", "test.unknownField"])
    }
}
