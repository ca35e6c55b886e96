import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Synchronization

/// Who a key belongs to.
public struct Principal: Sendable, Hashable {
    public let tenant: TenantID
    public let actor: Actor

    public init(tenant: TenantID, actor: Actor) {
        self.tenant = tenant
        self.actor = actor
    }
}

/// Finds the principal of a key, with a small memory so that not every request asks the store.
///
/// A revoked key is refused after at most ``lifetimeMilliseconds``. Unknown keys are remembered as well: guessing
/// costs the store one read per guess and lifetime.
public final class KeyDirectory: Sendable {
    public static let lifetimeMilliseconds: Int64 = 5_000
    static let entriesMax = 4_096

    private struct Entry {
        let principal: Principal?
        let until: Instant
    }

    private let storage: any Storage
    private let clock: @Sendable () -> Instant
    private let entries = Mutex<[ID<APIKey>: Entry]>([:])

    public init(storage: any Storage, clock: @escaping @Sendable () -> Instant) {
        self.storage = storage
        self.clock = clock
    }

    /// The principal of a key as it came in.
    ///
    /// The store is asked for a hash, so the time an answer takes tells nothing about how near a guess was. Text that
    /// is no key at all is hashed too and looked up under a tenant that cannot exist.
    /// - Throws: `auth.unknownKey`, or a failure of the store.
    public func principal(of text: String) async throws(Refusal) -> Principal {
        let now = clock()
        let key = APIKeyText(parsing: text)
        let id = key?.id ?? APIKeyText(tenant: ID(trusted: "-"), secret: [UInt8](repeating: 0, count: 20)).id
        if let entry = entries.withLock({ $0[id] }), entry.until > now {
            return try known(entry.principal)
        }
        let principal = try await find(id, in: key?.tenant ?? ID(trusted: "-"))
        remember(Entry(principal: principal, until: now.advanced(byMilliseconds: KeyDirectory.lifetimeMilliseconds)), for: id, at: now)
        return try known(principal)
    }

    private func find(_ id: ID<APIKey>, in tenant: TenantID) async throws(Refusal) -> Principal? {
        let documents: [Document?]
        do {
            documents = try await storage.documents([DocumentKey(id)], in: TenantScope(authenticated: tenant))
        } catch {
            throw Refusal(
                .unavailable, code: error.code, error.message, hint: error.hint ?? "try again", detail: error.detail,
                retryAfterSeconds: 5)
        }
        guard let body = documents.first??.body else { return nil }
        do {
            let key = try JSONValueDecoder().decode(APIKey.self, from: body)
            return key.state == .active ? Principal(tenant: tenant, actor: key.actor) : nil
        } catch {
            throw Refusal(.bug, code: "store.undecodable", "a stored key could not be read", detail: "\(error)")
        }
    }

    private func known(_ principal: Principal?) throws(Refusal) -> Principal {
        guard let principal else {
            throw Refusal(
                .unauthenticated, code: "auth.unknownKey", "this API key is not known here",
                hint: "check the key, and that it was not revoked")
        }
        return principal
    }

    private func remember(_ entry: Entry, for id: ID<APIKey>, at now: Instant) {
        entries.withLock { entries in
            if entries.count >= KeyDirectory.entriesMax {
                entries = entries.filter { $0.value.until > now }
                // Everything is fresh: someone tries keys faster than they age. Forgetting is the cheap way out.
                if entries.count >= KeyDirectory.entriesMax { entries.removeAll(keepingCapacity: true) }
            }
            entries[id] = entry
        }
    }
}
