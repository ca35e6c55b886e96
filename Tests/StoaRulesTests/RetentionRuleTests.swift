import Diagnostics
import JSONDocument
import StoaCommerce
import StoaRules
import Testing

@Suite("Retention rules")
struct RetentionRuleTests {
    private func book(_ rules: String..., zone: String = "UTC") throws -> Rulebook {
        try Rulebook.compile(
            rules.enumerated().map {
                SourceText(name: "r\($0.offset)/rule.yaml", text: "kind: Retention\nid: r\($0.offset)\n\($0.element)")
            }
                + [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\nzone: \(zone)\n")])
    }

    private func findings(_ rule: String) -> [Diagnostic] {
        do throws(DiagnosticsError) {
            _ = try Rulebook.compile([SourceText(name: "s/rule.yaml", text: "kind: Retention\nid: s\n" + rule)])
        } catch { return error.diagnostics }
        return []
    }

    private func instant(_ text: String) -> Instant { (try? Instant(text)) ?? Instant(millisecondsSince1970: 0) }

    private func decision(
        _ book: Rulebook, _ zone: String?, of recordClass: RecordClass = .order, since: String = "2026-03-01T00:00:00Z",
        at: String = "2026-06-01T00:00:00Z", record: JSON? = nil
    ) -> RetentionDecision {
        book.retention(of: recordClass, in: zone, since: instant(since), at: instant(at), record: record)
    }

    @Test("a rule for the region stands in the place of one for everywhere; of several the longest counts")
    func precedence() throws {
        let book = try book(
            "class: order\nkeep: P10Y\nthen: erase\n", "class: order\nzones: [KR]\nkeep: P5Y\nthen: erase\n",
            "class: [order, payment]\nzones: [KR, EU]\nkeep: P3Y\nthen: anonymize\n")
        #expect(decision(book, "KR").keepUntil == instant("2031-03-01T00:00:00Z"))
        #expect(decision(book, "KR").rule == "r1")
        #expect(decision(book, "EU").keepUntil == instant("2029-03-01T00:00:00Z"))
        #expect(decision(book, "BR").rule == "r0")
        // Who does not know the region waits as long as anybody would have to.
        #expect(decision(book, nil).keepUntil == instant("2036-03-01T00:00:00Z"))
        #expect(decision(book, nil, of: .payment).rule == "r2")
        #expect(decision(book, "KR", of: .customer) == decision(book, nil, of: .customer))
        #expect(decision(book, "KR", of: .customer).keepUntil == nil)
    }

    @Test("of equal times the more careful action counts, then the smaller id")
    func care() throws {
        let book = try book(
            "class: order\nkeep: P1Y\nthen: erase\n", "class: order\nkeep: P12M\nthen: anonymize\n",
            "class: order\nkeep: P1Y\nthen: anonymize\n")
        #expect(decision(book, "KR").action == .anonymize)
        #expect(decision(book, "KR").rule == "r1")
    }

    @Test("a legal hold beats every time, in its region, for its records, while it is in force")
    func holds() throws {
        let book = try book(
            "class: order\nkeep: P1D\nthen: erase\n",
            "class: [order, payment]\nzones: [US]\nhold: true\nwhen: record.customer == \"cus_1\"\nactive: { until: 2027-01-01 }\n",
            "class: payment\nhold: true\nbasis: case 42\n")
        let own: JSON = ["customer": "cus_1"]
        #expect(decision(book, "US", record: own).holds == ["r1"])
        #expect(decision(book, "US", record: own).keepUntil == nil)
        #expect(decision(book, "US", record: own).rule == "r0")
        #expect(!decision(book, "US", record: own).isDue(at: instant("2026-06-01T00:00:00Z")))
        #expect(decision(book, nil, record: own).holds == ["r1"])
        #expect(decision(book, "KR", record: own).isDue(at: instant("2026-06-01T00:00:00Z")))
        #expect(decision(book, "US", record: ["customer": "cus_2"]).isDue(at: instant("2026-06-01T00:00:00Z")))
        // What cannot be judged is held; records in general are not held for the sake of some.
        #expect(decision(book, "US", record: ["other": 1]).holds == ["r1"])
        #expect(decision(book, "US").holds == [])
        #expect(decision(book, "US", at: "2027-01-01T00:00:00Z", record: own).holds == [])
        #expect(decision(book, "KR", of: .payment).holds == ["r2"])
    }

    @Test(
        "times go by the calendar and the rulebook's clock, and never end too early",
        arguments: [
            ("P1Y", "UTC", "2024-02-29T12:00:00Z", "2025-03-01T00:00:00Z"),
            ("P1M", "UTC", "2026-01-28T00:00:00.250Z", "2026-02-28T00:00:00.250Z"),
            ("P1M", "UTC", "2026-01-31T05:00:00Z", "2026-03-01T00:00:00Z"),
            ("P1Y2M3D", "UTC", "2026-12-30T23:59:59Z", "2028-03-04T00:00:00Z"),
            ("P90D", "UTC", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"),
            // Clocks go forward between: the wall shows the same time.
            ("P1M", "Europe/Berlin", "2026-03-10T11:00:00Z", "2026-04-10T10:00:00Z"),
            ("P5Y", "Asia/Seoul", "2026-03-01T09:30:00Z", "2031-03-01T09:30:00Z"),
        ])
    func calendar(period: String, zone: String, since: String, end: String) throws {
        let book = try book("class: order\nkeep: \(period)\nthen: erase\n", zone: zone)
        #expect(decision(book, "KR", since: since).keepUntil == instant(end))
        let before = book.dueBefore(.order, in: "KR", at: instant(end))
        #expect(before.map { $0 >= instant(since) } ?? false)
        #expect(book.retention(of: .order, in: "KR", since: before ?? instant(since), at: instant(end)).isDue(at: instant(end)))
        let next = (before ?? instant(since)).advanced(byMilliseconds: 1)
        #expect(!book.retention(of: .order, in: "KR", since: next, at: instant(end)).isDue(at: instant(end)))
    }

    @Test("what nothing is said of is never due")
    func silence() throws {
        #expect(
            try book("class: order\nzones: [KR]\nkeep: P1D\nthen: erase\n").dueBefore(.order, in: "US", at: instant("2026-06-01T00:00:00Z"))
                == nil)
        #expect(Rulebook.empty.dueBefore(.journal, in: nil, at: instant("2026-06-01T00:00:00Z")) == nil)
    }

    @Test(
        "each mistake has its code",
        arguments: [
            ("keep: P5Y\nthen: erase\n", "rule.missingField"), ("class: order\n", "rule.missingField"),
            ("class: order\nkeep: P5Y\n", "rule.missingField"), ("class: ordr\nkeep: P5Y\nthen: erase\n", "rule.unknownValue"),
            ("class: order\nkeep: 5Y\nthen: erase\n", "rule.invalidValue"),
            ("class: order\nkeep: PT5H\nthen: erase\n", "rule.invalidValue"),
            ("class: order\nkeep: P300Y\nthen: erase\n", "rule.invalidValue"),
            ("class: order\nkeep: P0D\nthen: erase\n", "rule.invalidValue"),
            ("class: order\nkeep: P5Y\nthen: burn\n", "rule.unknownValue"),
            ("class: order\nkeep: P5Y\nhold: true\n", "rule.conflictingFields"),
            ("class: order\nkeep: P5Y\nthen: erase\nwhen: record.a == 1\n", "rule.unusedField"),
            ("class: order\nhold: true\nthen: erase\n", "rule.unusedField"), ("class: order\nhold: false\n", "rule.invalidValue"),
            ("class: order\nhold: true\nwhen: command.a == 1\n", "rule.unknownFact"),
            ("class: order\nhold: true\nwhen: recrd.a == 1\n", "cel.unknownName"),
        ])
    func mistakes(rule: String, code: String) {
        #expect(findings(rule).map(\.code).contains(code), "\(findings(rule).map { $0.rendered() })")
    }

    @Test("the tests beside a retention rule reach its branches, and say what differs")
    func tests() throws {
        let rule = SourceText(name: "rules/s/rule.yaml", text: "kind: Retention\nid: s\nclass: order\nkeep: P1Y\nthen: erase\n")
        func report(_ tests: String) throws -> RuleTests.Report {
            RuleTests.run(
                [SourceText(name: "rules/s/tests.yaml", text: "tests:\n" + tests)], on: try Rulebook.compile([rule]), from: [rule],
                measuresCoverage: true)
        }
        let due = "  - { name: a, class: order, since: 2024-01-01T00:00:00Z, expect: { due: true, action: erase } }\n"
        let one = try report(due)
        #expect(one.passed, "\(one.outcomes) \(one.diagnostics)")
        #expect(one.coverage?.branches == 2)
        #expect(one.coverage?.covered == 1)
        let wrong = try report(
            "  - { name: a, class: order, since: 2025-06-01T00:00:00Z, expect: { due: true, keepUntil: never, holds: [x] } }\n")
        #expect(
            wrong.outcomes.first?.failures == [
                "keepUntil: expected never, found 2026-06-01T00:00:00Z", "due: expected true, found false", "holds: expected x, found ",
            ])
    }

    @Test("what changes between two books is told in words")
    func difference() {
        func file(_ text: String) -> RuleFile { RuleFile(name: "s/rule.yaml", text: "kind: Retention\nid: s\nclass: order\n" + text) }
        let diff = RulebookDiff(
            from: [file("zones: [EU]\nkeep: P3Y\nthen: erase\n")], to: [file("zones: [EU, US]\nkeep: P5Y\nthen: erase\n")])
        #expect(diff.changes.first?.words == ["zones: with US", "keeps records for P5Y instead of P3Y"])
    }
}
