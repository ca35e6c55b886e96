import StoaCommerce

/// What became of a commit. Only `committed` changed anything.
public enum CommitOutcome: Sendable, Hashable {
    case committed
    /// Another commit came first; deciding again may succeed. Names what moved, as far as it is known.
    case conflict([DocumentKey])
    /// A ledger bound, a unique key or an id said no; deciding again with fresh reads tells the caller why.
    case refused(CommitRefusal)
    /// The idempotency key was used before, with this record.
    case duplicate(IdempotencyRecord)
}

public enum CommitRefusal: Error, Sendable, Hashable {
    /// `ledger.floorReached` or `ledger.ceilingReached`.
    case floorReached(AccountID)
    case ceilingReached(AccountID)
    /// `ledger.unknownAccount`, `ledger.unitMismatch`, `ledger.amountOutOfRange`, `ledger.duplicateTransfer`; and
    /// `ledger.notReserved` with the id of the reservation that should be settled.
    case transfer(ID<Transfer>, code: String)
    /// `store.keyTaken`: another document holds the unique value.
    case keyTaken(kind: String, name: String)
    /// `work.leaseLost`: somebody else has the claimed work now.
    case leaseLost(String)

    /// The account whose bound was in the way.
    var account: AccountID? {
        switch self {
        case .floorReached(let account), .ceilingReached(let account): account
        case .transfer, .keyTaken, .leaseLost: nil
        }
    }
}

/// The store could not serve: `store.busy` (queue full, try later), `store.unavailable`, `store.commitUnknown` (look the
/// ChangeSet up by id), `store.closed`, `store.schemaTooNew`, `store.corrupt`; or it was asked for something it cannot do:
/// `store.changeSetReused`, `store.cursorMalformed`, `store.valueInvalid`, `store.valueTooLarge`.
public struct StorageError: Error, Sendable, Hashable {
    public let code: String
    public let message: String
    public let hint: String?
    /// For logs only.
    public let detail: String?

    public init(code: String, _ message: String, hint: String? = nil, detail: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.detail = detail
    }
}
