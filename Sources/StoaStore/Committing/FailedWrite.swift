import SQLStore
import StoaCommerce
import StoaKernel

/// A statement of an accepted ChangeSet that the database would not take: the backstop behind judging.
struct FailedWrite: Error {
    let error: SQLError
    /// What the statement was about; nil when unknown.
    let subject: Write.Subject?

    /// Whether a second look at the rows can end otherwise: somebody else inserted one of them at the same moment.
    var isRace: Bool { error.constraint?.kind == .unique }

    /// What it means for a ChangeSet on its own. Nil for the races that a second look settles: the row that was in the
    /// way is there to be judged then.
    var meaning: CommitResult? {
        guard let constraint = error.constraint, let subject else { return nil }
        switch (subject, constraint.kind) {
        case (.transfer(let id), .unique): return .success(.refused(.transfer(id, code: "ledger.duplicateTransfer")))
        case (.changeSet(let id), .unique):
            return .failure(
                StorageError(
                    code: "store.changeSetReused", "a ChangeSet with this id was committed before",
                    hint: "look up the journal entry \(id)", detail: error.detail))
        case (.account(let id), .check):
            return .success(.refused(constraint.name == "account_ceiling" ? .ceilingReached(id) : .floorReached(id)))
        default: return nil
        }
    }
}

extension Error {
    /// Whether it may come from one ChangeSet of many, rather than from the database as a whole.
    var isPerhapsOfOne: Bool {
        guard let error = self as? SQLError else { return !(self is StorageError) || (self as? StorageError)?.code == "store.corrupt" }
        switch error.kind {
        case .unavailable, .closed, .connectionLost, .commitUnknown, .readOnly, .permission, .diskFull, .disk, .corrupt: return false
        default: return true
        }
    }
}
