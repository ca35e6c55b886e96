import Diagnostics
import JSONDocument
import StoaCommerce
import StoaKernel
import Testing

@testable import StoaWorkflows

/// The tasks besides approvals, each in a small file of its own.
@Suite struct TaskMachineTests {
    func driver(_ tasks: String) throws -> MachineDriver {
        let text = ReadingTests.head + "do:\n" + tasks
        return MachineDriver(try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text)))
    }

    @Test func setsVariablesFromExpressionsAndData() throws {
        var driver = try driver(
            """
              - first: { set: { total: "${ command.amount }", doubled: "${ command.amount * 2 }", name: "refund of ${ command.id }!", flag: true, text: "true" } }
              - second: { set: { nested: { list: [ 1, "${ vars.flag }" ] }, plain: "$${ not }" } }
              - pay: { execute: command }

            """)
        try driver.start()
        let variables = driver.instance.variables
        #expect(variables["total"] == ["amount": 20_000, "currency": "USD"])
        #expect(variables["doubled"] == ["amount": 40_000, "currency": "USD"])
        #expect(variables["name"] == "refund of ord_1!")
        #expect(variables["flag"] == true)
        #expect(variables["text"] == "true")
        #expect(variables["nested"] == ["list": [1, true]])
        #expect(variables["plain"] == "${ not }")
        #expect(driver.instance.outcome == .executed)
    }

    @Test func dataIsNeverEvaluatedAgain() throws {
        var driver = try driver(
            "  - a: { set: { x: \"$${ command.id }\" } }\n  - b: { set: { y: \"${ vars.x }\" } }\n  - pay: { execute: command }\n")
        try driver.start()
        #expect(driver.instance.variables["y"] == "${ command.id }")
    }

    @Test func waitsUntilItsTime() throws {
        var driver = try driver("  - pause: { wait: PT2H }\n  - pay: { execute: command }\n")
        try driver.start()
        #expect(driver.instance.wakeAt == RefundApproval.start.advanced(bySeconds: 7200))
        try driver.advance(hours: 1)
        #expect(driver.executions == 0)
        try driver.advance(hours: 1)
        #expect(driver.executions == 1)
    }

    @Test func raisesTheAuthorsError() throws {
        var driver = try driver("  - stop: { raise: { code: refund.suspicious, message: \"look at ${ command.id }\" } }\n")
        try driver.start()
        #expect(driver.instance.failure == .init(task: "stop", code: "refund.suspicious", message: "look at ord_1"))
        #expect(driver.emitted == ["workflow.finished"])
    }

    @Test func emitsItsOwnEvents() throws {
        var driver = try driver(
            "  - tell: { emit: { type: refund.seen, data: { order: \"${ command.id }\" } } }\n  - pay: { execute: command }\n")
        try driver.start()
        #expect(driver.emitted == ["refund.seen", "workflow.finished"])
    }

    @Test func callsCommandsAndReadsTheirOutput() throws {
        var driver = try driver(
            "  - note: { call: order.note, with: { id: \"${ command.id }\" } }\n  - keep: { set: { x: \"${ tasks.note.output.called }\" } }\n  - pay: { execute: command }\n"
        )
        try driver.start()
        #expect(driver.instance.variables["x"] == true)
    }

    @Test func anErrorOfAnExpressionEndsTheInstanceVisibly() throws {
        var driver = try driver("  - a: { set: { x: \"${ vars.nothing + 1 }\" } }\n  - pay: { execute: command }\n")
        try driver.start()
        #expect(driver.instance.state == .failed)
        #expect(driver.instance.failure?.task == "a")
        #expect(driver.instance.failure?.code.hasPrefix("cel.") == true)
        #expect(driver.executions == 0)
    }

    @Test func anEventThatDoesNotFitIsABugOfTheShell() throws {
        var driver = try driver("  - pause: { wait: PT2H }\n  - pay: { execute: command }\n")
        try driver.start()
        for event in [WorkflowEvent.answered(nil), .called(.success(.null)), .deferred] {
            #expect(refusalCode { try driver.send(event) } == "workflow.outOfStep")
        }
    }

    @Test func aDeferredTaskRunsInTheNextCommit() throws {
        let text = ReadingTests.head + "do:\n  - pay: { execute: command }\n"
        let machine = WorkflowMachine(try WorkflowDefinition(reading: SourceText(name: "w", text: text)))
        let start = WorkflowState(instance: RefundApproval.instance(machine.definition, amount: 1))
        let now = RefundApproval.start
        let asked = try machine.apply(.started, to: start, at: now)
        #expect(asked.actions == [.execute])
        let parked = try machine.apply(.deferred, to: asked.state, at: now)
        #expect(parked.state.instance.wait == .turn)
        #expect(parked.state.instance.wakeAt == now)
        let again = try machine.apply(.woke, to: parked.state, at: now)
        #expect(again.actions == [.execute])
        #expect(parked.state.instance.unreachableBecause(openTask: nil) == nil)
    }
}
