import SQLStore
import StoaCommerce
import StoaKernel

/// What stands in the rows that a batch touches, read under lock. ChangeSets are judged against it one after another,
/// and each sees what the accepted ones before it have changed.
struct BatchState {
    struct RowKey: Hashable, Comparable {
        let tenant: String
        let kind: String
        let id: String

        static func < (left: RowKey, right: RowKey) -> Bool {
            (left.tenant, left.kind, left.id) < (right.tenant, right.kind, right.id)
        }
    }

    struct Account {
        let unit: String
        let floor: Int64?
        let ceiling: Int64?
        var posted: Int64 = 0
        var reservedOut: Int64 = 0
        var reservedIn: Int64 = 0

        var isAboveFloor: Bool { floor.map { posted - reservedOut >= $0 } ?? true }
        var isBelowCeiling: Bool { ceiling.map { posted + reservedIn <= $0 } ?? true }
    }

    struct Reservation {
        let from: String
        let to: String
        let amount: Int64
        /// `reserved` until it is `posted` or `voided`.
        var state: String
    }

    struct WorkRow {
        var token: Int64
        var isDone: Bool
    }

    /// 0 for a document that does not exist.
    var versions: [RowKey: Int64] = [:]
    /// Which document holds a unique value; the row key's id is `name 0x1F value`.
    var uniqueHolders: [RowKey: String] = [:]
    var accounts: [RowKey: Account] = [:]
    var reservations: [RowKey: Reservation] = [:]
    var idempotency: [RowKey: IdempotencyRecord] = [:]
    var work: [RowKey: WorkRow] = [:]
}

extension BatchState.RowKey {
    init(_ tenant: TenantID, _ key: DocumentKey) { self.init(tenant: tenant.text, kind: key.kind, id: key.id) }
    init(_ tenant: TenantID, _ account: AccountID) { self.init(tenant: tenant.text, kind: "", id: account.text) }
    init(_ tenant: TenantID, _ transfer: ID<Transfer>) { self.init(tenant: tenant.text, kind: "", id: transfer.text) }
    init(_ tenant: TenantID, _ claim: WorkClaim) { self.init(tenant: tenant.text, kind: claim.kind.rawValue, id: claim.key) }

    init(_ tenant: TenantID, _ record: IdempotencyRecord) {
        self.init(tenant: tenant.text, kind: record.principal + "\u{1F}" + record.command, id: record.key)
    }

    init(_ tenant: TenantID, kind: String, unique key: LookupKey) {
        self.init(tenant: tenant.text, kind: kind, id: key.name + "\u{1F}" + key.value)
    }
}
