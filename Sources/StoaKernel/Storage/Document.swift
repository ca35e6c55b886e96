import JSONDocument
import StoaCommerce

/// One version of a document, as stored.
public struct Document: Sendable, Hashable {
    public let key: DocumentKey
    public let version: Int64
    /// Nil when this version is a delete mark.
    public let body: JSON?
    public let changedAt: Instant
    public let changedBy: ID<ChangeSet>

    public init(key: DocumentKey, version: Int64, body: JSON?, changedAt: Instant, changedBy: ID<ChangeSet>) {
        self.key = key
        self.version = version
        self.body = body
        self.changedAt = changedAt
        self.changedBy = changedBy
    }
}

/// A noun together with the version it was read at.
public struct Versioned<N: Noun>: Sendable {
    public var value: N
    public let version: Int64

    public init(_ value: N, version: Int64) {
        self.value = value
        self.version = version
    }
}

/// One line of the audit trail; its `leafHash` is a leaf of the tenant's Merkle log.
public struct JournalEntry: Sendable, Hashable {
    public let id: ID<ChangeSet>
    public let at: Instant
    public let command: String
    public let actorID: String
    /// The entry's canonical JSON (RFC 8785), byte for byte as it was hashed.
    public let body: String
    /// SHA-256(0x00 ‖ body), RFC 6962, hex.
    public let leafHash: String

    public init(id: ID<ChangeSet>, at: Instant, command: String, actorID: String, body: String, leafHash: String) {
        self.id = id
        self.at = at
        self.command = command
        self.actorID = actorID
        self.body = body
        self.leafHash = leafHash
    }
}
