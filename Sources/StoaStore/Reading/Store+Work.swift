import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel

extension Store {
    public func claimWork(_ request: ClaimRequest) async throws(StorageError) -> [ClaimedWork] {
        try await translating { () async throws in
            try await database.write { connection in
                let due = (request.kind == .event ? dueEvents : dueWork) + connection.dialect.forUpdateSkipLocked
                let rows = try connection.query(
                    due,
                    [
                        .text(request.kind.rawValue), .integer(request.now.millisecondsSince1970),
                        .integer(Int64(min(max(request.limit, 1), 500))),
                    ])
                let leaseEnd = SQLValue.integer(request.now.advanced(byMilliseconds: request.leaseMilliseconds).millisecondsSince1970)
                let claimed = try rows.map { try ClaimedWork($0, kind: request.kind) }
                try connection.executeBatch(
                    claimed.map {
                        Statement(
                            leaseWork,
                            [.text($0.tenant.text), .text(request.kind.rawValue), .text($0.claim.key), .integer($0.claim.token), leaseEnd])
                    })
                return claimed
            }
        }
    }

    public func postpone(_ claim: WorkClaim, in tenant: TenantID, until due: Instant) async throws(StorageError) {
        try await translating { () async throws in
            try await database.write { connection in
                _ = try connection.execute(
                    postponeWork,
                    [
                        .text(tenant.text), .text(claim.kind.rawValue), .text(claim.key), .integer(claim.token),
                        .integer(due.millisecondsSince1970),
                    ])
            }
        }
    }
}

extension ClaimedWork {
    /// A row as it was found due; the claim's token is the next one.
    fileprivate init(_ row: Row, kind: WorkKind) throws {
        let subjectKind = try row.textIfPresent("subject_kind")
        let subjectID = try row.textIfPresent("subject_id")
        self.init(
            tenant: ID(trusted: try row.text("tenant")),
            claim: WorkClaim(kind: kind, key: try row.text("work_key"), token: try row.integer("token") + 1),
            due: Instant(millisecondsSince1970: try row.integer("due")), name: try row.text("name"),
            subject: subjectKind.flatMap { kind in subjectID.map { DocumentKey(kind: kind, id: $0) } },
            body: try storedJSON(try row.text("body")),
            createdAt: Instant(millisecondsSince1970: try row.integer("created_at")),
            earlierAttempts: try row.integer("attempts"))
    }
}

private let dueWork = """
    SELECT tenant, work_key, due, name, subject_kind, subject_id, body, created_at, attempts, token FROM work
    WHERE kind = $1 AND done = 0 AND due <= $2 ORDER BY due, sequence LIMIT $3
    """

/// An event waits until the earlier ones of its subject are done.
private let dueEvents = """
    SELECT tenant, work_key, due, name, subject_kind, subject_id, body, created_at, attempts, token FROM work
    WHERE kind = $1 AND done = 0 AND due <= $2 AND NOT EXISTS (
        SELECT 1 FROM work earlier
        WHERE earlier.kind = 'event' AND earlier.done = 0 AND earlier.tenant = work.tenant
            AND earlier.subject_kind = work.subject_kind AND earlier.subject_id = work.subject_id
            AND earlier.sequence < work.sequence)
    ORDER BY due, sequence LIMIT $3
    """

private let leaseWork = """
    UPDATE work SET token = $4, due = $5, attempts = attempts + 1 WHERE tenant = $1 AND kind = $2 AND work_key = $3
    """

private let postponeWork = """
    UPDATE work SET due = $5 WHERE tenant = $1 AND kind = $2 AND work_key = $3 AND token = $4 AND done = 0
    """
