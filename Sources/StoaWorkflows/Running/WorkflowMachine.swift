import JSONDocument
import StoaCommerce
import StoaKernel

/// The step machine: (instance, event) → (instance′, actions).
///
/// Pure. It reads no clock and makes no random numbers, so the same history gives the same instance byte for byte. The
/// shell performs the actions, commits the new state with them, and comes back with the next event.
public struct WorkflowMachine: Sendable {
    public let definition: WorkflowDefinition

    public init(_ definition: WorkflowDefinition) { self.definition = definition }

    /// Takes one event.
    ///
    /// - Throws: the refusal of a decision (`approval.…`), or `workflow.outOfStep` for an event that does not fit the
    ///   state, which is a bug of the shell. An error of the definition does not throw: it ends the instance as failed.
    public func apply(_ event: WorkflowEvent, to state: WorkflowState, at now: Instant) throws(Refusal) -> WorkflowStep {
        var run = WorkflowRun(definition: definition, state: state, now: now)
        switch event {
        case .started: run.go(to: .task(definition.tasks[0].name))
        case .answered(let reply): try run.answered(reply)
        case .called(let result): try run.called(result)
        case .deferred: try run.deferred()
        case .decided(let decision): try run.decide(decision)
        case .woke: run.wake()
        }
        run.setTimer()
        return WorkflowStep(state: WorkflowState(instance: run.instance, openTask: run.openTask), actions: run.actions)
    }
}

/// One application of the machine: the state as it changes, and the actions collected on the way.
struct WorkflowRun {
    let definition: WorkflowDefinition
    var instance: WorkflowInstance
    var openTask: ApprovalTask?
    let now: Instant
    var actions: [WorkflowAction] = []

    /// Tasks that may follow one another without waiting; a definition that passes it goes round in circles.
    static let tasksPerStepMax = 200
    /// Entries an instance may collect before it has to end.
    static let historyEntriesMax = 1000

    init(definition: WorkflowDefinition, state: WorkflowState, now: Instant) {
        self.definition = definition
        instance = state.instance
        openTask = state.openTask
        self.now = now
    }

    /// Runs tasks from a target on until one has to wait, wants an answer, or the end is reached.
    mutating func go(to target: WorkflowTarget) {
        var target = target
        for _ in 0..<WorkflowRun.tasksPerStepMax {
            guard instance.history.count < WorkflowRun.historyEntriesMax else {
                return fail("workflow.historyFull", "the instance has taken more than \(WorkflowRun.historyEntriesMax) steps")
            }
            switch target {
            case .end: return complete(.notExecuted)
            case .fail: return fail("workflow.failed", "the workflow went to 'fail'")
            case .task(let name):
                guard let task = definition[task: name] else {
                    return fail("workflow.unknownTask", "there is no task '\(name)'")
                }
                instance.state = .running
                instance.wait = nil
                instance.position = name
                do throws(WorkflowFault) {
                    guard let next = try perform(task) else { return }
                    target = next
                } catch { return fail(error.code, error.message) }
            }
        }
        fail("workflow.runaway", "the workflow went through \(WorkflowRun.tasksPerStepMax) tasks without waiting")
    }

    /// Begins a task. Nil when it waits or has ended the instance.
    private mutating func perform(_ task: WorkflowTask) throws(WorkflowFault) -> WorkflowTarget? {
        switch task.action {
        case .call(let call):
            try begin(call)
            return nil
        case .execute:
            actions.append(.execute)
            return nil
        case .branch(let branches, let otherwise):
            for branch in branches where try branch.when.holds(in: scope) {
                note("switched", ["branch": .string(branch.name)])
                return branch.then
            }
            note("switched", ["branch": "else"])
            return otherwise
        case .approve(let approval):
            instance.tasks[task.name] = nil
            return try openStage(of: approval, from: 0, voided: 0)
        case .refuse(let reason):
            let reason = try reason.string(in: scope)
            instance.reason = reason
            note("refused", ["reason": .string(reason)])
            complete(.refused)
            return nil
        case .set(let assignments):
            var assigned: [String: JSON] = [:]
            for assignment in assignments { assigned[assignment.name] = try assignment.value.value(in: scope) }
            instance.variables.merge(assigned) { _, new in new }
            note("set", .object(assigned))
        case .wait(let milliseconds):
            park(.delay(until: now.advanced(byMilliseconds: milliseconds)))
            return nil
        case .emit(let type, let data):
            actions.append(.emit(type: type, about: .instance, body: try data.value(in: scope)))
            note("emitted", ["type": .string(type)])
        case .raise(let code, let message): throw WorkflowFault(code: code, try message.string(in: scope))
        }
        return definition.successor(of: task)
    }

    var currentTask: WorkflowTask? { instance.position.flatMap { definition[task: $0] } }

    mutating func park(_ wait: WorkflowWait) {
        instance.state = .waiting
        instance.wait = wait
    }

    mutating func note(_ what: String, _ detail: JSON? = nil) {
        instance.history.append(.init(at: now, task: instance.position, what: what, detail: detail))
    }
}
