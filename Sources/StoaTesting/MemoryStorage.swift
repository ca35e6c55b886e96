import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// A store in memory that judges ChangeSets as the contract of ``Storage`` says: for tests of everything above it.
///
/// Nothing is durable, and every read sees the latest commit. It counts its commits, can fail the next one, and can
/// lose the reply to it.
public actor MemoryStorage: Storage {
    /// What the next commit does instead of answering.
    public enum Fault: Sendable {
        /// Nothing is changed, and the caller learns it.
        case refused
        /// All is changed, but the caller hears `store.commitUnknown`.
        case replyLost
    }

    var state = MemoryState()
    private var faults: [Fault] = []
    public private(set) var commitCount = 0

    public init() {}

    public func failNextCommit(_ fault: Fault) { faults.append(fault) }

    public func commit(_ linked: [ChangeSet]) async throws(StorageError) -> CommitOutcome {
        let fault = faults.isEmpty ? nil : faults.removeFirst()
        if fault == .refused { throw StorageError(code: "store.unavailable", "the store is away") }
        var next = state
        let outcome = next.judge(linked)
        if case .committed = outcome {
            state = next
            commitCount += 1
        }
        if fault == .replyLost { throw StorageError(code: "store.commitUnknown", "the reply was lost") }
        return outcome
    }

    public func documents(_ keys: [DocumentKey], in scope: TenantScope) async throws(StorageError) -> [Document?] {
        keys.map { state.live(TenantKey(scope.tenant, $0)) }
    }

    public func document(
        _ key: DocumentKey, at instant: Instant, in scope: TenantScope
    ) async throws(StorageError) -> Document? {
        guard let found = state.versions[TenantKey(scope.tenant, key)]?.last(where: { $0.changedAt <= instant }), found.body != nil
        else { return nil }
        return found
    }

    public func history(_ key: DocumentKey, limit: Int, in scope: TenantScope) async throws(StorageError) -> [Document] {
        Array((state.versions[TenantKey(scope.tenant, key)] ?? []).reversed().prefix(limit))
    }

    public func scan(_ scan: Scan, in scope: TenantScope) async throws(StorageError) -> Page<Document> {
        var found: [(order: String, document: Document)] = []
        for (key, document) in state.liveDocuments(of: scan.kind, in: scope.tenant) {
            guard let name = scan.key else {
                found.append((key.id, document))
                continue
            }
            for lookup in state.lookups[TenantKey(scope.tenant, key)] ?? [] where lookup.name == name {
                if let value = scan.value, value != lookup.value { continue }
                found.append((lookup.value + "\0" + key.id, document))
            }
        }
        found.sort { $0.order.utf8.lexicographicallyPrecedes($1.order.utf8) }
        if let after = scan.after { found.removeAll { !after.utf8.lexicographicallyPrecedes($0.order.utf8) } }
        let page = found.prefix(scan.limit)
        return Page(items: page.map(\.document), next: found.count > page.count ? page.last?.order : nil)
    }

    public func balances(_ accounts: [AccountID], in scope: TenantScope) async throws(StorageError) -> [Balance?] {
        accounts.map { state.accounts[TenantKey(scope.tenant, $0)] }
    }

    public func idempotency(
        principal: String, command: String, key: String, in scope: TenantScope
    ) async throws(StorageError) -> IdempotencyRecord? {
        state.idempotency[TenantKey(scope.tenant, [principal, command, key])]
    }

    public func journalEntry(_ id: ID<ChangeSet>, in scope: TenantScope) async throws(StorageError) -> JournalEntry? {
        state.journal.first { $0.tenant == scope.tenant && $0.entry.id == id }?.entry
    }

    public func journal(
        after cursor: String?, limit: Int, in scope: TenantScope
    ) async throws(StorageError) -> Page<JournalEntry> {
        let entries = state.journal.filter { $0.tenant == scope.tenant }.map(\.entry)
        let start = cursor.flatMap(Int.init) ?? 0
        let page = entries.dropFirst(start).prefix(limit)
        return Page(items: Array(page), next: start + page.count < entries.count ? String(start + page.count) : nil)
    }

    public func ping() async throws(StorageError) {}
    public func close() async {}
}
