import JSONDocument
import StoaCommerce
import StoaKernel

/// A place outside that wants to hear of events.
public struct WebhookEndpoint: Noun {
    public static let kind = "webhookEndpoint"
    public static let idPrefix = "whe"

    public enum State: String, Sendable, Codable, CaseIterable {
        case active
        /// Switched off, by a person or because the endpoint answered 410 Gone.
        case disabled
    }

    public let id: ID<WebhookEndpoint>
    public let url: String
    /// Exact types, `order.*` for all of a noun, or `*`.
    public let eventTypes: [String]
    public internal(set) var state: State
    /// Names the secret; it follows from this and the host's master key, and is stored nowhere.
    public internal(set) var generation: Int64
    public let createdAt: Instant
    public internal(set) var disabledBecause: String?

    public var keys: [LookupKey] { [LookupKey("state", state.rawValue)] }

    /// Whether an event of this type is to be sent here.
    func wants(_ type: String) -> Bool {
        eventTypes.contains { $0 == "*" || $0 == type || ($0.hasSuffix(".*") && type.hasPrefix($0.dropLast())) }
    }

    func secret(_ keys: WebhookKeys, in tenant: TenantID) -> WebhookSecret {
        keys.secret(of: "endpoint/\(id)", in: tenant, generation: generation)
    }
}

/// Derives the secrets of endpoints and hooks from the host's master key.
public struct WebhookKeys: Sendable {
    private let master: MasterKey

    public init(master: MasterKey) { self.master = master }

    func secret(of name: String, in tenant: TenantID, generation: Int64) -> WebhookSecret {
        .derived(master: master, tenant: tenant, name: name, generation: generation)
    }
}
