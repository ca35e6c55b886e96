import Diagnostics
import StoaRules
import Testing

@Suite("Explanations of rules that price no cart")
struct QuestionExplanationTests {
    private func explain(_ id: String, _ question: String, _ texts: String...) throws -> RuleExplanation {
        let book = try Rulebook.compile(texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) })
        return try #require(try book.explain(id, asked: SourceText(name: "question.yaml", text: question)))
    }

    private func lines(_ explanation: RuleExplanation) -> [String] {
        explanation.checks.map { "\($0.holds ? "yes" : "no") \($0.field): \($0.says)" }
    }

    // MARK: Permissions

    private static let denial =
        "kind: Permission\nid: a\non: order.*\ndeny: trainee\nwhen: command.amount.amount > 500 && subject.order.state == \"paid\"\n"

    @Test("a permission's condition is shown with the values that its parts had")
    func permission() throws {
        let asked = "run: order.refund\nactor: { id: usr_1, roles: [trainee] }\ncommand: { amount: { amount: 501 } }\n"
        let denied = try explain("a", asked + "subject: { order: { state: paid } }\n", Self.denial)
        #expect(denied.applied && denied.outcome == "permission.denied by 'a'")
        #expect(denied.checks.map(\.field) == ["on", "deny", "when"])
        let spared = try explain("a", asked + "subject: { order: { state: shipped } }\n", Self.denial)
        #expect(!spared.applied && spared.outcome == "allow")
        #expect(
            spared.firstFailure == """
                'subject.order.state == "paid"' is false: subject.order.state is "shipped"
                """)
        #expect(spared.checks.last?.facts == ["command.amount.amount = 501", "subject.order.state = \"shipped\""])
        // What cannot be judged denies.
        let failed = try explain("a", asked, Self.denial)
        #expect(failed.applied && failed.outcome == "permission.failed by 'a'")
        #expect(lines(failed).last == "yes others: the condition could not be judged, and a denial denies then")
    }

    @Test("who is not named, what is not meant, and who comes before a permission")
    func others() throws {
        let asked = "run: order.refund\nactor: { id: usr_1, roles: [support, lead] }\n"
        let grant = "kind: Permission\nid: b\non: order.refund\nallow: [support]\n"
        let lead = "kind: Permission\nid: c\non: order.refund\ndeny: lead\n"
        #expect(try explain("a", asked, Self.denial).firstFailure == "'usr_1' has 'lead', 'support', the rule names 'trainee'")
        #expect(
            try explain("a", "run: product.put\nactor: { id: usr_1 }\n", Self.denial).firstFailure
                == "'product.put' is run, the rule is for 'order.*'")
        let beaten = try explain("b", asked, grant, lead)
        #expect(!beaten.applied && beaten.firstFailure == "'c' is judged before it" && beaten.outcome == "permission.denied by 'c'")
        #expect(try explain("b", "run: order.refund\nactor: { id: usr_1, roles: [support] }\n", grant, lead).applied)
        let admin = try explain("b", "run: order.refund\nactor: { id: usr_1, roles: [admin, support] }\n", grant)
        #expect(!admin.applied && admin.firstFailure == "administrators need no grant")
    }

    @Test("what a separation holds against somebody")
    func separation() throws {
        let rule = "kind: Permission\nid: s\non: order.refund\nseparate: [order.place, order.return]\n"
        let asked = "run: order.refund\nactor: { id: usr_1 }\nsubject: { order: {} }\n"
        let did = try explain("s", asked + "did: { usr_1: [order.place], usr_2: [order.return] }\n", rule)
        #expect(did.applied && lines(did).last == "yes separate: 'usr_1' ran 'order.place' on the subject before")
        let didNot = try explain("s", asked + "did: { usr_2: [order.return] }\n", rule)
        #expect(!didNot.applied && didNot.firstFailure == "'usr_1' ran none of 'order.place', 'order.return' on the subject")
    }

    // MARK: Stock

    private static let scarce =
        "kind: Stock\nid: a\nlines: line.category == \"shoes\"\nsafety: 2\nbackOrder: 3\nperCustomer: { quantity: 4, every: month }\nreserve: PT30M\n"

    @Test("what each field of a stock rule comes to, and which is more careful elsewhere")
    func stock() throws {
        let asked =
            "line: { id: x, sku: s, category: shoes, quantity: 3, unitPrice: 100 }\nstock: { available: 4, owed: 2 }\ncustomer: { id: cus_1 }\nbought: 1\n"
        let alone = try explain("a", asked, Self.scarce)
        #expect(alone.applied && alone.outcome == "0 from stock, 1 back-ordered, 2 short, by 'a'")
        #expect(
            lines(alone) == [
                "yes lines: 1 of 1 items match", "yes safety: 2 pieces are kept back, and 4 are there",
                "yes backOrder: 1 of 3 pieces can still be sold before they are there",
                "yes perCustomer: 1 of 4 pieces a month were bought, 3 are left", "yes reserve: an unpaid order holds its pieces for PT30M",
            ])
        let beside = try explain("a", asked, Self.scarce, "kind: Stock\nid: b\nsafety: 3\n")
        #expect(beside.applied && beside.firstFailure == "another rule keeps 3 pieces back, and this one 2")
        let other = try explain("a", asked.replacing("shoes", with: "hats"), Self.scarce)
        #expect(!other.applied && other.outcome == "3 from stock, 0 back-ordered, 0 short")
        #expect(other.items.first?.says == "'line.category == \"shoes\"' is false: line.category is \"hats\"")
    }

    // MARK: Retention

    @Test("why a record is kept, and by which rule")
    func retention() throws {
        let law = "kind: Retention\nid: law\nclass: order\nzones: [KR]\nkeep: P5Y\nthen: anonymize\n"
        let usual = "kind: Retention\nid: usual\nclass: [order, receipt]\nkeep: P1Y\nthen: erase\n"
        let hold = "kind: Retention\nid: hold\nclass: order\nhold: true\nwhen: record.total > 500\n"
        let asked = "class: order\nzone: KR\nsince: 2026-03-01T00:00:00Z\n"
        let kept = try explain("law", asked, law, usual)
        #expect(kept.applied && kept.outcome == "anonymize from 2031-03-01T00:00:00Z on, by 'law'", "\(kept.outcome ?? "")")
        let replaced = try explain("usual", asked, law, usual)
        #expect(!replaced.applied && replaced.firstFailure == "'law' is for the record's region and stands in its place")
        let small = try explain("hold", asked + "record: { total: 400 }\n", law, hold)
        #expect(!small.applied && small.firstFailure == "'record.total > 500' is false: record.total is 400")
        let large = try explain("law", asked + "record: { total: 600 }\n", law, hold)
        #expect(
            !large.applied && large.outcome == "held by 'hold'" && large.firstFailure == "the record is held by 'hold', whatever its time")
        #expect(try explain("hold", asked + "record: {}\n", law, hold).applied)
        #expect(
            try explain("law", asked.replacing("KR", with: "US"), law).firstFailure == "the record's region is 'US', the rule is for 'KR'")
    }

    // MARK: The file

    @Test("a test can be asked as it stands, mistakes are told with their places, and rules of carts are not meant")
    func file() throws {
        let pasted = "name: a\nrun: order.refund\nactor: { id: usr_1 }\nexpect: allow\nby: a\n"
        #expect(try explain("a", pasted, Self.denial).outcome == "allow")
        let book = try Rulebook.compile([SourceText(name: "r/rule.yaml", text: Self.denial)])
        #expect(try book.explain("nobody", asked: SourceText(name: "q", text: "{}")) == nil)
        let error = #expect(throws: DiagnosticsError.self) {
            try book.explain("a", asked: SourceText(name: "q", text: "rnu: order.refund\n"))
        }
        #expect(Set((error?.diagnostics ?? []).map(\.code)) == ["test.unknownField", "test.missingField"])
    }
}
