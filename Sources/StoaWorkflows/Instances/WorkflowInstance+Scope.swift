import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

extension WorkflowInstance {
    /// The names that expressions see, and their values: facts only, nothing that a definition could change.
    func scope(at now: Instant) -> WorkflowScope {
        WorkflowScope(
            values: [
                "command": held.input.asCommand(of: held.actor), "actor": held.actor.asFacts,
                "subject": subject?.asFacts ?? .object([:]), "vars": .object(variables),
                "tasks": .object(tasks.mapValues(\.asFacts)), "earlierApprovers": .array(approvers.map { .string($0) }),
            ], now: now)
    }

    /// Invariant: whoever is not final has something that will move it on. Nil, or what is missing.
    public func unreachableBecause(openTask: ApprovalTask?) -> String? {
        if state.isFinal { return wakeAt == nil ? nil : "it is final and still has a timer" }
        if wakeAt != nil { return nil }
        guard case .approval(let task, _, _)? = wait else { return "it waits for nothing" }
        guard let openTask, openTask.id == task, openTask.state == .open else { return "its task \(task) is not open" }
        return nil
    }
}

extension JSON {
    /// The input of a command with `actor` beside its fields: what conditions call `command`.
    func asCommand(of actor: Actor) -> JSON {
        var command = self
        command["actor"] = actor.asFacts
        return command
    }
}

extension Actor {
    var asFacts: JSON {
        var facts: JSON = [
            "id": .string(id), "kind": .string(kind.rawValue), "roles": .array(roles.sorted().map { .string($0) }),
        ]
        if let seller { facts["seller"] = .string(seller) }
        return facts
    }
}

extension WorkflowSubject {
    /// `subject.kind`, `subject.id`, `subject.version`, and the document itself under its kind: `subject.order`.
    var asFacts: JSON {
        var facts: JSON = ["kind": .string(kind), "id": .string(id), "version": .integer(version)]
        facts[kind] = body
        return facts
    }
}

extension WorkflowInstance.TaskRecord {
    var asFacts: JSON {
        var facts: [String: JSON] = [:]
        if let output { facts["output"] = output }
        if let outcome { facts["outcome"] = .string(outcome) }
        if let decidedBy { facts["decidedBy"] = .string(decidedBy) }
        if let comment { facts["comment"] = .string(comment) }
        return .object(facts)
    }
}
