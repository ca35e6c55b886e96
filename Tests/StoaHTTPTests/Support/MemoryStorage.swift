import JSONDocument
import StoaCommerce
import StoaKernel
import Synchronization

/// Documents, versions and idempotency keys in memory: what these tests need of a store, and nothing else.
final class MemoryStorage: Storage {
    private struct State {
        var documents: [String: [DocumentKey: Document]] = [:]
        var records: [String: IdempotencyRecord] = [:]
        var isDown = false
        var reads = 0
    }

    private let state = Mutex(State())

    /// Every later call fails.
    func takeDown() { state.withLock { $0.isDown = true } }
    /// How often documents were asked for.
    var reads: Int { state.withLock { $0.reads } }

    func documents(_ keys: [DocumentKey], in scope: TenantScope) async throws(StorageError) -> [Document?] {
        try checkUp()
        return state.withLock { state in
            state.reads += 1
            return keys.map { state.documents[scope.tenant.text]?[$0] }
        }
    }

    func scan(_ scan: Scan, in scope: TenantScope) async throws(StorageError) -> Page<Document> {
        try checkUp()
        let all = state.withLock { $0.documents[scope.tenant.text] ?? [:] }
        let found = all.values.filter { $0.key.kind == scan.kind && $0.key.id > scan.after ?? "" }.sorted { $0.key < $1.key }
        let items = Array(found.prefix(scan.limit))
        return Page(items: items, next: found.count > items.count ? items.last?.key.id : nil)
    }

    func commit(_ linked: [ChangeSet]) async throws(StorageError) -> CommitOutcome {
        try checkUp()
        return state.withLock { state in
            for changes in linked {
                if let record = changes.idempotency, let known = state.records[MemoryStorage.name(record, changes.tenant)] {
                    return .duplicate(known)
                }
                let moved = changes.puts.filter { (state.documents[changes.tenant.text]?[$0.key]?.version ?? 0) != $0.expectedVersion }
                if !moved.isEmpty { return .conflict(moved.map(\.key)) }
            }
            for changes in linked {
                for put in changes.puts {
                    state.documents[changes.tenant.text, default: [:]][put.key] = Document(
                        key: put.key, version: put.expectedVersion + 1, body: put.body, changedAt: changes.at, changedBy: changes.id)
                }
                if let record = changes.idempotency { state.records[MemoryStorage.name(record, changes.tenant)] = record }
            }
            return .committed
        }
    }

    func idempotency(principal: String, command: String, key: String, in scope: TenantScope) async throws(StorageError)
        -> IdempotencyRecord?
    {
        state.withLock { $0.records["\(scope.tenant)/\(principal)/\(command)/\(key)"] }
    }

    func ping() async throws(StorageError) { try checkUp() }
    func close() async {}

    func document(_ key: DocumentKey, at instant: Instant, in scope: TenantScope) async throws(StorageError) -> Document? { nil }
    func history(_ key: DocumentKey, limit: Int, in scope: TenantScope) async throws(StorageError) -> [Document] { [] }
    func balances(_ accounts: [AccountID], in scope: TenantScope) async throws(StorageError) -> [Balance?] { accounts.map { _ in nil } }
    func journalEntry(_ id: ID<ChangeSet>, in scope: TenantScope) async throws(StorageError) -> JournalEntry? { nil }
    func journal(after cursor: String?, limit: Int, in scope: TenantScope) async throws(StorageError) -> Page<JournalEntry> {
        Page(items: [], next: nil)
    }
    func claimWork(_ request: ClaimRequest) async throws(StorageError) -> [ClaimedWork] { [] }
    func postpone(_ claim: WorkClaim, in tenant: TenantID, until due: Instant) async throws(StorageError) {}

    private func checkUp() throws(StorageError) {
        if state.withLock({ $0.isDown }) { throw StorageError(code: "store.unavailable", "the database is away", detail: "secret detail") }
    }

    private static func name(_ record: IdempotencyRecord, _ tenant: TenantID) -> String {
        "\(tenant)/\(record.principal)/\(record.command)/\(record.key)"
    }
}
