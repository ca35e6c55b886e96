import JSONDocument
import StoaCommerce
import StoaExtension
import StrictYAML

/// Reads a `tests.yaml`.
struct WorkflowTestFile {
    let reader: YAMLReader

    func cases() -> [WorkflowTestCase]? {
        reader.root?.mapping { fields in
            fields.required("tests")?.list(countMax: 1000, testCase)
        }
    }

    private func testCase(_ value: YAMLValue) -> WorkflowTestCase? {
        value.mapping { fields in
            var test = WorkflowTestCase()
            test.name = fields.required("name")?.string() ?? ""
            if let command = fields.required("command") { test.command = json(command.node) }
            if let actor = fields.optional("actor").flatMap(person) { test.actor = actor }
            if let subject = fields.optional("subject") { test.subject = json(subject.node) }
            if let at = fields.optional("at")?.parsed("an instant", { try? Instant($0) }) { test.start = at }
            if let answers = fields.optional("answers") { test.answers = json(answers.node).object ?? [:] }
            if let execution = fields.optional("execution").flatMap(execution) { test.execution = execution }
            if let steps = fields.optional("steps")?.list(countMax: 200, step) { test.steps = steps }
            if let expect = fields.optional("expect").flatMap(expectation) { test.expect = expect }
            return test
        }
    }

    private func step(_ value: YAMLValue) -> WorkflowTestCase.Step? {
        value.mapping { fields in
            let expect = fields.optional("expect").flatMap(expectation) ?? .init()
            guard let (kind, body) = fields.exactlyOne(of: ["decide", "after", "subjectChanges"]) else { return nil }
            let action: WorkflowTestCase.Step.Action?
            switch kind {
            case "decide": action = decision(body)
            case "after": action = body.parsed("a duration", hint: "write PT24H", ISODuration.milliseconds).map { .after(milliseconds: $0) }
            default: action = body.bool().map { _ in .subjectChanges }
            }
            return action.map { .init(action: $0, expect: expect) }
        }
    }

    private func decision(_ value: YAMLValue) -> WorkflowTestCase.Step.Action? {
        value.mapping { fields in
            let id = fields.required("by")?.string()
            let roles = fields.optional("roles")?.listOrOne { $0.string() } ?? []
            let outcome = fields.required("outcome")?.oneOf(DecisionOutcome.self)
            let comment = fields.optional("comment")?.string()
            let refused = fields.optional("refused")?.string()
            guard let id, let outcome else { return nil }
            return .decide(by: Actor(kind: .user, id: id, roles: Set(roles)), outcome, comment: comment, refused: refused)
        }
    }

    private func person(_ value: YAMLValue) -> Actor? {
        value.mapping { fields in
            let roles = fields.optional("roles")?.listOrOne { $0.string() } ?? []
            return fields.required("id")?.string().map { Actor(kind: .user, id: $0, roles: Set(roles)) }
        }
    }

    private func execution(_ value: YAMLValue) -> WorkflowTestCase.Execution? {
        value.mapping { fields in
            let code = fields.required("refused")?.string()
            let mayPass = fields.optional("mayPass")?.bool() ?? false
            return code.map { .refused(code: $0, mayPass: mayPass) }
        }
    }

    private func expectation(_ value: YAMLValue) -> WorkflowTestCase.Expectation? {
        value.mapping { fields in
            var expect = WorkflowTestCase.Expectation()
            expect.isHeld = fields.optional("held")?.bool()
            expect.state = fields.optional("state")?.oneOf(WorkflowInstance.State.self)?.rawValue
            expect.outcome = fields.optional("outcome")?.oneOf(WorkflowInstance.Outcome.self)?.rawValue
            expect.stage = fields.optional("stage")?.string()
            expect.reason = fields.optional("reason")?.string()
            expect.failure = fields.optional("failure")?.string()
            expect.events = fields.optional("events")?.list { $0.string() }
            expect.executions = fields.optional("executions")?.integer(in: 0...1000)
            return expect
        }
    }

    /// Plain scalars that look like JSON literals are those; quoted ones are texts.
    private func json(_ node: YAMLNode) -> JSON {
        node.folded(
            scalar: { scalar, _ in scalar.asLiteral }, sequence: { items, _ in .array(items) },
            mapping: { entries, _ in .object(Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }) })
    }
}
