import SQLStore
import StoaCommerce
import StoaKernel

/// The rows that ChangeSets name, before anything is known about them.
struct TouchedKeys {
    private(set) var written: Set<RowKey> = []
    /// Those of `written` that may have keys of an earlier version.
    private(set) var rewritten: Set<RowKey> = []
    private(set) var read: Set<RowKey> = []
    private(set) var accounts: Set<RowKey> = []
    private(set) var settled: Set<RowKey> = []
    private(set) var work: Set<RowKey> = []
    private(set) var records: [RowKey: IdempotencyRecord] = [:]
    private var uniqueQueries: [RowKey: Statement] = [:]

    init(_ changes: [ChangeSet]) {
        for change in changes {
            let tenant = change.tenant
            for put in change.puts { add(put, tenant) }
            for check in change.reads { read.insert(RowKey(tenant, check.key)) }
            for opening in change.accounts { accounts.insert(RowKey(tenant, opening.id)) }
            for transfer in change.transfers { add(transfer.action, tenant) }
            for claim in change.completes { work.insert(RowKey(tenant, claim)) }
            for timer in change.timers { work.insert(RowKey(tenant, timer)) }
            if let record = change.idempotency { records[RowKey(tenant, record)] = record }
        }
    }

    /// In key order, each with the query for its holder.
    var uniqueValues: [(RowKey, Statement)] { uniqueQueries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    /// In key order, each with the query for its record.
    var idempotency: [(RowKey, Statement)] {
        records.sorted { $0.key < $1.key }.map { key, record in
            (key, Statement(idempotencyRecord, [.text(key.tenant), .text(record.principal), .text(record.command), .text(record.key)]))
        }
    }

    private mutating func add(_ put: DocumentPut, _ tenant: TenantID) {
        let key = RowKey(tenant, put.key)
        written.insert(key)
        if put.expectedVersion > 0 { rewritten.insert(key) }
        for lookup in put.heldKeys where lookup.isUnique {
            uniqueQueries[RowKey(tenant: tenant.text, kind: put.key.kind, unique: lookup)] = Statement(
                uniqueHolder, [.text(tenant.text), .text(put.key.kind), .text(lookup.name), .text(lookup.value)])
        }
    }

    private mutating func add(_ action: Transfer.Action, _ tenant: TenantID) {
        switch action {
        case .post(let from, let to, _), .reserve(let from, let to, _):
            accounts.insert(RowKey(tenant, from))
            accounts.insert(RowKey(tenant, to))
        case .postReserved(let id), .voidReserved(let id): settled.insert(RowKey(tenant, id))
        }
    }
}

private let uniqueHolder = "SELECT id FROM lookup WHERE tenant = $1 AND kind = $2 AND name = $3 AND value = $4 AND is_unique = 1"
