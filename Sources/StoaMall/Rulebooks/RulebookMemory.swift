import StoaCommerce
import StoaRules
import Synchronization

/// What a host remembers of rulebooks: compiled ones by their hash, and the rules of tenants as they were last seen.
final class RulebookMemory: Sendable {
    static let booksMax = 256
    static let tenantsMax = 10_000

    struct Entry {
        var rules: RulesInForce
        /// Of the control document; 0 for none.
        var version: Int64
        var checkedAt: Instant
        var askedAt: Instant
    }

    private struct State {
        var books: [String: (book: Rulebook, use: Int)] = [:]
        var uses = 0
        var compiling: Set<String> = []
        var tenants: [TenantID: Entry] = [:]
        /// Folders' books that were read back from the store, by tenant.
        var kept: [TenantID: String] = [:]
    }

    private let state = Mutex(State())

    // MARK: Books

    func book(_ hash: String) -> Rulebook? {
        state.withLock { state in
            guard let book = state.books[hash]?.book else { return nil }
            state.uses += 1
            state.books[hash] = (book, state.uses)
            return book
        }
    }

    /// Beyond the limit, the book that was not used for the longest time is forgotten.
    func remember(_ book: Rulebook) {
        state.withLock { state in
            state.uses += 1
            state.books[book.hash] = (book, state.uses)
            if state.books.count > RulebookMemory.booksMax, let oldest = state.books.min(by: { $0.value.use < $1.value.use })?.key {
                state.books[oldest] = nil
            }
        }
    }

    /// Marks books as being compiled for as long as the work takes.
    func compiling<Value>(_ hashes: Set<String>, _ work: () -> Value) -> Value {
        state.withLock { $0.compiling.formUnion(hashes) }
        defer { state.withLock { $0.compiling.subtract(hashes) } }
        return work()
    }

    /// Whether the store is known to hold the folder's book as a version of the tenant.
    func isKept(_ hash: String, in tenant: TenantID) -> Bool { state.withLock { $0.kept[tenant] == hash } }

    func markKept(_ hash: String, in tenant: TenantID) {
        state.withLock { state in
            if state.kept.count >= RulebookMemory.tenantsMax { state.kept.removeAll() }
            state.kept[tenant] = hash
        }
    }

    // MARK: Tenants

    /// The rules of a tenant when they were compared with the store less than so long ago. A comparison in the future is
    /// that of a decision that began later, or of a clock that was set back since: also believed for so long alone.
    func rules(of tenant: TenantID, at now: Instant, freshFor milliseconds: Int64) -> RulesInForce? {
        state.withLock { state in
            guard let entry = state.tenants[tenant] else { return nil }
            state.tenants[tenant]?.askedAt = max(now, entry.askedAt)
            let age = now.millisecondsSince1970 - entry.checkedAt.millisecondsSince1970
            return abs(age) < milliseconds ? entry.rules : nil
        }
    }

    /// The rules before a change, while a book that the change brought is being compiled; only shortly after it.
    func rulesWhileCompiling(_ control: RulebookControl, of tenant: TenantID, at now: Instant) -> RulesInForce? {
        state.withLock { state in
            guard let changedAt = control.active?.at, now < changedAt.advanced(byMilliseconds: Rulebooks.compilingMilliseconds),
                let active = control.active?.rulebook.text, state.compiling.contains(active)
            else { return nil }
            return state.tenants[tenant]?.rules
        }
    }

    /// Takes rules over unless newer ones are known.
    func remember(_ rules: RulesInForce, of tenant: TenantID, version: Int64, checkedAt: Instant, askedAt: Instant? = nil) {
        state.withLock { state in
            let known = state.tenants[tenant]
            if let known, known.version > version || (known.version == version && known.checkedAt > checkedAt) { return }
            if known == nil, state.tenants.count >= RulebookMemory.tenantsMax,
                let idlest = state.tenants.min(by: { $0.value.askedAt < $1.value.askedAt })?.key
            {
                state.tenants[idlest] = nil
            }
            state.tenants[tenant] = Entry(
                rules: rules, version: version, checkedAt: checkedAt, askedAt: max(askedAt ?? checkedAt, known?.askedAt ?? checkedAt))
        }
    }

    /// Tenants that somebody asked for since an instant, with the version that is known of their control document.
    func tenants(askedSince since: Instant) -> [(tenant: TenantID, version: Int64)] {
        state.withLock { state in state.tenants.filter { $0.value.askedAt >= since }.map { ($0.key, $0.value.version) } }
    }

    /// The store still has what is known.
    func confirm(_ tenant: TenantID, version: Int64, at instant: Instant) {
        state.withLock { state in
            guard let entry = state.tenants[tenant], entry.version == version, entry.checkedAt < instant else { return }
            state.tenants[tenant]?.checkedAt = instant
        }
    }
}
