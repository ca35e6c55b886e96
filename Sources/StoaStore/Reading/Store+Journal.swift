import SQLStore
import StoaCommerce
import StoaKernel

extension Store {
    public func journalEntry(_ id: ID<ChangeSet>, in scope: TenantScope) async throws(StorageError) -> JournalEntry? {
        let arguments: [SQLValue] = [.text(scope.tenant.text), .text(id.text)]
        return try await reading { connection in
            try connection.queryFirst(oneJournalEntry, arguments).map { try JournalEntry($0) }
        }
    }

    public func journal(after cursor: String?, limit: Int, in scope: TenantScope) async throws(StorageError) -> Page<JournalEntry> {
        let after = try cursor.map { text throws(StorageError) in try JournalCursor(text).position } ?? -1
        let limit = min(max(limit, 1), 1000)
        var page = try await journalPage(after: after, limit: limit, scope.tenant)
        if page.next == nil, try await placeEntries(of: scope.tenant) {
            page = try await journalPage(after: after, limit: limit, scope.tenant)
        }
        return page
    }

    private func journalPage(after position: Int64, limit: Int, _ tenant: TenantID) async throws(StorageError) -> Page<JournalEntry> {
        let arguments: [SQLValue] = [.text(tenant.text), .integer(position), .integer(Int64(limit) + 1)]
        return try await reading { connection in
            let rows = try connection.query(placedEntries, arguments)
            let entries = try rows.prefix(limit).map { try JournalEntry($0) }
            guard rows.count > limit else { return Page(items: entries, next: nil) }
            return Page(items: entries, next: String(position + Int64(limit)))
        }
    }

    /// Gives the committed entries that have none their places, behind all others, in the order in which transactions
    /// that touched the same rows followed each other.
    ///
    /// A commit that is still under way is not seen and comes later, so what a reader has passed never grows.
    /// - Returns: whether there were any.
    private func placeEntries(of tenant: TenantID) async throws(StorageError) -> Bool {
        let name = SQLValue.text(tenant.text)
        let isAnyUnplaced = try await reading { connection in try connection.queryFirst(unplacedEntries, [name, 1]) != nil }
        guard isAnyUnplaced else { return false }
        return try await translating { () async throws in
            try await database.write { connection in
                try connection.execute(addJournalSize, [name])
                // The row keeps two readers from giving the same places.
                guard let row = try connection.queryFirst(journalSize + connection.dialect.forUpdate, [name]) else { return false }
                let size = try row.integer("size")
                let unplaced = try connection.query(unplacedEntries, [name, .integer(placedAtOnceMax)])
                let places = try unplaced.enumerated().map { index, row in
                    Statement(placeEntry, [.integer(try row.integer("sequence")), .integer(size + Int64(index))])
                }
                try connection.executeBatch(places + [Statement(setJournalSize, [name, .integer(size + Int64(places.count))])])
                return !places.isEmpty
            }
        }
    }
}

/// The place of the last entry that was seen.
private struct JournalCursor {
    let position: Int64

    init(_ text: String) throws(StorageError) {
        guard let position = Int64(text), position >= 0 else {
            throw StorageError(code: "store.cursorMalformed", "this is not the `next` of a page", hint: "start without `after`")
        }
        self.position = position
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

/// More than a page holds, so that one look is enough, and few enough for one short transaction.
private let placedAtOnceMax: Int64 = 5000

private let oneJournalEntry = "SELECT id, at, command, actor, body, leaf_hash FROM journal WHERE tenant = $1 AND id = $2"

private let placedEntries = """
    SELECT id, at, command, actor, body, leaf_hash FROM journal
    WHERE tenant = $1 AND position > $2 AND position IS NOT NULL ORDER BY position LIMIT $3
    """
private let unplacedEntries = "SELECT sequence FROM journal WHERE tenant = $1 AND position IS NULL ORDER BY sequence LIMIT $2"
private let addJournalSize = "INSERT INTO journal_size (tenant, size) VALUES ($1, 0) ON CONFLICT (tenant) DO NOTHING"
private let journalSize = "SELECT size FROM journal_size WHERE tenant = $1"
private let setJournalSize = "UPDATE journal_size SET size = $2 WHERE tenant = $1"
private let placeEntry = "UPDATE journal SET position = $2 WHERE sequence = $1"
