import SQLStore
import StoaCommerce
import StoaKernel

extension BatchState {
    /// Reads and locks everything the ChangeSets touch: table after table, and within a table in key order, so that two
    /// hosts never wait for each other in a circle.
    ///
    /// One round trip; a second one for the accounts when reservations are settled, since only they know which.
    init(loading changes: [ChangeSet], _ connection: inout Connection) throws {
        let keys = TouchedKeys(changes)
        var plan = LoadingPlan()
        plan.addDocuments(keys, connection.dialect)
        plan.add(keys.rewritten.sorted().map { ($0, Statement(currentLookups, [.text($0.tenant), .text($0.kind), .text($0.id)])) }) {
            state, key, rows in try state.loadLookups(key, rows)
        }
        plan.add(keys.uniqueValues) { state, key, rows in
            if let row = rows.first { state.uniqueHolders.load(key, try row.text("id")) }
        }
        let reservation = reservationState + connection.dialect.forUpdate
        plan.add(keys.settled.sorted().map { ($0, Statement(reservation, [.text($0.tenant), .text($0.id)])) }) { state, key, rows in
            if let row = rows.first { state.transfers.load(key, try TransferRow(row)) }
        }
        plan.add(keys.idempotency) { state, key, rows in
            if let row = rows.first, let record = keys.records[key] { state.idempotency.load(key, try IdempotencyRow(record, row)) }
        }
        let workRow = workState + connection.dialect.forUpdate
        plan.add(keys.work.sorted().map { ($0, Statement(workRow, [.text($0.tenant), .text($0.kind), .text($0.id)])) }) {
            state, key, rows in
            guard let row = rows.first else { return }
            state.work.load(key, WorkRow(token: try row.integer("token"), isDone: try row.boolean("done")))
        }
        var touched = keys.accounts
        if !keys.settled.isEmpty {
            try plan.run(&self, &connection)
            plan = LoadingPlan()
            touched.formUnion(accountsReserved(by: keys.settled))
        }
        plan.addAccounts(touched, connection.dialect)
        try plan.run(&self, &connection)
    }

    private func accountsReserved(by transfers: Set<RowKey>) -> Set<RowKey> {
        var accounts: Set<RowKey> = []
        for key in transfers {
            guard let transfer = self.transfers[key] else { continue }
            accounts.insert(RowKey(tenant: key.tenant, kind: "", id: transfer.from))
            accounts.insert(RowKey(tenant: key.tenant, kind: "", id: transfer.to))
        }
        return accounts
    }

    private mutating func loadLookups(_ key: RowKey, _ rows: Rows) throws {
        guard var document = documents[key] else { return }
        for row in rows {
            let name = try row.text("name")
            document.lookups[LookupSlot(name: name, ordinal: try row.integer("ordinal"))] = LookupKey(
                name, try row.text("value"), unique: try row.boolean("is_unique"))
        }
        documents.load(key, document)
    }
}

/// Statements of one round trip, each with what to do with its rows.
private struct LoadingPlan {
    typealias Take = (inout BatchState, RowKey, Rows) throws -> Void
    private var statements: [Statement] = []
    private var takes: [(key: RowKey, take: Take)] = []

    mutating func add(_ wanted: [(RowKey, Statement)], _ take: @escaping Take) {
        for (key, statement) in wanted {
            statements.append(statement)
            takes.append((key, take))
        }
    }

    mutating func addDocuments(_ keys: TouchedKeys, _ dialect: Dialect) {
        let lock = documentState + dialect.forUpdate
        // A document that is only read must not hold up other readers of it.
        let share = documentState + (dialect == .postgres ? " FOR SHARE" : "")
        let wanted = keys.written.union(keys.read).sorted().map { key in
            (key, Statement(keys.written.contains(key) ? lock : share, [.text(key.tenant), .text(key.kind), .text(key.id)]))
        }
        add(wanted) { state, key, rows in
            guard let row = rows.first else { return }
            state.documents.load(key, DocumentRow(version: try row.integer("version"), isLive: try row.boolean("live")))
        }
    }

    mutating func addAccounts(_ accounts: Set<RowKey>, _ dialect: Dialect) {
        let lock = accountState + dialect.forUpdate
        add(accounts.sorted().map { ($0, Statement(lock, [.text($0.tenant), .text($0.id)])) }) { state, key, rows in
            guard let row = rows.first else { return }
            state.accounts.load(
                key,
                AccountRow(
                    unit: try row.text("unit"), floor: try row.integerIfPresent("floor"),
                    ceiling: try row.integerIfPresent("ceiling"), posted: try row.integer("posted"),
                    reservedOut: try row.integer("reserved_out"), reservedIn: try row.integer("reserved_in")))
        }
    }

    func run(_ state: inout BatchState, _ connection: inout Connection) throws {
        for (wanted, rows) in zip(takes, try connection.queryBatch(statements)) { try wanted.take(&state, wanted.key, rows) }
    }
}

extension TransferRow {
    fileprivate init(_ row: Row) throws {
        self.init(
            from: try row.text("from_account"), to: try row.text("to_account"), amount: try row.integer("amount"),
            state: try row.text("state"), changeSet: try row.text("change_set"))
    }
}

extension IdempotencyRow {
    /// The row that is stored under the key of `record`.
    fileprivate init(_ record: IdempotencyRecord, _ row: Row) throws {
        let stored = IdempotencyRecord(
            principal: record.principal, command: record.command, key: record.key, bodyHash: try row.text("body_hash"),
            response: try storedJSON(try row.text("response")))
        self.init(record: stored, createdAt: try row.integer("created_at"))
    }
}

private let documentState = """
    SELECT version, CASE WHEN body IS NULL THEN 0 ELSE 1 END AS live FROM document WHERE tenant = $1 AND kind = $2 AND id = $3
    """
private let currentLookups = """
    SELECT name, ordinal, value, is_unique FROM lookup WHERE tenant = $1 AND kind = $2 AND id = $3 AND value IS NOT NULL
    """
private let reservationState = """
    SELECT from_account, to_account, amount, state, change_set FROM transfer WHERE tenant = $1 AND id = $2
    """
private let accountState = """
    SELECT unit, floor, ceiling, posted, reserved_out, reserved_in FROM account WHERE tenant = $1 AND id = $2
    """
private let workState = "SELECT token, done FROM work WHERE tenant = $1 AND kind = $2 AND work_key = $3"
