import JSONDocument
import StoaCommerce

/// What waits to be done after a commit. Events, timers and intents share one queue with due times and leases.
public enum WorkKind: String, Sendable, Hashable, Codable, CaseIterable {
    case event, timer, intent
}

public struct ClaimRequest: Sendable, Hashable {
    public let kind: WorkKind
    public let limit: Int
    public let now: Instant
    public let leaseMilliseconds: Int64

    public init(kind: WorkKind, limit: Int, now: Instant, leaseMilliseconds: Int64) {
        self.kind = kind
        self.limit = limit
        self.now = now
        self.leaseMilliseconds = leaseMilliseconds
    }
}

/// A claim on one piece of work. The token grows with every claim, so that a holder who slept through its lease is
/// told apart from the one who has it now.
public struct WorkClaim: Sendable, Hashable {
    public let kind: WorkKind
    /// The event's or intent's id, or the timer's key.
    public let key: String
    public let token: Int64

    public init(kind: WorkKind, key: String, token: Int64) {
        self.kind = kind
        self.key = key
        self.token = token
    }
}

public struct ClaimedWork: Sendable, Hashable {
    public let tenant: TenantID
    public let claim: WorkClaim
    public let due: Instant
    /// An event's type, a timer's command, an intent's point.
    public let name: String
    /// Set for events.
    public let subject: DocumentKey?
    public let body: JSON
    /// The instant of the commit that made it.
    public let createdAt: Instant
    /// How often it was claimed before.
    public let earlierAttempts: Int64

    public init(
        tenant: TenantID, claim: WorkClaim, due: Instant, name: String, subject: DocumentKey?, body: JSON,
        createdAt: Instant, earlierAttempts: Int64
    ) {
        self.tenant = tenant
        self.claim = claim
        self.due = due
        self.name = name
        self.subject = subject
        self.body = body
        self.createdAt = createdAt
        self.earlierAttempts = earlierAttempts
    }
}
