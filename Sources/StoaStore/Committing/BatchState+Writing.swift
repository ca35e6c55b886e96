import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel

extension BatchState {
    /// The rows of all accepted ChangeSets: each changed row once, as the last of them leaves it, and each new one.
    ///
    /// Table after table and in key order, so that hosts that insert the same new rows never wait in a circle. Versions
    /// and bounds were judged under lock; constraints stand behind that.
    var writes: [Write] {
        var writes: [Write] = []
        let changedDocuments = documents.changes
        for change in changedDocuments { writes.append(documentWrite(change.key, isNew: change.before == nil, change.after)) }
        for change in accepted { writes += change.snapshotWrites }
        writes += lookupWrites(changedDocuments)
        for change in accounts.changes { writes.append(accountWrite(change.key, isNew: change.before == nil, change.after)) }
        for change in transfers.changes { writes.append(transferWrite(change.key, isNew: change.before == nil, change.after)) }
        for change in idempotency.changes { writes.append(idempotencyWrite(change.key, change.after)) }
        for change in work.changes { writes.append(workWrite(change.key, change.after)) }
        for change in accepted { writes += change.queueWrites }
        for change in accepted { writes.append(change.journalWrite) }
        return writes
    }

    private func documentWrite(_ key: RowKey, isNew: Bool, _ row: DocumentRow) -> Write {
        Write(
            .document(DocumentKey(kind: key.kind, id: key.id)), isNew ? insertDocument : updateDocument,
            [
                .text(key.tenant), .text(key.kind), .text(key.id), .integer(row.version), SQLValue(row.body),
                .integer(row.changedAt), .text(row.changedBy),
            ])
    }

    /// Values are given up before any is taken, and unique ones are taken in their own order.
    private func lookupWrites(_ changes: [(key: RowKey, before: DocumentRow?, after: DocumentRow)]) -> [Write] {
        var given: [Write] = []
        var taken: [(place: RowKey, write: Write)] = []
        for (key, before, after) in changes {
            let row: [SQLValue] = [.text(key.tenant), .text(key.kind), .text(key.id)]
            let document = Write.Subject.document(DocumentKey(kind: key.kind, id: key.id))
            let old = before?.lookups ?? [:]
            for (slot, lookup) in old where after.lookups[slot] == nil || (lookup.isUnique && after.lookups[slot] != lookup) {
                given.append(Write(document, clearLookup, row + [.text(slot.name), .integer(slot.ordinal)]))
            }
            for (slot, lookup) in after.lookups where !lookup.isSame(as: old[slot]) {
                let subject = lookup.isUnique ? Write.Subject.uniqueKey(kind: key.kind, name: slot.name) : document
                let values: [SQLValue] = [
                    .text(slot.name), .integer(slot.ordinal), .text(lookup.value), .integer(lookup.isUnique ? 1 : 0),
                ]
                taken.append((RowKey(tenant: key.tenant, kind: key.kind, unique: lookup), Write(subject, setLookup, row + values)))
            }
        }
        return given + taken.sorted { $0.place < $1.place }.map(\.write)
    }

    private func accountWrite(_ key: RowKey, isNew: Bool, _ row: AccountRow) -> Write {
        let balances: [SQLValue] = [.integer(row.posted), .integer(row.reservedOut), .integer(row.reservedIn)]
        let terms: [SQLValue] = isNew ? [.text(row.unit), SQLValue(row.floor), SQLValue(row.ceiling)] : []
        return Write(
            .account(AccountID(key.id)), isNew ? openAccount : setBalances, [.text(key.tenant), .text(key.id)] + balances + terms)
    }

    private func transferWrite(_ key: RowKey, isNew: Bool, _ row: TransferRow) -> Write {
        let id = Write.Subject.transfer(ID(trusted: key.id))
        let state: [SQLValue] = [.text(key.tenant), .text(key.id), .text(row.state), SQLValue(row.settledBy)]
        guard isNew else { return Write(id, settleTransfer, state) }
        return Write(id, addTransfer, state + [.text(row.from), .text(row.to), .integer(row.amount), .text(row.changeSet)])
    }

