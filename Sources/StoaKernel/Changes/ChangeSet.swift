import JSONDocument
import StoaCommerce
import StoaExtension

/// Everything one decision changes, applied whole or not at all: the narrow waist of the platform.
///
/// The id is also the key of the journal entry, so that an applier who lost the reply to a commit can look it up.
public struct ChangeSet: Sendable, Identified {
    public static let idPrefix = "chg"

    public let id: ID<ChangeSet>
    public let tenant: TenantID
    /// The name of the command.
    public let command: String
    public let actor: Actor
    /// The command's instant: the time it was asked for, not the time it was committed.
    public let at: Instant

    public var puts: [DocumentPut] = []
    /// Documents that were read and must still have the version that was read.
    public var reads: [ReadCheck] = []
    public var accounts: [AccountOpening] = []
    public var transfers: [Transfer] = []
    public var events: [Event] = []
    public var timers: [TimerChange] = []
    public var intents: [EffectIntent] = []
    /// Work that was claimed and is done with this commit; a lost lease makes the commit a conflict.
    public var completes: [WorkClaim] = []
    public var idempotency: IdempotencyRecord?
    public var evidence: Evidence

    public init(id: ID<ChangeSet>, tenant: TenantID, command: String, actor: Actor, at: Instant, evidence: Evidence) {
        self.id = id
        self.tenant = tenant
        self.command = command
        self.actor = actor
        self.at = at
        self.evidence = evidence
    }
}

/// A document's kind and id; unique within a tenant.
public struct DocumentKey: Sendable, Hashable, Comparable, Codable {
    public let kind: String
    public let id: String

    public init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }

    public init<N: Noun>(_ id: ID<N>) { self.init(kind: N.kind, id: id.text) }

    public static func < (left: DocumentKey, right: DocumentKey) -> Bool { (left.kind, left.id) < (right.kind, right.id) }
}

/// A new version of a document. Versions count from 1.
public struct DocumentPut: Sendable, Hashable {
    public let key: DocumentKey
    /// The version it replaces; 0 when the document must not exist, or be deleted: then it goes on counting.
    public let expectedVersion: Int64
    /// Nil sets the delete mark; snapshots stay.
    public let body: JSON?
    public let keys: [LookupKey]

    public init(key: DocumentKey, expectedVersion: Int64, body: JSON?, keys: [LookupKey]) {
        self.key = key
        self.expectedVersion = expectedVersion
        self.body = body
        self.keys = keys
    }
}

/// A document must still have this version at the commit; 0 means it must still be absent or deleted.
public struct ReadCheck: Sendable, Hashable {
    public let key: DocumentKey
    public let version: Int64

    public init(key: DocumentKey, version: Int64) {
        self.key = key
        self.version = version
    }
}

/// Something that happened, for whoever listens; delivered at least once, in order of a subject's versions.
public struct Event: Sendable, Hashable, Identified {
    public static let idPrefix = "evt"

    public let id: ID<Event>
    /// `order.placed`.
    public let type: String
    public let subject: DocumentKey
    public let body: JSON

    public init(id: ID<Event>, type: String, subject: DocumentKey, body: JSON) {
        self.id = id
        self.type = type
        self.subject = subject
        self.body = body
    }
}

/// Sets or clears a timer. One timer a key: setting it again moves it.
public struct TimerChange: Sendable, Hashable {
    /// Unique in the tenant: `order.autoCancel/ord_…`.
    public let key: String
    /// Nil clears the timer.
    public let due: Due?

    public struct Due: Sendable, Hashable {
        public let at: Instant
        /// The command that runs when the timer is due, as the system, with this input.
        public let command: String
        public let input: JSON

        public init(at: Instant, command: String, input: JSON) {
            self.at = at
            self.command = command
            self.input = input
        }
    }

    public init(key: String, due: Due?) {
        self.key = key
        self.due = due
    }
}

/// A call of the outside world, made after the commit with the intent's id as idempotency key.
public struct EffectIntent: Sendable, Hashable, Identified {
    public static let idPrefix = "int"

    public let id: ID<EffectIntent>
    /// An effect point, or `webhook.send` for the platform's own webhooks.
    public let point: String
    public let input: JSON

    public init(id: ID<EffectIntent>, point: String, input: JSON) {
        self.id = id
        self.point = point
        self.input = input
    }
}

/// The answer kept for a repeated request: same key and same body get it again, another body is refused.
public struct IdempotencyRecord: Sendable, Hashable {
    public let principal: String
    public let command: String
    public let key: String
    /// SHA-256 of the canonical input, hex.
    public let bodyHash: String
    public let response: JSON

    public init(principal: String, command: String, key: String, bodyHash: String, response: JSON) {
        self.principal = principal
        self.command = command
        self.key = key
        self.bodyHash = bodyHash
        self.response = response
    }
}

/// Why it came to this: what the journal keeps beside the changes themselves.
public struct Evidence: Sendable, Hashable {
    public var input: JSON
    public var output: JSON
    /// Rulebook hash, plugin and model versions, pinned versions of what was read, answers of extensions.
    public var notes: [String: JSON]
    /// The refusal, when the entry records a command that was not carried out.
    public var refusal: String?
    /// Other ChangeSets of the same commit.
    public var linked: [ID<ChangeSet>]

    public init(input: JSON, output: JSON = .null, notes: [String: JSON] = [:], refusal: String? = nil, linked: [ID<ChangeSet>] = []) {
        self.input = input
        self.output = output
        self.notes = notes
        self.refusal = refusal
        self.linked = linked
    }
}
