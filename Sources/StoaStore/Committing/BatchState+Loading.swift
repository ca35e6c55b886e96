import SQLStore
import StoaCommerce
import StoaKernel

extension BatchState {
    /// Reads and locks everything the ChangeSets touch: table after table, and within a table in key order, so that two
    /// hosts never wait for each other in a circle.
    init(loading changes: [ChangeSet], _ connection: inout Connection) throws {
        try loadDocuments(changes, &connection)
        try loadUniqueHolders(changes, &connection)
        try loadReservations(changes, &connection)
        try loadAccounts(changes, &connection)
        try loadIdempotency(changes, &connection)
        try loadWork(changes, &connection)
    }

    private mutating func loadDocuments(_ changes: [ChangeSet], _ connection: inout Connection) throws {
        var written: Set<RowKey> = []
        var read: Set<RowKey> = []
        for change in changes {
            for put in change.puts { written.insert(RowKey(change.tenant, put.key)) }
            for check in change.reads { read.insert(RowKey(change.tenant, check.key)) }
        }
        let keys = written.union(read).sorted()
        let lock = documentVersion + connection.dialect.forUpdate
        // A document that is only read must not hold up other readers of it.
        let share = documentVersion + (connection.dialect.forUpdate.isEmpty ? "" : " FOR SHARE")
        let statements = keys.map { Statement(written.contains($0) ? lock : share, [.text($0.tenant), .text($0.kind), .text($0.id)]) }
        for (key, rows) in zip(keys, try connection.queryBatch(statements)) {
            versions[key] = try rows.first?.integer("version") ?? 0
        }
    }

    private mutating func loadUniqueHolders(_ changes: [ChangeSet], _ connection: inout Connection) throws {
        var wanted: [RowKey: [SQLValue]] = [:]
        for change in changes {
            for put in change.puts {
                for key in put.keys where key.isUnique {
                    wanted[RowKey(change.tenant, kind: put.key.kind, unique: key)] = [
                        .text(change.tenant.text), .text(put.key.kind), .text(key.name), .text(key.value),
                    ]
                }
            }
        }
        let keys = wanted.keys.sorted()
        let statements = keys.map { Statement(uniqueHolder, wanted[$0] ?? []) }
        for (key, rows) in zip(keys, try connection.queryBatch(statements)) {
            if let row = rows.first { uniqueHolders[key] = try row.text("id") }
        }
    }

    private mutating func loadReservations(_ changes: [ChangeSet], _ connection: inout Connection) throws {
        var wanted: Set<RowKey> = []
        for change in changes {
            for transfer in change.transfers {
                switch transfer.action {
                case .postReserved(let id), .voidReserved(let id): wanted.insert(RowKey(change.tenant, id))
                case .post, .reserve: continue
                }
            }
        }
        let keys = wanted.sorted()
        let lock = reservation + connection.dialect.forUpdate
        let statements = keys.map { Statement(lock, [.text($0.tenant), .text($0.id)]) }
        for (key, rows) in zip(keys, try connection.queryBatch(statements)) {
            guard let row = rows.first else { continue }
            reservations[key] = Reservation(
                from: try row.text("from_account"), to: try row.text("to_account"), amount: try row.integer("amount"),
                state: try row.text("state"))
        }
    }

    private mutating func loadAccounts(_ changes: [ChangeSet], _ connection: inout Connection) throws {
        var wanted: Set<RowKey> = []
        for change in changes {
            for opening in change.accounts { wanted.insert(RowKey(change.tenant, opening.id)) }
            for transfer in change.transfers {
                switch transfer.action {
                case .post(let from, let to, _), .reserve(let from, let to, _):
                    wanted.insert(RowKey(change.tenant, from))
                    wanted.insert(RowKey(change.tenant, to))
                case .postReserved(let id), .voidReserved(let id):
                    guard let reserved = reservations[RowKey(change.tenant, id)] else { continue }
                    wanted.insert(RowKey(change.tenant, AccountID(reserved.from)))
                    wanted.insert(RowKey(change.tenant, AccountID(reserved.to)))
                }
            }
        }
        let keys = wanted.sorted()
        let lock = accountState + connection.dialect.forUpdate
        let statements = keys.map { Statement(lock, [.text($0.tenant), .text($0.id)]) }
        for (key, rows) in zip(keys, try connection.queryBatch(statements)) {
            guard let row = rows.first else { continue }
            accounts[key] = Account(
                unit: try row.text("unit"), floor: try row.integerIfPresent("floor"),
                ceiling: try row.integerIfPresent("ceiling"), posted: try row.integer("posted"),
                reservedOut: try row.integer("reserved_out"), reservedIn: try row.integer("reserved_in"))
        }
    }

    private mutating func loadIdempotency(_ changes: [ChangeSet], _ connection: inout Connection) throws {
        var wanted: [RowKey: (TenantID, IdempotencyRecord)] = [:]
        for change in changes {
            if let record = change.idempotency { wanted[RowKey(change.tenant, record)] = (change.tenant, record) }
        }
        for key in wanted.keys.sorted() {
            guard let (tenant, record) = wanted[key] else { continue }
            let arguments: [SQLValue] = [.text(tenant.text), .text(record.principal), .text(record.command), .text(record.key)]
            guard let row = try connection.queryFirst(idempotencyRecord, arguments) else { continue }
            idempotency[key] = IdempotencyRecord(
                principal: record.principal, command: record.command, key: record.key, bodyHash: try row.text("body_hash"),
                response: try storedJSON(try row.text("response")))
        }
    }

    private mutating func loadWork(_ changes: [ChangeSet], _ connection: inout Connection) throws {
        let keys = Set(changes.flatMap { change in change.completes.map { RowKey(change.tenant, $0) } }).sorted()
        let lock = workState + connection.dialect.forUpdate
        let statements = keys.map { Statement(lock, [.text($0.tenant), .text($0.kind), .text($0.id)]) }
        for (key, rows) in zip(keys, try connection.queryBatch(statements)) {
            guard let row = rows.first else { continue }
            work[key] = WorkRow(token: try row.integer("token"), isDone: try row.integer("done") != 0)
        }
    }
}

private let documentVersion = "SELECT version FROM document WHERE tenant = $1 AND kind = $2 AND id = $3"
private let uniqueHolder = "SELECT id FROM lookup WHERE tenant = $1 AND kind = $2 AND name = $3 AND value = $4 AND is_unique = 1"
private let reservation = "SELECT from_account, to_account, amount, state FROM transfer WHERE tenant = $1 AND id = $2"
private let accountState = """
    SELECT unit, floor, ceiling, posted, reserved_out, reserved_in FROM account WHERE tenant = $1 AND id = $2
    """
private let workState = "SELECT token, done FROM work WHERE tenant = $1 AND kind = $2 AND work_key = $3"
