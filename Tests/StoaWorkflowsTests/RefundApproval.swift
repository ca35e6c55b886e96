import Diagnostics
import Foundation
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
@testable import StoaWorkflows

/// The shipped workflow and what its tests start from.
enum RefundApproval {
    static let folder = repository.appendingPathComponent("workflows/refund-approval")

    static let repository: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("workflows/refund-approval").path) { return folder }
        }
        return folder
    }()

    static let definition: WorkflowDefinition = {
        let file = folder.appendingPathComponent("workflow.yaml")
        let text = try! String(contentsOf: file, encoding: .utf8)
        return try! WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
    }()

    static let start = try! Instant("2026-03-02T09:00:00Z")
    static let maker = person("usr_maker", "support")
    static let order = WorkflowSubject(kind: "order", id: "ord_1", version: 3, hash: "h3", body: ["total": 200_000])

    static func person(_ id: String, _ roles: String...) -> Actor { Actor(kind: .user, id: id, roles: Set(roles)) }

    static func input(_ amount: Int64, _ currency: String = "USD") -> JSON {
        ["id": "ord_1", "amount": ["amount": .integer(amount), "currency": .string(currency)], "reason": "broken"]
    }

    static func instance(_ definition: WorkflowDefinition = definition, amount: Int64) -> WorkflowInstance {
        WorkflowInstance(
            id: ID(trusted: "wfi_01test"), definition: definition,
            held: HeldCommand(workflow: definition.id, command: "order.refund", input: input(amount), actor: maker),
            commandHash: "command-hash", subject: order, startedAt: start)
    }
}

/// Drives the machine by hand: answers what it asks, keeps what it writes.
struct MachineDriver {
    let machine: WorkflowMachine
    var state: WorkflowState
    var now = RefundApproval.start
    var emitted: [String] = []
    var closed: [ApprovalTask] = []
    var executions = 0
    /// What the fraud model answers; nil for a model that does not answer.
    var score: Int64? = 10
    var execution: Result<JSON, Refusal> = .success(["refund": "ref_1"])

    init(_ definition: WorkflowDefinition = RefundApproval.definition, amount: Int64 = 20_000) {
        machine = WorkflowMachine(definition)
        state = WorkflowState(instance: RefundApproval.instance(definition, amount: amount))
    }

    var instance: WorkflowInstance { state.instance }
    var task: ApprovalTask? { state.openTask }

    mutating func send(_ event: WorkflowEvent) throws {
        var next: WorkflowEvent? = event
        while let event = next {
            next = nil
            let step = try machine.apply(event, to: state, at: now)
            state = step.state
            for action in step.actions {
                switch action {
                case .emit(let type, _, _): emitted.append(type)
                case .ask: next = .answered(score.map { ["score": .integer($0)] })
                case .execute:
                    executions += 1
                    next = .called(execution)
                case .call: next = .called(.success(["called": true]))
                case .update(let task): if task.state != .open { closed.append(task) }
                case .open: break
                }
            }
        }
    }

    mutating func start() throws { try send(.started) }

    mutating func decide(
        _ person: Actor, _ outcome: DecisionOutcome = .approved, comment: String? = nil, subject: WorkflowSubject? = RefundApproval.order
    ) throws {
        try send(.decided(TaskDecision(by: person, outcome: outcome, comment: comment, subject: subject)))
    }

    /// Lets time pass and the timer ring wherever it is due on the way.
    mutating func advance(hours: Int64) throws {
        let end = now.advanced(bySeconds: hours * 3600)
        while let wake = state.instance.wakeAt, wake <= end {
            now = max(now, wake)
            try send(.woke)
        }
        now = end
    }
}

/// The code of the refusal that a body ends in, or nil.
func refusalCode(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let refusal as Refusal { return refusal.code } catch { return "\(error)" }
}
