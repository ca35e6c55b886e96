import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaRules
import Testing

@Suite("Permissions of a rulebook")
struct PermissionTests {
    private static let denied = PermissionDecision.deny(code: "auth.roleMissing", message: "no")
    private static let noon = Instant(millisecondsSince1970: 1_800_000_000_000)

    private func book(_ rules: String...) throws -> Rulebook {
        try Rulebook.compile(
            rules.enumerated().map {
                SourceText(name: "r\($0.offset)/rule.yaml", text: "kind: Permission\nid: r\($0.offset)\n\($0.element)")
            })
    }

    private func findings(_ rule: String) -> [Diagnostic] {
        do throws(DiagnosticsError) {
            _ = try Rulebook.compile([SourceText(name: "p/rule.yaml", text: "kind: Permission\nid: p\n" + rule)])
        } catch { return error.diagnostics }
        return []
    }

    private func judged(
        _ book: Rulebook, _ operation: String, _ roles: Set<String>, id: String = "usr_1", command: JSON = [:], order: JSON? = nil,
        did: [(String, String)]? = [], roleSays byRole: PermissionDecision = .allow, needs: Set<String> = ["support"]
    ) -> String {
        let facts = PermissionFacts(
            command: command, actor: Actor(kind: .user, id: id, roles: roles),
            subject: order.map { .init(kind: "order", id: "ord_1", version: 3, body: $0) },
            acts: did.map { $0.map { .init(command: $0.0, actor: $0.1) } }, now: Self.noon)
        let verdict = book.permissions(for: operation).verdict(
            on: facts, OperationAccess(name: operation, roles: needs), byRole: byRole)
        switch verdict.decision {
        case .allow: return "allow"
        case .deny(let code, _): return code
        }
    }

    @Test("an operation that no rule names is left to its roles")
    func unnamed() throws {
        let book = try book("on: order.refund\nallow: lead\n")
        #expect(judged(book, "order.cancel", ["support"]) == "allow")
        #expect(judged(book, "order.cancel", ["lead"], roleSays: Self.denied) == "auth.roleMissing")
    }

    @Test("where a rule allows, it stands in the place of the roles, and administrators still may")
    func grants() throws {
        let book = try book("on: order.refund\nallow: [lead, finance]\n")
        #expect(judged(book, "order.refund", ["lead"], roleSays: Self.denied) == "allow")
        #expect(judged(book, "order.refund", ["support"]) == "permission.notGranted")
        #expect(judged(book, "order.refund", ["admin"]) == "allow")
    }

    @Test("nothing administrative is given away: there both have to agree")
    func administration() throws {
        let book = try book("on: [payment.capture, payment.*]\nallow: everyone\n")
        #expect(judged(book, "payment.capture", ["support"], roleSays: Self.denied, needs: ["admin", "system"]) == "auth.roleMissing")
        #expect(judged(book, "payment.capture", ["support"], roleSays: Self.denied, needs: ["support"]) == "allow")
        #expect(judged(book, "payment.capture", ["support"], roleSays: Self.denied, needs: []) == "auth.roleMissing")
    }

    @Test("a denial beats every grant, whatever its id, and an administrator's role")
    func denials() throws {
        let book = try book(
            "on: order.*\nallow: everyone\n", "on: order.refund\ndeny: [trainee, admin]\n", "on: order.refund\nallow: trainee\n")
        #expect(judged(book, "order.refund", ["trainee", "lead"]) == "permission.denied")
        #expect(judged(book, "order.refund", ["admin"]) == "permission.denied")
        #expect(judged(book, "order.cancel", ["trainee"], roleSays: Self.denied) == "allow")
        #expect(judged(book, "order.refund", ["lead"]) == "allow")
    }

    @Test("a rule that only denies leaves everybody else to the roles")
    func narrowing() throws {
        let book = try book("on: '*'\ndeny: robot\n")
        #expect(judged(book, "order.get", ["robot", "support"]) == "permission.denied")
        #expect(judged(book, "order.get", ["support"]) == "allow")
        #expect(judged(book, "order.get", ["nobody"], roleSays: Self.denied) == "auth.roleMissing")
    }

