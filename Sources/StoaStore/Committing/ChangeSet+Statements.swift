import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel

extension ChangeSet {
    /// The rows of an accepted ChangeSet. Versions and bounds were judged under lock; constraints stand behind that.
    var statements: [Statement] {
        let tenantText = SQLValue.text(tenant.text)
        let atValue = SQLValue.integer(at.millisecondsSince1970)
        var statements: [Statement] = []
        for put in puts.sorted(by: { $0.key < $1.key }) { statements += put.statements(tenantText, atValue, id) }
        for opening in accounts.sorted(by: { $0.id < $1.id }) {
            statements.append(
                Statement(
                    openAccount,
                    [tenantText, .text(opening.id.text), .text(opening.unit), SQLValue(opening.floor), SQLValue(opening.ceiling)]))
        }
        for transfer in transfers { statements += transfer.statements(tenantText, id) }
        for claim in completes {
            statements.append(Statement(completeWork, [tenantText, .text(claim.kind.rawValue), .text(claim.key)]))
        }
        for event in events {
            statements.append(
                Statement(
                    addWork,
                    [
                        tenantText, .text(WorkKind.event.rawValue), .text(event.id.text), atValue, .text(event.type),
                        .text(event.subject.kind), .text(event.subject.id), .text(event.body.canonicalText), atValue,
                    ]))
        }
        for intent in intents {
            statements.append(
                Statement(
                    addWork,
                    [
                        tenantText, .text(WorkKind.intent.rawValue), .text(intent.id.text), atValue, .text(intent.point),
                        .null, .null, .text(intent.input.canonicalText), atValue,
                    ]))
        }
        for timer in timers { statements.append(timer.statement(tenantText, atValue)) }
        if let idempotency {
            statements.append(
                Statement(
                    recordIdempotency,
                    [
                        tenantText, .text(idempotency.principal), .text(idempotency.command), .text(idempotency.key),
                        .text(idempotency.bodyHash), .text(idempotency.response.canonicalText), atValue,
                    ]))
        }
        let entry = JournalEntry(recording: self)
        statements.append(
            Statement(
                addJournalEntry,
                [
                    tenantText, .text(entry.id.text), atValue, .text(entry.command), .text(entry.actorID), .text(entry.body),
                    .text(entry.leafHash),
                ]))
        return statements
    }
}

extension DocumentPut {
    fileprivate func statements(_ tenant: SQLValue, _ at: SQLValue, _ changeSet: ID<ChangeSet>) -> [Statement] {
        let body = SQLValue(body?.canonicalText)
        let row: [SQLValue] = [
            tenant, .text(key.kind), .text(key.id), .integer(expectedVersion + 1), body, at, .text(changeSet.text),
        ]
        var statements = [Statement(expectedVersion == 0 ? insertDocument : updateDocument, row), Statement(insertSnapshot, row)]
        if expectedVersion > 0 {
            statements.append(Statement(clearLookups, [tenant, .text(key.kind), .text(key.id)]))
        }
        var ordinals: [String: Int64] = [:]
        for lookup in keys {
            let ordinal = ordinals[lookup.name, default: 0]
            ordinals[lookup.name] = ordinal + 1
            statements.append(
                Statement(
                    setLookup,
                    [
                        tenant, .text(key.kind), .text(key.id), .text(lookup.name), .integer(ordinal), .text(lookup.value),
                        .integer(lookup.isUnique ? 1 : 0),
                    ]))
        }
        return statements
    }
}

extension Transfer {
    fileprivate func statements(_ tenant: SQLValue, _ changeSet: ID<ChangeSet>) -> [Statement] {
        switch action {
        case .post(let from, let to, let amount):
            [
                Statement(moveBalance, [tenant, .text(from.text), .integer(-amount), 0, 0]),
                Statement(moveBalance, [tenant, .text(to.text), .integer(amount), 0, 0]),
                row(tenant, from, to, amount, "posted", changeSet),
            ]
        case .reserve(let from, let to, let amount):
            [
                Statement(moveBalance, [tenant, .text(from.text), 0, .integer(amount), 0]),
                Statement(moveBalance, [tenant, .text(to.text), 0, 0, .integer(amount)]),
                row(tenant, from, to, amount, "reserved", changeSet),
            ]
        case .postReserved(let reserved): settlement(of: reserved, moves: true, tenant, changeSet)
        case .voidReserved(let reserved): settlement(of: reserved, moves: false, tenant, changeSet)
        }
    }

