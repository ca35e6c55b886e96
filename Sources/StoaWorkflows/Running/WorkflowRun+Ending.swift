import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

extension WorkflowRun {
    /// The end of the flow; a held command that was executed before stays executed.
    mutating func complete(_ outcome: WorkflowInstance.Outcome) {
        instance.outcome = instance.outcome ?? outcome
        finish(.completed)
    }

    mutating func fail(_ code: String, _ message: String) {
        instance.failure = .init(task: instance.position, code: code, message: message)
        note("failed", ["code": .string(code), "message": .string(message)])
        finish(.failed)
    }

    private mutating func finish(_ state: WorkflowInstance.State) {
        // A step that fails takes back what it only wanted to ask.
        actions.removeAll(where: \.needsAnswer)
        instance.state = state
        instance.wait = nil
        instance.endedAt = now
        var body: [String: JSON] = [
            "instance": .string(instance.id.text), "workflow": .string(instance.workflow), "version": .string(instance.version),
            "command": .string(instance.held.command), "requestedBy": .string(instance.held.actor.id),
            "state": .string(state.rawValue),
        ]
        if let outcome = instance.outcome { body["outcome"] = .string(outcome.rawValue) }
        if let reason = instance.reason { body["reason"] = .string(reason) }
        if let failure = instance.failure {
            body["failure"] = ["code": .string(failure.code), "message": .string(failure.message)]
        }
        if let subject = instance.subject { body["subject"] = ["kind": .string(subject.kind), "id": .string(subject.id)] }
        actions.append(.emit(type: "workflow.finished", about: .instance, body: .object(body)))
    }

    /// Sets the one timer of the instance to the next thing that is due, under a new number whenever it moves, so that
    /// a timer that rings late can be told from the one that counts.
    mutating func setTimer() {
        let due: Instant?
        switch instance.wait {
        case nil: due = nil
        case .turn: due = now
        case .delay(let until): due = until
        case .retry(let at, _): due = at
        case .approval: due = openTask?.nextInstant
        }
        guard due != instance.wakeAt else { return }
        instance.wakeAt = due
        instance.wakeSequence += 1
    }
}
