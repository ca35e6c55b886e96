import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// The shell of the step machine inside one decision: performs what the machine wants and writes what it came to.
struct WorkflowRunner {
    let definition: WorkflowDefinition

    /// Runs an instance from one event on until it waits or ends, and collects all changes in `context`.
    ///
    /// - Parameter before: the stored versions, or nil for a new instance.
    func run(
        _ event: WorkflowEvent, _ state: WorkflowState, storedAs before: Stored?, _ context: inout DecisionContext
    ) throws(Interruption) -> Result {
        let machine = WorkflowMachine(definition)
        var state = state
        var event = event
        var tasks: [ID<ApprovalTask>: ApprovalTask] = [:]
        var hasCalled = false
        while true {
            let step: WorkflowStep
            do { step = try machine.apply(event, to: state, at: context.now) } catch { throw .refused(error) }
            state = step.state
            var answer: WorkflowEvent?
            for action in step.actions {
                switch action {
                case .open(let task), .update(let task): tasks[task.id] = task
                case .emit(let type, .instance, let body): context.emit(type, about: state.instance.id, body)
                case .emit(let type, .task(let id), let body): context.emit(type, about: id, body)
                case .ask(let point, let input, let timeout):
                    let reply = try context.ask(ExtensionCall(point: point, input: input, timeoutMilliseconds: timeout))
                    answer = .answered(reply.replies.first?.output)
                case .call, .execute:
                    // Two called commands of one decision could not see each other's changes.
                    answer = hasCalled ? .deferred : try perform(action, state.instance, &context)
                    hasCalled = true
                }
            }
            guard let next = answer else { break }
            event = next
        }
        try write(state, tasks, before, &context)
        return Result(state: state, tasks: tasks)
    }

    /// Where the instance stands now, and every task that was opened or changed on the way.
    struct Result {
        let state: WorkflowState
        let tasks: [ID<ApprovalTask>: ApprovalTask]
    }

    /// An instance as it was read, with the open task if there is one.
    struct Stored {
        let instance: Versioned<WorkflowInstance>
        let task: Versioned<ApprovalTask>?

        var state: WorkflowState { WorkflowState(instance: instance.value, openTask: task?.value) }
    }

    private func perform(
        _ action: WorkflowAction, _ instance: WorkflowInstance, _ context: inout DecisionContext
    ) throws(Interruption) -> WorkflowEvent {
        let result: Swift.Result<CalledCommand, Refusal>
        switch action {
        case .call(let command, let input):
            let actor = Actor(kind: .workflow, id: "workflow:\(instance.workflow)", roles: ["workflow"])
            result = try context.call(command, input, as: actor)
        default:
            let held = instance.held
            result = try context.call(held.command, held.input, as: held.actor, passing: .heldBy(workflow: instance.workflow))
        }
        return .called(result.map(\.output))
    }

    private func write(
        _ state: WorkflowState, _ tasks: [ID<ApprovalTask>: ApprovalTask], _ before: Stored?, _ context: inout DecisionContext
    ) throws(Interruption) {
        let instance = state.instance
        precondition(instance.state != .running, "an instance stopped between two steps")
        if let before {
            guard instance != before.instance.value || !tasks.isEmpty else { return }
            try context.update(Versioned(instance, version: before.instance.version))
        } else {
            try context.create(instance)
        }
        for (id, task) in tasks.sorted(by: { $0.key < $1.key }) {
            if let stored = before?.task, stored.value.id == id {
                try context.update(Versioned(task, version: stored.version))
            } else {
                try context.create(task)
            }
        }
        setTimer(from: before?.instance.value, to: instance, &context)
    }

    private func setTimer(from old: WorkflowInstance?, to new: WorkflowInstance, _ context: inout DecisionContext) {
        guard old?.wakeSequence != new.wakeSequence else { return }
        if let old, old.wakeAt != nil { context.cancelTimer(old.timerKey) }
        if let due = new.wakeAt {
            context.schedule(
                new.timerKey, at: due, run: WakeWorkflow.name,
                with: ["instance": .string(new.id.text), "sequence": JSON(new.wakeSequence)])
        }
    }
}

extension WorkflowInstance {
    /// A key of its own for every timer, so that none is both claimed and set anew in one commit.
    var timerKey: String { "\(WakeWorkflow.name)/\(id)/\(wakeSequence)" }
}
