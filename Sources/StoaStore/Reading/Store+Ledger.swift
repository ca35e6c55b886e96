import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel

extension Store {
    public func balances(_ accounts: [AccountID], in scope: TenantScope) async throws(StorageError) -> [Balance?] {
        let tenant = SQLValue.text(scope.tenant.text)
        return try await reading { connection in
            let statements = accounts.map { Statement(accountBalance, [tenant, .text($0.text)]) }
            return try connection.queryBatch(statements).map { rows in
                try rows.first.map { row in
                    Balance(
                        unit: try row.text("unit"), posted: try row.integer("posted"),
                        reservedOut: try row.integer("reserved_out"), reservedIn: try row.integer("reserved_in"),
                        floor: try row.integerIfPresent("floor"), ceiling: try row.integerIfPresent("ceiling"))
                }
            }
        }
    }

    public func idempotency(
        principal: String, command: String, key: String, in scope: TenantScope
    ) async throws(StorageError) -> IdempotencyRecord? {
        let arguments: [SQLValue] = [.text(scope.tenant.text), .text(principal), .text(command), .text(key)]
        return try await reading { connection in
            guard let row = try connection.queryFirst(idempotencyRecord, arguments) else { return nil }
            return IdempotencyRecord(
                principal: principal, command: command, key: key, bodyHash: try row.text("body_hash"),
                response: try storedJSON(try row.text("response")))
        }
    }

    public func journalEntry(_ id: ID<ChangeSet>, in scope: TenantScope) async throws(StorageError) -> JournalEntry? {
        let arguments: [SQLValue] = [.text(scope.tenant.text), .text(id.text)]
        return try await reading { connection in
            try connection.queryFirst(oneJournalEntry, arguments).map { try JournalEntry($0) }
        }
    }

    public func journal(after cursor: String?, limit: Int, in scope: TenantScope) async throws(StorageError) -> Page<JournalEntry> {
        let limit = min(max(limit, 1), 1000)
        let arguments: [SQLValue] = [.text(scope.tenant.text), .text(cursor ?? ""), .integer(Int64(limit) + 1)]
        return try await reading { connection in
            let rows = try connection.query(journalPage, arguments)
            let entries = try rows.prefix(limit).map { try JournalEntry($0) }
            return Page(items: entries, next: rows.count > limit ? entries.last?.id.text : nil)
        }
    }
}

extension JournalEntry {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: ID(trusted: try row.text("id")), at: Instant(millisecondsSince1970: try row.integer("at")),
            command: try row.text("command"), actorID: try row.text("actor"), body: try row.text("body"),
            leafHash: try row.text("leaf_hash"))
    }
}

private let accountBalance = """
    SELECT unit, posted, reserved_out, reserved_in, floor, ceiling FROM account WHERE tenant = $1 AND id = $2
    """

let idempotencyRecord = """
    SELECT body_hash, response FROM idempotency WHERE tenant = $1 AND principal = $2 AND command = $3 AND request_key = $4
    """

private let oneJournalEntry = "SELECT id, at, command, actor, body, leaf_hash FROM journal WHERE tenant = $1 AND id = $2"

private let journalPage = """
    SELECT id, at, command, actor, body, leaf_hash FROM journal WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3
    """
