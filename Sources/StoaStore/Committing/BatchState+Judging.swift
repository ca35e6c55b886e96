import StoaCommerce
import StoaKernel

/// Why linked ChangeSets are not accepted.
struct Objection: Error {
    let outcome: CommitOutcome
    init(_ outcome: CommitOutcome) { self.outcome = outcome }
    init(_ refusal: CommitRefusal) { outcome = .refused(refusal) }
}

extension BatchState {
    /// Accepts linked ChangeSets, and takes up what they change, or says why not and stays as it was.
    mutating func judge(_ linked: [PreparedChangeSet]) -> CommitOutcome {
        do {
            let changes = try apply(linked)
            keep()
            accepted += changes
            return .committed
        } catch {
            undo()
            return error.outcome
        }
    }

    private mutating func apply(_ linked: [PreparedChangeSet]) throws(Objection) -> [PreparedChangeSet] {
        // A repeated request gets its first answer whatever else has changed since, so this comes first.
        for change in linked.map(\.changes) {
            guard let record = change.idempotency else { continue }
            let key = RowKey(change.tenant, record)
            if let stored = idempotency[key] { throw Objection(.duplicate(stored.record)) }
            idempotency.set(key, IdempotencyRow(record: record, createdAt: change.at.millisecondsSince1970))
        }
        for change in linked.map(\.changes) { try complete(change.completes, change.tenant) }
        // Linked ChangeSets were all decided on the store as it is: what one of them writes another may have read.
        try checkReads(linked.map(\.changes))
        let replaced = try linked.map { change throws(Objection) in try put(change) }
        for change in linked.map(\.changes) {
            for opening in change.accounts { try open(opening, change.tenant) }
        }
        for change in linked.map(\.changes) {
            for transfer in change.transfers { try take(transfer, change) }
            for timer in change.timers { set(timer, change) }
        }
        return zip(linked, replaced).map { $0.replacing($1) }
    }

    private mutating func complete(_ claims: [WorkClaim], _ tenant: TenantID) throws(Objection) {
        for claim in claims {
            let key = RowKey(tenant, claim)
            guard var row = work[key], row.token == claim.token, !row.isDone else { throw Objection(.leaseLost(claim.key)) }
            row.isDone = true
            work.set(key, row)
        }
    }

    private func checkReads(_ linked: [ChangeSet]) throws(Objection) {
        var moved: Set<DocumentKey> = []
        for change in linked {
            for put in change.puts where !isCurrent(put.expectedVersion, documents[RowKey(change.tenant, put.key)]) {
                moved.insert(put.key)
            }
            for read in change.reads where !isCurrent(read.version, documents[RowKey(change.tenant, read.key)]) { moved.insert(read.key) }
        }
        if !moved.isEmpty { throw Objection(.conflict(moved.sorted())) }
    }

    /// A document under a delete mark is absent for who asks for version 0, and can still be restored by its version.
    private func isCurrent(_ expected: Int64, _ row: DocumentRow?) -> Bool {
        guard let row else { return expected == 0 }
        return expected == 0 ? !row.isLive : row.version == expected
    }

    /// - Returns: the versions that the puts replace.
    private mutating func put(_ change: PreparedChangeSet) throws(Objection) -> [Int64] {
        let changes = change.changes
        var replaced: [Int64] = []
        for (put, body) in zip(changes.puts, change.bodies) {
            let key = RowKey(changes.tenant, put.key)
            var row = documents[key] ?? DocumentRow(version: 0, isLive: false)
            // Only a second put of one document among linked ChangeSets can fail here.
            guard isCurrent(put.expectedVersion, documents[key]) else { throw Objection(.conflict([put.key])) }
            replaced.append(row.version)
            let lookups = put.lookups
            for old in row.lookups.values where old.isUnique {
                uniqueHolders.set(RowKey(tenant: key.tenant, kind: key.kind, unique: old), nil)
            }
            for new in lookups.values where new.isUnique {
                let place = RowKey(tenant: key.tenant, kind: key.kind, unique: new)
                if let holder = uniqueHolders[place], holder != put.key.id {
                    throw Objection(.keyTaken(kind: put.key.kind, name: new.name))
                }
                uniqueHolders.set(place, put.key.id)
            }
            row.version += 1
            row.isLive = body != nil
            row.lookups = lookups
            row.body = body
            row.changedAt = changes.at.millisecondsSince1970
            row.changedBy = changes.id.text
            documents.set(key, row)
        }
        return replaced
    }

    private mutating func set(_ timer: TimerChange, _ change: ChangeSet) {
        let key = RowKey(change.tenant, timer)
        if let due = timer.due {
            let token = (work[key]?.token ?? -1) + 1
            work.set(key, WorkRow(token: token, isDone: false, timer: due, setAt: change.at.millisecondsSince1970))
        } else if var row = work[key] {
            row.isDone = true
            work.set(key, row)
        }
    }
}

extension DocumentPut {
    /// A deleted document is found by no key.
    var heldKeys: [LookupKey] { body == nil ? [] : keys }

    /// The keys by their places; a value named twice counts once.
    var lookups: [LookupSlot: LookupKey] {
        var lookups: [LookupSlot: LookupKey] = [:]
        var counts: [String: Int64] = [:]
        var seen: Set<RowKey> = []
        for key in heldKeys where seen.insert(RowKey(tenant: "", kind: key.name, id: key.value)).inserted {
            let ordinal = counts[key.name, default: 0]
            counts[key.name] = ordinal + 1
            lookups[LookupSlot(name: key.name, ordinal: ordinal)] = key
        }
        return lookups
    }
}
