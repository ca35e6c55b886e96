import SQLStore
import StoaCommerce
import StoaKernel

/// What stands in the rows that a batch touches, read under lock. ChangeSets are judged against it one after another,
/// and each sees what the accepted ones before it have changed.
struct BatchState {
    var documents = TrackedRows<DocumentRow>()
    /// Which document holds a unique value.
    var uniqueHolders = TrackedRows<String>()
    var accounts = TrackedRows<AccountRow>()
    var transfers = TrackedRows<TransferRow>()
    var idempotency = TrackedRows<IdempotencyRow>()
    var work = TrackedRows<WorkRow>()
    var accepted: [PreparedChangeSet] = []

    mutating func keep() {
        documents.keep()
        uniqueHolders.keep()
        accounts.keep()
        transfers.keep()
        idempotency.keep()
        work.keep()
    }

    mutating func undo() {
        documents.undo()
        uniqueHolders.undo()
        accounts.undo()
        transfers.undo()
        idempotency.undo()
        work.undo()
    }
}

struct DocumentRow {
    var version: Int64
    /// False under a delete mark.
    var isLive: Bool
    var lookups: [LookupSlot: LookupKey] = [:]
    /// What a put of this batch made of it; nil while the row is as it was read.
    var body: String?
    var changedAt: Int64 = 0
    var changedBy: String = ""
}

/// Where a key's value stands among the values of its name.
struct LookupSlot: Hashable {
    let name: String
    let ordinal: Int64
}

struct AccountRow {
    let unit: String
    let floor: Int64?
    let ceiling: Int64?
    var posted: Int64 = 0
    var reservedOut: Int64 = 0
    var reservedIn: Int64 = 0
}

struct TransferRow {
    let from: String
    let to: String
    let amount: Int64
    /// `reserved` until it is `posted` or `voided`.
    var state: String
    let changeSet: String
    var settledBy: String?
}

struct IdempotencyRow {
    let record: IdempotencyRecord
    let createdAt: Int64
}

struct WorkRow {
    var token: Int64
    var isDone: Bool
    /// The timer that this batch sets, and when it was asked for.
    var timer: TimerChange.Due?
    var setAt: Int64 = 0
}
