import Diagnostics
import StoaRules
import Testing

@Suite("Coverage: what of the rules their tests reach")
struct CoverageTests {
    /// - Parameter files: rule and tests by folder.
    private func coverage(_ files: [(rule: String, tests: String)]) throws -> RuleCoverage {
        let rules = files.enumerated().map { SourceText(name: "f\($0.offset)/rule.yaml", text: $0.element.rule) }
        let tests = files.enumerated().map { SourceText(name: "f\($0.offset)/tests.yaml", text: $0.element.tests) }
        let report = RuleTests.run(tests, on: try Rulebook.compile(rules), from: rules, measuresCoverage: true)
        #expect(report.diagnostics.map { $0.rendered() } == [])
        for outcome in report.outcomes { #expect(outcome.failures == [], "\(outcome.name)") }
        return try #require(report.coverage)
    }

    private func missing(_ rule: String, _ tests: String) throws -> [String] { try coverage([(rule, tests)]).rules.flatMap(\.missing) }

    private func test(_ name: String, _ cart: String, _ expect: String, _ more: String = "") -> String {
        "  - { name: \(name), cart: { currency: USD, channel: web, \(cart) }, expect: { \(expect) }\(more) }\n"
    }

    private let conditional = """
        kind: Promotion
        id: a
        when: 'cart.quantity >= 2 && (cart.channel == "web" || cart.channel == "app") && cart.subtotal < money("90.00")'
        give: { percent: 10 }
        """
    private let many = "lines: [{ id: a, quantity: 2, unitPrice: 1000 }]"
    private let few = "lines: [{ id: a, quantity: 1, unitPrice: 1000 }]"
    private let dear = "lines: [{ id: a, quantity: 2, unitPrice: 5000 }]"

    @Test("a condition is covered part by part, both ways")
    func conjuncts() throws {
        let one = "tests:\n" + test("many", many, "status: applied")
        let other = #"cart.channel == "web" || cart.channel == "app""#
        #expect(
            try missing(conditional, one) == [
                "does not apply", "cart.quantity >= 2 is false", "\(other) is false", #"cart.subtotal < money("90.00") is false"#,
            ])
        let two = one + test("few", few, "status: notApplied") + test("dear", dear, "status: notApplied")
        #expect(try missing(conditional, two) == ["\(other) is false"])
        let rule = try #require(try coverage([(conditional, two)]).rules.first)
        #expect(rule.applied == true && rule.refused == true && rule.branches == 8 && rule.covered == 7)
    }

    @Test("a rule without tests has nothing covered, and one that always applies needs one test")
    func plain() throws {
        let rule = "kind: Promotion\nid: a\ngive: { percent: 10 }\n"
        let none = try coverage([(rule, "tests: []\n")])
        #expect(none.percent == 0 && none.rules.first?.missing == ["applies"] && none.rules.first?.refused == nil)
        #expect(try coverage([(rule, "tests:\n" + test("a", few, "discount: 100"))]).percent == 100)
    }

    @Test("a rule that applies is noted in the tests of others, a condition that is false only in its own")
    func besideOthers() throws {
        let other = "kind: Promotion\nid: b\nlines: line.category == \"shoes\"\ngive: { percent: 5 }\n"
        let all = "tests:\n" + test("many", many, "discount: 200") + test("few", few, "discount: 0")
        let rules = try coverage([(conditional, "tests: []\n"), (other, all)]).rules
        #expect(rules.map(\.applied) == [true, false] && rules.map(\.refused) == [false, true])
    }

