import StoaCommerce

extension WorkflowRun {
    /// The timer rang. A timer that counts no more, or one that rings early, changes nothing.
    mutating func wake() {
        guard let wait = instance.wait, let task = currentTask else { return }
        // The timer that rang is gone; whatever is still to come needs the next one.
        instance.wakeAt = nil
        switch wait {
        case .turn: go(to: .task(task.name))
        case .delay(let until):
            guard until <= now else { return }
            note("waited")
            go(to: definition.successor(of: task))
        case .retry(let at, _):
            guard at <= now else { return }
            go(to: .task(task.name))
        case .approval:
            if case .approve(let approval) = task.action { wakeApproval(approval) }
        }
    }

    /// What the definition's expressions can read.
    var scope: WorkflowScope { instance.scope(at: now) }
}