    @Test("conditions read the command, the actor, the subject and the time; what cannot be judged stays shut")
    func conditions() throws {
        let book = try book(
            "on: order.refund\nallow: support\nwhen: command.amount < money({\"USD\":\"50.00\"})\n".replacing(
                "command.amount < money({\"USD\":\"50.00\"})", with: "'command.amount < money({\"USD\": \"50.00\"})'"),
            "on: order.refund\nallow: customer\nwhen: subject.order.customer == actor.id\n",
            "on: order.refund\ndeny: support\nwhen: subject.order.state == \"shipped\"\n",
            "on: order.cancel\ndeny: everyone\nwhen: now > timestamp(\"2027-01-15T08:00:00Z\")\n")
        func refund(_ amount: Int64) -> JSON { ["amount": ["amount": .integer(amount), "currency": "USD"]] }
        let paid: JSON = ["customer": "cus_1", "state": "paid"]
        #expect(judged(book, "order.refund", ["support"], command: refund(4999), order: paid) == "allow")
        #expect(judged(book, "order.refund", ["support"], command: refund(5000), order: paid) == "permission.notGranted")
        #expect(judged(book, "order.refund", ["support"], command: [:], order: paid) == "permission.notGranted")
        #expect(judged(book, "order.refund", ["customer"], id: "cus_1", order: paid) == "allow")
        #expect(judged(book, "order.refund", ["customer"], id: "cus_2", order: paid) == "permission.notGranted")
        #expect(judged(book, "order.refund", ["support"], command: refund(1), order: ["state": "shipped"]) == "permission.denied")
        #expect(judged(book, "order.refund", ["support"], command: refund(1)) == "permission.failed")
        #expect(judged(book, "order.cancel", ["support"]) == "allow")
    }

    @Test("who did one thing with a subject may not do the other, in whatever role")
    func separation() throws {
        let book = try book("on: order.refund\nseparate: [order.place, order.return]\n", "on: order.refund\nallow: everyone\n")
        #expect(judged(book, "order.refund", ["support"], did: [("order.place", "usr_2"), ("order.cancel", "usr_1")]) == "allow")
        #expect(judged(book, "order.refund", ["support"], did: [("order.return", "usr_1")]) == "permission.separated")
        #expect(judged(book, "order.refund", ["admin"], did: [("order.place", "usr_1")]) == "permission.separated")
        #expect(judged(book, "order.refund", ["support"], did: nil) == "permission.failed")
    }

    @Test("nothing stands before the operations that put another book into force, however a rule names them")
    func openDoors() throws {
        let book = try book("on: '*'\ndeny: everyone\n")
        for operation in ["rulebook.activate", "rulebook.publish", "rulebook.rollback", "task.decide", "experiment.stop"] {
            #expect(judged(book, operation, ["admin"]) == "allow")
            #expect(judged(book, operation, ["merchandiser"]) == "allow")
        }
        #expect(judged(book, "experiment.start", ["admin"]) == "permission.denied")
        let found = findings("on: [order.place, rulebook.*, task.decide]\ndeny: everyone\n")
        #expect(found.map(\.code) == ["rule.protectedOperation", "rule.protectedOperation"])
        #expect(found.first?.position == SourcePosition(line: 3, column: 19))
    }

    @Test(
        "each mistake has its code",
        arguments: [
            ("on: order\nallow: a\n", "rule.invalidValue"), ("allow: a\n", "rule.missingField"), ("on: order.get\n", "rule.missingField"),
            ("on: order.get\nallow: a\ndeny: b\n", "rule.conflictingFields"), ("on: order.get\nallow: [a, a]\n", "rule.repeated"),
            ("on: order.get\nallow: a\nmessage: no\n", "rule.unusedField"), ("on: order.get\nseparate: order.*\n", "rule.invalidValue"),
            ("on: order.get\nallow: a\nwhen: decided.total > 3\n", "rule.unknownFact"),
            ("on: order.get\nallow: a\nwhen: actr.id == \"x\"\n", "cel.unknownName"), ("on: order.get\nalow: a\n", "rule.unknownField"),
        ])
    func mistakes(rule: String, code: String) {
        #expect(findings(rule).map(\.code).contains(code), "\(findings(rule).map { $0.rendered() })")
    }

