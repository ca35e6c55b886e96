import StoaRules
import Testing

@Suite("What changes between two rulebooks, in words")
struct RulebookDiffTests {
    private static func rule(_ id: String, _ body: String) -> RuleFile {
        RuleFile(name: "\(id)/rule.yaml", text: "kind: Promotion\nid: \(id)\n\(body)\n")
    }

    private func check(_ before: String, _ after: String, _ expected: [String]) {
        let changes = RulebookDiff(from: [Self.rule("mugs", before)], to: [Self.rule("mugs", after)]).changes
        #expect(changes.flatMap(\.words) == expected)
        #expect(changes.allSatisfy { $0.rule == "mugs" && $0.kind == "Promotion" && $0.what == .changed })
    }

    @Test(
        "each field in its own words",
        arguments: [
            ("give: { percent: 10 }", "give: { percent: 15 }", ["gives 15 % instead of 10 %"]),
            ("give:\n  percent: 10", "give: { percent: 10, cap: \"5.00\" }", ["now gives at most 5.00"]),
            (
                "give: { percent: 10, cap: { USD: \"5.00\", EUR: \"4.00\" } }", "give: { percent: 10, cap: { USD: \"6.00\" } }",
                ["gives at most 6.00 USD instead of 5.00 USD", "no longer gives at most 4.00 EUR"]
            ),
            (
                "when: customer.tier == \"vip\"\ngive: { percent: 10 }", "when: customer.tier == \"gold\"\ngive: { percent: 10 }",
                ["applies when `customer.tier == \"gold\"` instead of `customer.tier == \"vip\"`"]
            ),
            (
                "give: { percent: 10 }\nlimits: { uses: 100 }", "give: { percent: 10 }\nlimits: { uses: 200, perCustomer: 1 }",
                ["may be used 200 times in all instead of 100", "now may be used 1 times by a customer"]
            ),
            (
                "give: { percent: 10 }\nchannels: [web, app]", "give: { percent: 10 }\nchannels: [web, pos]",
                ["channels: with pos, without app"]
            ),
            (
                "give: [ { percent: 10 }, { amount: \"1.00\" } ]", "give: [ { percent: 10 }, { amount: \"2.00\" } ]",
                ["gives 2.00 off instead of 1.00 (entry 2)"]
            ),
            ("give: { percent: 10 }", "give: { percent: 10 }\nstack: { conflicts: [a] }", ["now has stack.conflicts [a]"]),
        ] as [(String, String, [String])])
    func fields(before: String, after: String, words: [String]) { check(before, after, words) }

    @Test("comments, layout, quotes and the names of files are no change")
    func layout() {
        check("# ten\ngive: { percent: 10 }", "give:\n  percent: '10' # still ten", [])
        let moved = RuleFile(name: "elsewhere/rule.yaml", text: Self.rule("mugs", "give: { percent: 10 }").text)
        #expect(RulebookDiff(from: [Self.rule("mugs", "give: { percent: 10 }")], to: [moved]).changes.isEmpty)
    }

    @Test("rules come, go and turn into others; tests are not compared")
    func rules() {
        let tests = RuleFile(name: "mugs/tests.yaml", text: "tests: []\n")
        let before = [
            Self.rule("old", "give: { percent: 1 }"), Self.rule("same", "give: { percent: 1 }"),
            Self.rule("turned", "give: { percent: 1 }"),
            RuleFile(name: "rulebook.yaml", text: "kind: Rulebook\nzone: UTC\n"),
        ]
        let after = [
            Self.rule("new", "give: { percent: 1 }"), Self.rule("same", "give: { percent: 1 }"),
            RuleFile(name: "turned/rule.yaml", text: "kind: Coupon\nid: turned\ncodes: [A]\n"), tests,
            RuleFile(name: "rulebook.yaml", text: "kind: Rulebook\nzone: Asia/Seoul\n"),
        ]
        let changes = RulebookDiff(from: before, to: after).changes
        #expect(
            changes.map { "\($0.rule) \($0.what): \($0.words.joined())" } == [
                "new added: is new", "old removed: is gone", "rulebook changed: goes by the clock of Asia/Seoul instead of UTC",
                "turned changed: is a Coupon instead of a Promotion",
            ])
    }

    @Test("a file that is no rule is compared as it stands")
    func others() {
        let changes = RulebookDiff(from: [RuleFile(name: "t/rows.csv", text: "a")], to: [RuleFile(name: "t/rows.csv", text: "b")]).changes
        #expect(changes.map(\.words) == [["has other content"]])
        #expect(changes.map(\.rule) == ["t/rows.csv"])
    }
}
