import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// A key within one tenant.
struct TenantKey<Key: Hashable & Sendable>: Hashable, Sendable {
    let tenant: TenantID
    let key: Key

    init(_ tenant: TenantID, _ key: Key) {
        self.tenant = tenant
        self.key = key
    }
}

func decode<N: Noun>(_ noun: N.Type, _ body: JSON) throws -> N { try JSONValueDecoder().decode(N.self, from: body) }

/// All that a ``MemoryStorage`` holds. A value, so that a commit that is refused half-way leaves nothing behind.
struct MemoryState: Sendable {
    struct WorkKey: Hashable, Sendable {
        let kind: WorkKind
        let key: String
    }

    struct WorkItem: Sendable {
        var due: Instant
        let name: String
        let subject: DocumentKey?
        let body: JSON
        let createdAt: Instant
        /// The place in commit order.
        let order: Int
        var token: Int64 = 0
        var leasedUntil: Instant?

        func isClaimable(at now: Instant) -> Bool { due <= now && (leasedUntil.map { $0 <= now } ?? true) }
    }

    struct Reservation: Sendable {
        let from: AccountID
        let to: AccountID
        let amount: Int64
    }

    /// Oldest first; the last is current.
    var versions: [TenantKey<DocumentKey>: [Document]] = [:]
    var lookups: [TenantKey<DocumentKey>: [LookupKey]] = [:]
    var accounts: [TenantKey<AccountID>: Balance] = [:]
    var transfers: Set<TenantKey<ID<Transfer>>> = []
    var reservations: [TenantKey<ID<Transfer>>: Reservation] = [:]
    var idempotency: [TenantKey<[String]>: IdempotencyRecord] = [:]
    var journal: [(tenant: TenantID, entry: JournalEntry)] = []
    var work: [TenantKey<WorkKey>: WorkItem] = [:]
    var eventTypes: [String] = []
    var order = 0

    func live(_ key: TenantKey<DocumentKey>) -> Document? {
        guard let current = versions[key]?.last, current.body != nil else { return nil }
        return current
    }

    func liveDocuments(of kind: String, in tenant: TenantID) -> [(key: DocumentKey, document: Document)] {
        versions.keys.filter { $0.tenant == tenant && $0.key.kind == kind }.compactMap { key in live(key).map { (key.key, $0) } }
    }

    /// Takes linked ChangeSets over one after the other; what comes back is only to be kept for `.committed`.
    mutating func judge(_ linked: [ChangeSet]) -> CommitOutcome {
        for changes in linked {
            if let record = changes.idempotency, let earlier = idempotency[idempotencyKey(record, changes.tenant)] {
                return .duplicate(earlier)
            }
        }
        // All checks of all of them see the store as it was decided on, before any of their own changes.
        var moved: [DocumentKey] = []
        var written: Set<TenantKey<DocumentKey>> = []
        for changes in linked {
            moved += conflicts(of: changes)
            moved += changes.puts.map(\.key).filter { !written.insert(TenantKey(changes.tenant, $0)).inserted }
        }
        guard moved.isEmpty else { return .conflict(moved) }
        do throws(CommitRefusal) {
            for changes in linked { try apply(changes) }
        } catch { return .refused(error) }
        return .committed
    }

    private func conflicts(of changes: ChangeSet) -> [DocumentKey] {
        let reads = changes.reads.filter { (live(TenantKey(changes.tenant, $0.key))?.version ?? 0) != $0.version }.map(\.key)
        let puts = changes.puts.filter { (live(TenantKey(changes.tenant, $0.key))?.version ?? 0) != $0.expectedVersion }.map(\.key)
        return reads + puts
    }

    private mutating func apply(_ changes: ChangeSet) throws(CommitRefusal) {
        // Claims come first: a timer may be set again under the key it just rang with.
        for claim in changes.completes {
            let key = TenantKey(changes.tenant, WorkKey(kind: claim.kind, key: claim.key))
            guard let item = work[key], item.token == claim.token else { throw .leaseLost(claim.key) }
            work[key] = nil
        }
        for put in changes.puts { try apply(put, changes) }
        try applyLedger(changes)
        for event in changes.events {
            eventTypes.append(event.type)
            add(.event, event.id.text, due: changes.at, name: event.type, subject: event.subject, body: event.body, changes)
        }
        for timer in changes.timers {
            guard let due = timer.due else {
                work[TenantKey(changes.tenant, WorkKey(kind: .timer, key: timer.key))] = nil
                continue
            }
            add(.timer, timer.key, due: due.at, name: due.command, subject: nil, body: due.input, changes)
        }
        for intent in changes.intents {
            add(.intent, intent.id.text, due: changes.at, name: intent.point, subject: nil, body: intent.input, changes)
        }
        if let record = changes.idempotency { idempotency[idempotencyKey(record, changes.tenant)] = record }
        journal.append((changes.tenant, JournalEntry(recording: changes)))
    }

    private mutating func apply(_ put: DocumentPut, _ changes: ChangeSet) throws(CommitRefusal) {
        let key = TenantKey(changes.tenant, put.key)
        for unique in put.keys where unique.isUnique {
            let isTaken = lookups.contains { other, keys in
                other != key && other.tenant == key.tenant && other.key.kind == put.key.kind && keys.contains(unique)
            }
            if isTaken { throw .keyTaken(kind: put.key.kind, name: unique.name) }
        }
        let version = (versions[key]?.last?.version ?? 0) + 1
        versions[key, default: []].append(
            Document(key: put.key, version: version, body: put.body, changedAt: changes.at, changedBy: changes.id))
        lookups[key] = put.body == nil ? nil : put.keys
    }

    private mutating func add(
        _ kind: WorkKind, _ key: String, due: Instant, name: String, subject: DocumentKey?, body: JSON, _ changes: ChangeSet
    ) {
        order += 1
        let place = TenantKey(changes.tenant, WorkKey(kind: kind, key: key))
        // A timer that is moved keeps counting tokens, so that whoever held it before has lost it.
        let token = (work[place]?.token ?? -1) + 1
        work[place] = WorkItem(
            due: due, name: name, subject: subject, body: body, createdAt: changes.at, order: order, token: token)
    }

    private func idempotencyKey(_ record: IdempotencyRecord, _ tenant: TenantID) -> TenantKey<[String]> {
        TenantKey(tenant, [record.principal, record.command, record.key])
    }
}