    @Test("a fact that is not there yet is shown where it stands")
    func place() {
        let found = findings("on: order.get\nallow: a\nwhen: actor.id == \"x\" && decided.total > 3\n")
        #expect(found.first?.position == SourcePosition(line: 5, column: 26))
    }

    @Test("a platform finds operations that it has not got, and administration that would be given away")
    func operations() throws {
        let file = SourceText(
            name: "p/rule.yaml", text: "kind: Permission\nid: p\non: [order.refnd, apiKey.create, 'ordr.*', order.*]\nallow: support\n")
        let operations = [
            OperationAccess(name: "order.refund", roles: ["support"]), OperationAccess(name: "apiKey.create", roles: ["admin"]),
        ]
        let found = try Rulebook.compile([file]).findings(about: operations, in: [file])
        let diagnostics = found.map(\.diagnostic)
        #expect(diagnostics.map(\.code) == ["rule.unknownOperation", "rule.unknownOperation", "rule.grantsAdministration"])
        #expect(diagnostics[0].hint == "did you mean 'order.refund'?")
        #expect(diagnostics[0].position == SourcePosition(line: 3, column: 6))
        #expect(diagnostics[2].position == SourcePosition(line: 3, column: 19))
    }

    @Test("an operation that there is not is shown by one that there is")
    func unknownOperation() throws {
        let file = SourceText(name: "p/rule.yaml", text: "kind: Permission\nid: p\non: order.refnd\ndeny: support\n")
        let book = try Rulebook.compile([file])
        let found = book.findings(about: [OperationAccess(name: "order.refund", roles: ["support"])], in: [file])
        let tests = try #require(found.first?.counterexample).tests
        #expect(
            tests.map(\.content) == [
                ["run": "order.refund", "actor": ["id": "usr_1", "roles": ["support"]], "expect": "allow"]
            ])
    }

    @Test("the tests beside a permission reach its branches, and say what differs")
    func tests() {
        let rule = SourceText(
            name: "rules/p/rule.yaml",
            text: "kind: Permission\nid: p\non: order.refund\nallow: lead\nwhen: actor.kind == \"user\" && command.amount < 100\n")
        func report(_ tests: String) throws -> RuleTests.Report {
            RuleTests.run(
                [SourceText(name: "rules/p/tests.yaml", text: "tests:\n" + tests)], on: try Rulebook.compile([rule]), from: [rule],
                measuresCoverage: true)
        }
        let first = "  - { name: a, run: order.refund, actor: { id: u, roles: lead }, command: { amount: 50 }, expect: allow, by: p }\n"
        let rest =
            "  - { name: b, run: order.refund, actor: { id: u, roles: lead }, command: { amount: 100 }, expect: permission.notGranted }\n"
            + "  - { name: c, run: order.refund, actor: { id: u, kind: plugin, roles: lead }, expect: permission.notGranted }\n"
        #expect(throws: Never.self) {
            let one = try report(first)
            #expect(one.passed)
            #expect(one.coverage?.rules.first?.branches == 6)
            #expect(one.coverage?.covered == 3)
            let all = try report(first + rest)
            #expect(all.passed)
            #expect(all.coverage?.percent == 100, "\(all.coverage?.rules.first?.missing ?? [])")
            let wrong = try report(first.replacing("allow, by: p", with: "permission.denied, by: q"))
            #expect(wrong.outcomes.first?.failures == ["expected permission.denied, found allow", "by: expected q, found p"])
        }
    }

    @Test("what changes between two books is told in words")
    func difference() {
        func file(_ text: String) -> RuleFile { RuleFile(name: "p/rule.yaml", text: "kind: Permission\nid: p\n" + text) }
        let diff = RulebookDiff(
            from: [file("on: order.refund\nallow: [lead]\n")], to: [file("on: order.refund\nallow: [lead, finance]\nwhen: now > now\n")])
        #expect(diff.changes.first?.words == ["allow: with finance", "now applies when `now > now`"])
    }
}
