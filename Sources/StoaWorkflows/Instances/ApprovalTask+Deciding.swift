import StoaCommerce
import StoaExtension
import StoaKernel

extension ApprovalTask {
    /// Whether the person may say this now. What somebody is comes before what the task is, so that an outsider learns
    /// nothing about it.
    ///
    /// - Throws: `approval.makerIsChecker`, `approval.notInPool`, `approval.alreadyDecided`, `approval.expired`,
    ///   `approval.excluded`.
    func check(_ decision: TaskDecision, at now: Instant) throws(Refusal) {
        let person = decision.by
        guard person.id != requestedBy else {
            throw Refusal(
                .forbidden, code: "approval.makerIsChecker", "nobody approves what they asked for themselves",
                hint: "ask somebody else in \(pool.description)")
        }
        guard person.kind == .user || person.kind == .customer, pool.names(person) || decision.isAdmitted else {
            throw Refusal(
                .forbidden, code: "approval.notInPool", "this task is not yours to decide", hint: "it waits for \(pool.description)")
        }
        guard state == .open, !decisions.contains(where: { $0.by == person.id }) else {
            throw Refusal(.conflict, code: "approval.alreadyDecided", "this task has been decided: \(state.rawValue)")
        }
        if let dueAt, now >= dueAt {
            throw Refusal(.conflict, code: "approval.expired", "the time to decide ended at \(dueAt)")
        }
        guard !excluded.contains(person.id) else {
            throw Refusal(
                .forbidden, code: "approval.excluded", "you have had your say in this matter already, or are excluded from it",
                hint: "ask somebody else in \(pool.description)")
        }
    }
}

extension ApproverPool {
    /// For people: `role finance, role cfo`.
    var description: String {
        let parts = roles.map { "role \($0)" } + users + (condition.map { ["people with \($0)"] } ?? [])
        return parts.joined(separator: ", ")
    }
}
