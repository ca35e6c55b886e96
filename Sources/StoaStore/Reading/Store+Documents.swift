import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel

extension Store {
    public func documents(_ keys: [DocumentKey], in scope: TenantScope) async throws(StorageError) -> [Document?] {
        let tenant = scope.tenant.text
        return try await reading { connection in
            let statements = keys.map { Statement(currentDocument, [.text(tenant), .text($0.kind), .text($0.id)]) }
            return try zip(keys, connection.queryBatch(statements)).map { key, rows in
                guard let row = rows.first else { return nil }
                let document = try Document(row, kind: key.kind)
                return document.body == nil ? nil : document
            }
        }
    }

    public func document(_ key: DocumentKey, at instant: Instant, in scope: TenantScope) async throws(StorageError) -> Document? {
        let arguments: [SQLValue] = [
            .text(scope.tenant.text), .text(key.kind), .text(key.id), .integer(instant.millisecondsSince1970),
        ]
        return try await reading { connection in
            guard let row = try connection.queryFirst(documentAtInstant, arguments) else { return nil }
            let document = try Document(row, kind: key.kind)
            return document.body == nil ? nil : document
        }
    }

    public func history(_ key: DocumentKey, limit: Int, in scope: TenantScope) async throws(StorageError) -> [Document] {
        let arguments: [SQLValue] = [
            .text(scope.tenant.text), .text(key.kind), .text(key.id), .integer(Int64(min(max(limit, 1), 1000))),
        ]
        return try await reading { connection in
            try connection.query(documentHistory, arguments).map { try Document($0, kind: key.kind) }
        }
    }

    public func scan(_ scan: Scan, in scope: TenantScope) async throws(StorageError) -> Page<Document> {
        let query = try ScanQuery(scan, in: scope)
        return try await reading { connection in
            let rows = try connection.query(query.sql, query.arguments)
            let documents = try rows.prefix(scan.limit).map { try Document($0, kind: scan.kind) }
            guard rows.count > scan.limit, let last = documents.last else { return Page(items: documents, next: nil) }
            let value = scan.key == nil ? nil : try rows[rows.index(rows.startIndex, offsetBy: scan.limit - 1)].text("value")
            return Page(items: documents, next: ScanCursor(value: value, id: last.key.id).text)
        }
    }
}

private let currentDocument = """
    SELECT id, version, body, changed_at, changed_by FROM document WHERE tenant = $1 AND kind = $2 AND id = $3
    """

private let documentAtInstant = """
    SELECT id, version, body, changed_at, changed_by FROM snapshot
    WHERE tenant = $1 AND kind = $2 AND id = $3 AND changed_at <= $4 ORDER BY version DESC LIMIT 1
    """

private let documentHistory = """
    SELECT id, version, body, changed_at, changed_by FROM snapshot
    WHERE tenant = $1 AND kind = $2 AND id = $3 ORDER BY version DESC LIMIT $4
    """

/// A scan in SQL; asks for one row more than the page holds, to know whether there is a next one.
private struct ScanQuery {
    let sql: String
    let arguments: [SQLValue]

    init(_ scan: Scan, in scope: TenantScope) throws(StorageError) {
        let after = try scan.after.map { text throws(StorageError) in try ScanCursor(text) }
        let limit = SQLValue.integer(Int64(scan.limit) + 1)
        let tenant = SQLValue.text(scope.tenant.text)
        switch (scan.key, scan.value) {
        case (nil, _):
            sql = Self.byID
            arguments = [tenant, .text(scan.kind), .text(after?.id ?? ""), limit]
        case (let key?, let value?):
            sql = Self.byValue
            arguments = [tenant, .text(scan.kind), .text(key), .text(value), .text(after?.id ?? ""), limit]
        case (let key?, nil):
            sql = Self.byKey
            arguments = [tenant, .text(scan.kind), .text(key), .text(after?.value ?? ""), .text(after?.id ?? ""), limit]
        }
    }

    private static let byID = """
        SELECT id, version, body, changed_at, changed_by FROM document
        WHERE tenant = $1 AND kind = $2 AND id > $3 AND body IS NOT NULL ORDER BY id LIMIT $4
        """

    private static let byValue = """
        SELECT d.id, d.version, d.body, d.changed_at, d.changed_by, l.value
        FROM lookup l JOIN document d ON d.tenant = l.tenant AND d.kind = l.kind AND d.id = l.id
        WHERE l.tenant = $1 AND l.kind = $2 AND l.name = $3 AND l.value = $4 AND l.id > $5 ORDER BY l.id LIMIT $6
        """

    private static let byKey = """
        SELECT d.id, d.version, d.body, d.changed_at, d.changed_by, l.value
        FROM lookup l JOIN document d ON d.tenant = l.tenant AND d.kind = l.kind AND d.id = l.id
        WHERE l.tenant = $1 AND l.kind = $2 AND l.name = $3 AND (l.value, l.id) > ($4, $5) ORDER BY l.value, l.id LIMIT $6
        """
}

/// Where a page ended: lower-case hex of `value 0x1F id`, so that it passes through any URL.
private struct ScanCursor {
    let value: String?
    let id: String

    init(value: String?, id: String) {
        self.value = value
        self.id = id
    }

    init(_ text: String) throws(StorageError) {
        guard let bytes = [UInt8](hexadecimal: text), let separator = bytes.lastIndex(of: 0x1F), separator + 1 < bytes.count else {
            throw Self.malformed
        }
        value = String(decoding: bytes[..<separator], as: UTF8.self)
        id = String(decoding: bytes[(separator + 1)...], as: UTF8.self)
    }

    var text: String {
        ((value ?? "").utf8 + [0x1F] + id.utf8).hexadecimal
    }

    private static var malformed: StorageError {
        StorageError(code: "store.cursorMalformed", "this is not the `next` of a page", hint: "start without `after`")
    }
}

extension Document {
    init(_ row: Row, kind: String) throws {
        self.init(
            key: DocumentKey(kind: kind, id: try row.text("id")), version: try row.integer("version"),
            body: try row.textIfPresent("body").map(storedJSON),
            changedAt: Instant(millisecondsSince1970: try row.integer("changed_at")),
            changedBy: ID(trusted: try row.text("changed_by")))
    }
}

/// Parses what the store itself has written.
func storedJSON(_ text: String) throws -> JSON {
    do { return try JSON(parsing: text, limits: JSONLimits(bytesMax: .max, depthMax: 128, valuesMax: .max)) } catch {
        throw StorageError(code: "store.corrupt", "a stored document is not JSON", hint: "restore it from a backup", detail: "\(error)")
    }
}
