import Diagnostics
import JSONDocument
import StoaCommerce
import StoaKernel
import Testing

@testable import StoaWorkflows

/// How an instance ends when something is wrong: visibly, with a code, and without carrying the command out.
@Suite struct FailureTests {
    private func driver(_ tasks: String) throws -> MachineDriver {
        let text = ReadingTests.head + "do:\n" + tasks + "  - pay: { execute: command }\n"
        return MachineDriver(try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text)))
    }

    private func approval(_ stages: String, _ more: String = "") -> String {
        "  - ask:\n      approve:\n        stages: [ \(stages) ]\n\(more)      outcomes: { approved: pay, rejected: end }\n"
    }

    @Test(
        arguments: [
            ("  - a:\n      switch:\n        - x: { when: 'true', then: fail }\n        - else: pay\n", "workflow.failed"),
            ("  - a: { call: ai.fraud }\n", "workflow.noAnswer"),
            ("  - a:\n      switch:\n        - x: { when: command.id, then: pay }\n        - else: pay\n", "workflow.notABoolean"),
            ("  - a: { set: { x: '${ type(command) }' } }\n", "workflow.notData"),
            ("  - a: { set: { x: 'about ${ command }' } }\n", "template.notText"),
        ])
    func endsWithItsCode(tasks: String, code: String) throws {
        var driver = try driver(tasks)
        driver.score = nil
        try driver.start()
        #expect(driver.instance.failure?.code == code)
        #expect(driver.instance.state == .failed)
        #expect(driver.executions == 0)
    }

    @Test func anApprovalThatNobodyCouldGive() throws {
        var none = try driver(approval("{ name: s, by: { role: lead }, when: 'false' }"))
        try none.start()
        #expect(none.instance.failure?.code == "approval.noStage")
        var excluded = try driver(approval("{ name: s, by: { role: lead } }", "        exclude: [ command.amount ]\n"))
        try excluded.start()
        #expect(excluded.instance.failure?.code == "approval.badExclusion")
    }

    @Test func neitherStepsNorHistoryAreEndless() throws {
        let tasks = (1...WorkflowParser.tasksMax).map { "  - t\($0): { set: { x: 1 } }\n" }.joined()
        let text = ReadingTests.head + "do:\n" + tasks
        var long = MachineDriver(try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text)))
        try long.start()
        #expect(long.instance.failure?.code == "workflow.runaway")

        var old = try driver("  - a: { wait: PT1S }\n")
        try old.start()
        let entry = WorkflowInstance.HistoryEntry(at: old.now, task: "a", what: "set", detail: nil)
        old.state.instance.history = Array(repeating: entry, count: WorkflowRun.historyEntriesMax)
        try old.advance(hours: 1)
        #expect(old.instance.failure?.code == "workflow.historyFull")
    }

    @Test func aTaskThatIsNotInTheFileAnyMore() throws {
        let whole = try driver("  - a: { wait: PT1S }\n").machine.definition
        let cut = WorkflowDefinition(
            id: whole.id, version: whole.version, source: whole.source, hash: whole.hash, trigger: whole.trigger,
            tasks: whole.tasks.filter { $0.name == "a" }.map { WorkflowTask($0.name, $0.action, then: .task("pay"), span: $0.span) })
        var driver = MachineDriver(cut)
        try driver.start()
        try driver.advance(hours: 1)
        #expect(driver.instance.failure?.code == "workflow.unknownTask")
    }

    @Test func tooManyTasksAndTests() throws {
        let tasks = (0...WorkflowParser.tasksMax).map { "  - t\($0): { set: { x: 1 } }\n" }.joined()
        let error = #expect(throws: DiagnosticsError.self) {
            try WorkflowDefinition(reading: SourceText(name: "w", text: ReadingTests.head + "do:\n" + tasks))
        }
        #expect(error?.diagnostics.map(\.code) == ["workflow.tooMany"])
        let definition = try driver("").machine.definition
        let tests = "tests:\n" + String(repeating: "  - { name: a, command: {} }\n", count: 1001)
        let report = WorkflowTests.run(definition, tests: SourceText(name: "tests.yaml", text: tests))
        #expect(report.diagnostics.map(\.code) == ["workflowTest.tooMany"])
    }

    @Test func twoWorkflowsOfOneID() throws {
        let one = try driver("").machine.definition
        let codes = WorkflowCheck.findings(among: [one, one]).map(\.code)
        #expect(codes.contains("workflow.duplicateID"))
    }
}
