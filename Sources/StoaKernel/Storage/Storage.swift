import StoaCommerce

/// Where the platform keeps what it knows. Implemented once, over SQL; the kernel knows no table.
///
/// Every read needs a ``TenantScope``. Every write is a ``ChangeSet``.
/// - Throws: ``StorageError`` throughout.
public protocol Storage: Sendable {
    /// The current versions, in the order of the keys; nil for what does not exist or is deleted.
    func documents(_ keys: [DocumentKey], in scope: TenantScope) async throws(StorageError) -> [Document?]
    /// The version that was current at the instant.
    func document(_ key: DocumentKey, at instant: Instant, in scope: TenantScope) async throws(StorageError) -> Document?
    /// Every version, newest first, delete marks included.
    func history(_ key: DocumentKey, limit: Int, in scope: TenantScope) async throws(StorageError) -> [Document]
    /// Live documents of a kind, by id or by a declared key, in byte order of (value, id).
    func scan(_ scan: Scan, in scope: TenantScope) async throws(StorageError) -> Page<Document>
    func balances(_ accounts: [AccountID], in scope: TenantScope) async throws(StorageError) -> [Balance?]
    func idempotency(principal: String, command: String, key: String, in scope: TenantScope) async throws(StorageError)
        -> IdempotencyRecord?
    func journalEntry(_ id: ID<ChangeSet>, in scope: TenantScope) async throws(StorageError) -> JournalEntry?
    /// Entries in commit order, oldest first. What a page has passed never grows.
    func journal(after cursor: String?, limit: Int, in scope: TenantScope) async throws(StorageError) -> Page<JournalEntry>

    /// Commits all ChangeSets of the list together, or none. Returns when the commit is durable.
    ///
    /// Many calls may share one physical transaction; each is accepted or refused on its own. The queue is bounded:
    /// when it is full the call fails with `store.busy` at once. What the ChangeSets read is checked against the store
    /// as it was before all of them.
    func commit(_ linked: [ChangeSet]) async throws(StorageError) -> CommitOutcome

    /// Takes due work under a lease, oldest first, over all tenants. What is not completed before the lease ends can
    /// be claimed again, under another token. An event waits until the earlier ones of its subject are done.
    func claimWork(_ request: ClaimRequest) async throws(StorageError) -> [ClaimedWork]
    /// Gives claimed work back, to be due again at an instant; does nothing when the lease was lost.
    func postpone(_ claim: WorkClaim, in tenant: TenantID, until due: Instant) async throws(StorageError)

    /// One round trip; throws when the store cannot serve.
    func ping() async throws(StorageError)
    func close() async
}

/// Proof that a caller was authenticated for a tenant: without one nothing can be read.
public struct TenantScope: Sendable, Hashable {
    public let tenant: TenantID
    /// Called by authentication, by delivery for work it claimed, by the watch over rulebooks for tenants that
    /// authenticated callers asked for, and by tests; nowhere else.
    public init(authenticated tenant: TenantID) { self.tenant = tenant }
}

/// What to look for: all of a kind, or those with a key's value.
public struct Scan: Sendable, Hashable {
    public let kind: String
    /// Nil scans by id.
    public let key: String?
    /// With a key: only this value.
    public let value: String?
    /// The `next` of the page before.
    public let after: String?
    /// 1…1000.
    public let limit: Int

    public init(kind: String, key: String? = nil, value: String? = nil, after: String? = nil, limit: Int = 100) {
        self.kind = kind
        self.key = key
        self.value = value
        self.after = after
        self.limit = min(max(limit, 1), 1000)
    }
}

public struct Page<Element: Sendable>: Sendable {
    public let items: [Element]
    /// Give it as `after` for the next page; nil on the last.
    public let next: String?

    public init(items: [Element], next: String?) {
        self.items = items
        self.next = next
    }
}
