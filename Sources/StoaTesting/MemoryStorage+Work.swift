import StoaCommerce
import StoaKernel

extension MemoryStorage {
    public func claimWork(_ request: ClaimRequest) async throws(StorageError) -> [ClaimedWork] {
        var claimed: [ClaimedWork] = []
        let due = state.work.filter { $0.key.key.kind == request.kind && $0.value.isClaimable(at: request.now) }
            .sorted { ($0.value.due, $0.value.order) < ($1.value.due, $1.value.order) }
        for (key, item) in due where claimed.count < request.limit {
            // Events of one subject are handed out in order: a later one waits for those before it.
            if let subject = item.subject,
                state.work.contains(where: {
                    $0.key.tenant == key.tenant && $0.key.key.kind == .event && $0.value.subject == subject
                        && $0.value.order < item.order
                })
            {
                continue
            }
            var taken = item
            taken.token += 1
            taken.leasedUntil = request.now.advanced(byMilliseconds: request.leaseMilliseconds)
            state.work[key] = taken
            claimed.append(
                ClaimedWork(
                    tenant: key.tenant, claim: WorkClaim(kind: request.kind, key: key.key.key, token: taken.token), due: item.due,
                    name: item.name, subject: item.subject, body: item.body, createdAt: item.createdAt,
                    earlierAttempts: taken.token - 1))
        }
        return claimed
    }

    public func postpone(_ claim: WorkClaim, in tenant: TenantID, until due: Instant) async throws(StorageError) {
        let key = TenantKey(tenant, MemoryState.WorkKey(kind: claim.kind, key: claim.key))
        guard var item = state.work[key], item.token == claim.token else { return }
        item.due = due
        item.leasedUntil = nil
        state.work[key] = item
    }

    /// The instant of the next piece of work of a kind that nobody holds, so that a virtual clock can go there.
    public func nextDue(_ kind: WorkKind) -> Instant? {
        state.work.filter { $0.key.key.kind == kind }.map { max($0.value.due, $0.value.leasedUntil ?? $0.value.due) }.min()
    }

    /// How much work of a kind is not done yet.
    public func openWorkCount(_ kind: WorkKind) -> Int { state.work.count { $0.key.key.kind == kind } }

    /// Every live document of a kind, by id.
    public func all<N: Noun>(_ noun: N.Type, in tenant: TenantID) throws -> [N] {
        try state.liveDocuments(of: N.kind, in: tenant).compactMap { try $0.document.body.map { try decode(N.self, $0) } }
            .sorted { $0.id < $1.id }
    }

    /// The sum of all posted balances of a unit; double entry keeps it at zero.
    public func ledgerSum(of unit: String) -> Int64 {
        state.accounts.values.filter { $0.unit == unit }.reduce(0) { $0 + $1.posted }
    }

    /// Types of all events that were ever committed, oldest first.
    public var eventTypes: [String] { state.eventTypes }
}