    @Test("each row of tiers; graduated ones are reached from below", arguments: ["slab", "graduated"])
    func tiers(mode: String) throws {
        let rule = """
            kind: Promotion
            id: a
            lines: 'line.category != "x"'
            give: { tiers: { by: units, mode: \(mode), rows: [{ from: 2, percent: 5 }, { from: 4, percent: 10 }] } }
            """
        let low = test("two", "lines: [{ id: a, quantity: 2, unitPrice: 1000, category: y }]", "status: applied")
        let high = test("four", "lines: [{ id: a, quantity: 4, unitPrice: 1000, category: y }]", "status: applied")
        let none = test("x", "lines: [{ id: a, quantity: 4, unitPrice: 1000, category: x }]", "status: notApplied")
        #expect(try missing(rule, "tests:\n" + low + none) == ["row 2 of the tiers"])
        #expect(try missing(rule, "tests:\n" + high + none) == (mode == "slab" ? ["row 1 of the tiers"] : []))
        #expect(try missing(rule, "tests:\n" + low + high + none) == [])
        #expect(try missing(rule, "tests:\n" + none) == ["applies", "row 1 of the tiers", "row 2 of the tiers"])
    }

    @Test("each code of a coupon; of generated ones any")
    func codes() throws {
        let promotion = "kind: Promotion\nid: a\ncode: [c, p]\ngive: { percent: 10 }\n"
        let tests = "tests:\n" + test("c", few, "status: applied", ", codes: [one]") + test("none", few, "status: notApplied")
        let coupons = [
            ("kind: Coupon\nid: c\ncodes: [ONE, TWO]\n", "tests: []\n"), ("kind: Coupon\nid: p\ntype: pool\ncount: 9\n", "tests: []\n"),
        ]
        let rules = try coverage([(promotion, tests)] + coupons).rules
        #expect(rules.map(\.missing) == [[], ["the code 'two'"], ["a generated code"]])
        let more = tests + test("two", few, "status: applied", ", codes: [Two, 'p#3']")
        #expect(try coverage([(promotion, more)] + coupons).percent == 100)
    }

    @Test("each row and the default of a table")
    func tables() throws {
        let table = """
            kind: Table
            id: fee
            complete: false
            input: { kind: text, weight: int }
            output: { fee: int }
            default: { fee: 0 }
            rows:
              - { kind: a, weight: "< 5", fee: 1 }
              - { kind: a, weight: ">= 5", fee: 2 }
            """
        let light = "tests:\n  - { name: light, given: { kind: a, weight: 1 }, expect: { fee: 1 } }\n"
        #expect(try missing(table, light) == ["line 9", "the default"])
        let all =
            light + "  - { name: heavy, given: { kind: a, weight: 5 }, expect: { fee: 2 } }\n"
            + "  - { name: other, given: { kind: b, weight: 5 }, expect: { fee: 0 } }\n"
        #expect(try missing(table, all) == [])
    }

    @Test("a segment both ways, each rate of a tax, each tier of a commission")
    func decisions() throws {
        let segment = "kind: Segment\nid: gold\nwhen: customer.tier == \"gold\"\n"
        let gold = "tests:\n  - { name: gold, customer: { tier: gold }, expect: true }\n"
        #expect(try missing(segment, gold) == ["is false"])
        #expect(try missing(segment, gold + "  - { name: other, customer: { tier: tin }, expect: false }\n") == [])
        let tax = "kind: Tax\nid: t\nzones: [DE]\npricesInclude: net\nrates: [{ class: standard, rate: 10 }, { class: food, rate: 5 }]\n"
        #expect(try missing(tax, "tests:\n" + test("plain", few, "tax: 100", ", zone: DE")) == ["rate 5 of 'food'"])
        let commission = "kind: Commission\nid: c\ntiers: [{ rate: 10 }, { from: { USD: \"10.00\" }, rate: 5 }]\n"
        let small = "tests:\n  - { name: small, sale: { currency: USD, amount: 500 }, expect: { fee: 50 } }\n"
        #expect(try missing(commission, small) == ["tier 2"])
        #expect(try missing(commission, "tests:\n  - { name: large, sale: { currency: USD, amount: 2000 }, expect: { fee: 150 } }\n") == [])
    }

    @Test("is measured on request alone")
    func onRequest() throws {
        let rules = [SourceText(name: "a/rule.yaml", text: conditional)]
        #expect(RuleTests.run([], on: try Rulebook.compile(rules), from: rules).coverage == nil)
    }
}
