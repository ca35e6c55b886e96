import StoaCommerce
import StoaKernel

/// Where a row stands within its table. Equal when all bytes are, as in the database: two spellings that look alike are
/// two keys. A tenant's name is plain ASCII.
struct RowKey: Hashable, Comparable {
    let tenant: String
    /// Empty in tables that have no second column in their key.
    let kind: String
    let id: String

    static func == (left: RowKey, right: RowKey) -> Bool {
        // Texts that differ are told apart quickly; only those that look alike need their bytes compared.
        left.id == right.id && left.kind == right.kind && left.tenant == right.tenant
            && left.id.utf8.elementsEqual(right.id.utf8) && left.kind.utf8.elementsEqual(right.kind.utf8)
    }

    func hash(into hasher: inout Hasher) {
        RowKey.feed(tenant, to: &hasher)
        RowKey.feed(kind, to: &hasher)
        RowKey.feed(id, to: &hasher)
    }

    private static func feed(_ text: String, to hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }

    /// One order for all hosts; texts that look alike stand side by side.
    static func < (left: RowKey, right: RowKey) -> Bool {
        (left.tenant, left.kind, left.id) < (right.tenant, right.kind, right.id)
    }
}

extension RowKey {
    init(_ tenant: TenantID, _ key: DocumentKey) { self.init(tenant: tenant.text, kind: key.kind, id: key.id) }
    init(_ tenant: TenantID, _ account: AccountID) { self.init(tenant: tenant.text, kind: "", id: account.text) }
    init(_ tenant: TenantID, _ transfer: ID<Transfer>) { self.init(tenant: tenant.text, kind: "", id: transfer.text) }
    init(_ tenant: TenantID, _ claim: WorkClaim) { self.init(tenant: tenant.text, kind: claim.kind.rawValue, id: claim.key) }
    init(_ tenant: TenantID, _ timer: TimerChange) { self.init(tenant: tenant.text, kind: WorkKind.timer.rawValue, id: timer.key) }

    /// The names of commands hold no control characters, so the two halves of `kind` cannot be mistaken.
    init(_ tenant: TenantID, _ record: IdempotencyRecord) {
        self.init(tenant: tenant.text, kind: record.principal + "\u{1F}" + record.command, id: record.key)
    }

    /// The place of a unique value, whichever document holds it.
    init(tenant: String, kind: String, unique key: LookupKey) {
        self.init(tenant: tenant, kind: kind, id: key.name + "\u{1F}" + key.value)
    }
}
