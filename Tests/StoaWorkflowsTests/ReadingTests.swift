import Diagnostics
import Testing

@testable import StoaWorkflows

@Suite struct ReadingTests {
    static let head = "kind: Workflow\nid: w\nversion: 1.0.0\nbefore: order.refund\n"

    /// The codes and lines of a file's findings.
    func findings(_ text: String) -> [String] {
        do {
            _ = try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
            return []
        } catch {
            return error.diagnostics.map { "\($0.code):\($0.position?.line ?? 0)" }
        }
    }

    @Test(
        arguments: [
            ("do:\n  - pay: { execute: command }\n", []),
            ("do:\n  - pay: { execute: order }\n", ["workflow.invalidValue:6"]),
            ("do: []\n", ["workflow.empty:5"]),
            ("on: order.paid\ndo:\n  - pay: { execute: command }\n", ["workflow.notSupported:5"]),
            ("do:\n  - a: { for: { each: x, in: vars.list }, do: [] }\n", ["workflow.notSupported:6", "workflow.notSupported:6"]),
            (
                "do:\n  - a: { call: order.note, compensate: { call: order.unnote } }\n  - pay: { execute: command }\n",
                ["workflow.notSupported:6"]
            ),
            ("do:\n  - pay: { execute: command, them: end }\n", ["workflow.unknownField:6"]),
            ("do:\n  - pay: { execute: command }\n  - pay: { execute: command }\n", ["workflow.duplicateTask:7"]),
            ("do:\n  - end: { execute: command }\n", ["workflow.badTaskName:6"]),
            ("do:\n  - a: { wait: 5 minutes }\n  - pay: { execute: command }\n", ["workflow.invalidValue:6"]),
            ("do:\n  - a: { wait: PT5M, then: pai }\n  - pay: { execute: command }\n", ["workflow.unknownTarget:6"]),
            ("do:\n  - a: { wait: PT5M }\n  - pay: { execute: command, then: a }\n", ["workflow.backwardTarget:7"]),
            (
                "do:\n  - a:\n      switch:\n        - x: { when: 'true', then: pay }\n  - pay: { execute: command }\n",
                ["workflow.noElse:8"]
            ),
            (
                "do:\n  - a:\n      switch:\n        - x: { when: 'command.amount >', then: pay }\n        - else: pay\n  - pay: { execute: command }\n",
                ["cel.syntax:8"]
            ),
            (
                "do:\n  - a:\n      switch:\n        - x: { when: 'comand.amount > 3', then: pay }\n        - else: pay\n  - pay: { execute: command }\n",
                ["cel.unknownName:8"]
            ),
            (
                "do:\n  - a:\n      switch:\n        - x: { when: 'true', then: pay }\n        - else: end\n  - b: { wait: PT1S }\n  - pay: { execute: command }\n",
                ["workflow.fallsThrough:10"]
            ),
            (
                "do:\n  - a:\n      switch:\n        - x: { when: 'true', then: pay }\n        - else: end\n  - b: { wait: PT1S, then: end }\n  - pay: { execute: command }\n",
                ["workflow.unreachableTask:10"]
            ),
            ("when: tasks.a.output > 3\ndo:\n  - pay: { execute: command }\n", ["workflow.nameNotHere:5"]),
            (
                "do:\n  - ask:\n      approve:\n        stages:\n          - { name: s, by: { users: [usr_a, usr_b] }, need: 3 }\n      outcomes: { approved: pay, rejected: end }\n  - pay: { execute: command }\n",
                ["workflow.neverApprovable:6"]
            ),
            (
                "do:\n  - ask:\n      approve:\n        stages:\n          - { name: s, by: { role: a, users: [b] } }\n      outcomes: { approved: pay, rejected: end }\n  - pay: { execute: command }\n",
                ["workflow.conflictingFields:9"]
            ),
            (
                "do:\n  - ask:\n      approve:\n        stages:\n          - { name: s, by: { role: a }, need: all }\n      outcomes: { approved: pay, rejected: end }\n  - pay: { execute: command }\n",
                ["workflow.notSupported:9"]
            ),
        ] as [(String, [String])])
    func findsMistakesAtTheirPlace(_ body: String, _ expected: [String]) {
        #expect(findings(Self.head + body) == expected, "\(body)")
    }

    @Test func aFileWithoutAHeadSaysWhatIsMissing() {
        #expect(findings("do: []\n").contains("workflow.missingField:1"))
        #expect(findings(Self.head + "schema: stoa/workflow/9\ndo:\n  - pay: { execute: command }\n") == ["workflow.unknownSchema:5"])
    }

    @Test func namesTheNearestTarget() {
        let text = Self.head + "do:\n  - a: { wait: PT5M, then: pai }\n  - pay: { execute: command }\n"
        do {
            _ = try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
            Issue.record("must be refused")
        } catch { #expect(error.diagnostics.first?.hint == "did you mean 'pay'?") }
    }

    @Test(
        arguments: [
            ("PT2S", 2000), ("PT24H", 86_400_000), ("P2DT12H", 216_000_000), ("P1W", 604_800_000), ("PT1H30M", 5_400_000),
            ("PT", nil), ("P", nil), ("2S", nil), ("PT2", nil), ("PT1S1M", nil), ("P1M", nil), ("PT-2S", nil), ("PT0S", nil),
            ("P9999D", nil), ("PT1.5S", nil), ("", nil), ("PT99999999999999999999S", nil),
        ] as [(String, Int64?)])
    func readsDurations(_ text: String, _ expected: Int64?) {
        #expect(ISODuration.milliseconds(text) == expected)
    }

    @Test func twoWorkflowsMayNotHoldOneCommand() throws {
        func workflow(_ id: String) throws -> WorkflowDefinition {
            let text = Self.head.replacing("id: w\n", with: "id: \(id)\n") + "do:\n  - pay: { execute: command }\n"
            return try WorkflowDefinition(reading: SourceText(name: id, text: text))
        }
        let both = [try workflow("a"), try workflow("b")]
        #expect(WorkflowCheck.findings(among: both).map(\.code) == ["workflow.commandHeldTwice"])
        #expect(throws: DiagnosticsError.self) { try WorkflowCatalog(both) }
        let unknown = WorkflowCheck.findings(among: [both[0]], commands: ["order.refunds"])
        #expect(unknown.map(\.code) == ["workflow.unknownCommand"])
        #expect(unknown.first?.hint == "did you mean 'order.refunds'?")
    }
}
