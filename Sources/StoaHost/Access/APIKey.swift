import StoaCommerce
import StoaExtension
import StoaKernel

/// What an API key allows: the actor that its holder acts as. The key itself is never stored, only its hash.
public struct APIKey: Noun {
    public static let kind = "apiKey"
    public static let idPrefix = "key"

    public enum State: String, Sendable, Codable { case active, revoked }

    /// SHA-256 of the whole key text, in hex.
    public let id: ID<APIKey>
    /// What people call it: `checkout service`.
    public var name: String
    public let actor: Actor
    public var state: State
    public let createdAt: Instant

    public init(id: ID<APIKey>, name: String, actor: Actor, state: State = .active, createdAt: Instant) {
        self.id = id
        self.name = name
        self.actor = actor
        self.state = state
        self.createdAt = createdAt
    }

    public var keys: [LookupKey] { [LookupKey("actor", actor.id)] }
}