    private func row(
        _ tenant: SQLValue, _ from: AccountID, _ to: AccountID, _ amount: Int64, _ state: String, _ changeSet: ID<ChangeSet>
    ) -> Statement {
        Statement(
            addTransfer,
            [tenant, .text(id.text), .text(from.text), .text(to.text), .integer(amount), .text(state), .text(changeSet.text)])
    }

    private func settlement(
        of reserved: ID<Transfer>, moves: Bool, _ tenant: SQLValue, _ changeSet: ID<ChangeSet>
    ) -> [Statement] {
        let moved = SQLValue.integer(moves ? 1 : 0)
        return [
            Statement(releaseGiver, [tenant, .text(reserved.text), moved]),
            Statement(releaseTaker, [tenant, .text(reserved.text), moved]),
            Statement(settleTransfer, [tenant, .text(reserved.text), .text(moves ? "posted" : "voided"), .text(changeSet.text)]),
        ]
    }
}

extension TimerChange {
    fileprivate func statement(_ tenant: SQLValue, _ at: SQLValue) -> Statement {
        guard let due else { return Statement(completeWork, [tenant, .text(WorkKind.timer.rawValue), .text(key)]) }
        return Statement(
            setTimer,
            [
                tenant, .text(WorkKind.timer.rawValue), .text(key), .integer(due.at.millisecondsSince1970), .text(due.command),
                .text(due.input.canonicalText), at,
            ])
    }
}

private let insertDocument = """
    INSERT INTO document (tenant, kind, id, version, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
private let updateDocument = """
    UPDATE document SET version = $4, body = $5, changed_at = $6, changed_by = $7 WHERE tenant = $1 AND kind = $2 AND id = $3
    """
private let insertSnapshot = """
    INSERT INTO snapshot (tenant, kind, id, version, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
private let clearLookups = "UPDATE lookup SET value = NULL WHERE tenant = $1 AND kind = $2 AND id = $3"
private let setLookup = """
    INSERT INTO lookup (tenant, kind, id, name, ordinal, value, is_unique) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, kind, id, name, ordinal) DO UPDATE SET value = excluded.value, is_unique = excluded.is_unique
    """
private let openAccount = """
    INSERT INTO account (tenant, id, unit, floor, ceiling, posted, reserved_out, reserved_in)
    VALUES ($1, $2, $3, $4, $5, 0, 0, 0) ON CONFLICT (tenant, id) DO NOTHING
    """
private let moveBalance = """
    UPDATE account SET posted = posted + $3, reserved_out = reserved_out + $4, reserved_in = reserved_in + $5
    WHERE tenant = $1 AND id = $2
    """
private let addTransfer = """
    INSERT INTO transfer (tenant, id, from_account, to_account, amount, state, change_set) VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
private let releaseGiver = """
    UPDATE account SET reserved_out = reserved_out - t.amount, posted = posted - t.amount * $3
    FROM transfer t WHERE t.tenant = $1 AND t.id = $2 AND account.tenant = t.tenant AND account.id = t.from_account
    """
private let releaseTaker = """
    UPDATE account SET reserved_in = reserved_in - t.amount, posted = posted + t.amount * $3
    FROM transfer t WHERE t.tenant = $1 AND t.id = $2 AND account.tenant = t.tenant AND account.id = t.to_account
    """
private let settleTransfer = "UPDATE transfer SET state = $3, settled_by = $4 WHERE tenant = $1 AND id = $2"
private let addWork = """
    INSERT INTO work (tenant, kind, work_key, due, name, subject_kind, subject_id, body, created_at, attempts, token, done)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0)
    """
private let completeWork = "UPDATE work SET done = 1 WHERE tenant = $1 AND kind = $2 AND work_key = $3"
private let setTimer = """
    INSERT INTO work (tenant, kind, work_key, due, name, body, created_at, attempts, token, done)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0)
    ON CONFLICT (tenant, kind, work_key) DO UPDATE SET
        due = excluded.due, name = excluded.name, body = excluded.body, created_at = excluded.created_at,
        attempts = 0, token = work.token + 1, done = 0
    """
private let recordIdempotency = """
    INSERT INTO idempotency (tenant, principal, command, request_key, body_hash, response, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
private let addJournalEntry = """
    INSERT INTO journal (tenant, id, at, command, actor, body, leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