    private func idempotencyWrite(_ key: RowKey, _ row: IdempotencyRow) -> Write {
        let record = row.record
        return Write(
            .idempotency, recordIdempotency,
            [
                .text(key.tenant), .text(record.principal), .text(record.command), .text(record.key), .text(record.bodyHash),
                .text(record.response.canonicalText), .integer(row.createdAt),
            ])
    }

    private func workWrite(_ key: RowKey, _ row: WorkRow) -> Write {
        let place: [SQLValue] = [.text(key.tenant), .text(key.kind), .text(key.id)]
        let subject = Write.Subject.document(DocumentKey(kind: key.kind, id: key.id))
        guard !row.isDone, let timer = row.timer else { return Write(subject, completeWork, place) }
        return Write(
            subject, setTimer,
            place + [
                .integer(timer.at.millisecondsSince1970), .text(timer.command), .text(timer.input.canonicalText), .integer(row.setAt),
            ])
    }
}

extension PreparedChangeSet {
    fileprivate var snapshotWrites: [Write] {
        zip(changes.puts, bodies).map { put, body in
            Write(
                .document(put.key), insertSnapshot,
                [
                    .text(changes.tenant.text), .text(put.key.kind), .text(put.key.id), .integer(put.expectedVersion + 1), SQLValue(body),
                    .integer(changes.at.millisecondsSince1970), .text(changes.id.text),
                ])
        }
    }

    /// Events and intents, in the order they were made.
    fileprivate var queueWrites: [Write] {
        let at = SQLValue.integer(changes.at.millisecondsSince1970)
        let tenant = SQLValue.text(changes.tenant.text)
        let events = changes.events.map { event in
            Write(
                .changeSet(changes.id), addWork,
                [
                    tenant, .text(WorkKind.event.rawValue), .text(event.id.text), at, .text(event.type), .text(event.subject.kind),
                    .text(event.subject.id), .text(event.body.canonicalText), at,
                ])
        }
        let intents = changes.intents.map { intent in
            Write(
                .changeSet(changes.id), addWork,
                [
                    tenant, .text(WorkKind.intent.rawValue), .text(intent.id.text), at, .text(intent.point), .null, .null,
                    .text(intent.input.canonicalText), at,
                ])
        }
        return events + intents
    }

    fileprivate var journalWrite: Write {
        Write(
            .changeSet(changes.id), addJournalEntry,
            [
                .text(changes.tenant.text), .text(entry.id.text), .integer(entry.at.millisecondsSince1970), .text(entry.command),
                .text(entry.actorID), .text(entry.body), .text(entry.leafHash),
            ])
    }
}

extension LookupKey {
    fileprivate func isSame(as other: LookupKey?) -> Bool {
        guard let other else { return false }
        return isUnique == other.isUnique && value.utf8.elementsEqual(other.value.utf8)
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
private let clearLookup = """
    UPDATE lookup SET value = NULL WHERE tenant = $1 AND kind = $2 AND id = $3 AND name = $4 AND ordinal = $5
    """
private let setLookup = """
    INSERT INTO lookup (tenant, kind, id, name, ordinal, value, is_unique) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, kind, id, name, ordinal) DO UPDATE SET value = excluded.value, is_unique = excluded.is_unique
    """
private let openAccount = """
    INSERT INTO account (tenant, id, posted, reserved_out, reserved_in, unit, floor, ceiling)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """
private let setBalances = """
    UPDATE account SET posted = $3, reserved_out = $4, reserved_in = $5 WHERE tenant = $1 AND id = $2
    """
private let addTransfer = """
    INSERT INTO transfer (tenant, id, state, settled_by, from_account, to_account, amount, change_set)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
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
