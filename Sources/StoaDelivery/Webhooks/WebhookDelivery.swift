import JSONDocument
import StoaCommerce

/// One event on its way to one endpoint. The id is the `webhook-id`: the same on every attempt.
public struct WebhookDelivery: Noun {
    public static let kind = "webhookDelivery"
    public static let idPrefix = "whd"

    public enum State: String, Sendable, Codable, CaseIterable {
        case pending, delivered
        /// Given up: a dead letter that can be replayed.
        case dead
    }

    public let id: ID<WebhookDelivery>
    public let endpoint: ID<WebhookEndpoint>
    public let event: String
    public let type: String
    /// Exactly what is sent, in canonical JSON: `type`, `timestamp`, `data`.
    public let payload: JSON
    public let createdAt: Instant
    public internal(set) var state: State = .pending
    /// Attempts since it was made or last replayed; the log keeps the latest ``attemptsKept``.
    public internal(set) var attemptCount: Int = 0
    public internal(set) var attempts: [Attempt] = []
    public internal(set) var nextAttemptAt: Instant?
    public internal(set) var deadBecause: String?

    static let attemptsKept = 30

    init(id: ID<WebhookDelivery>, endpoint: ID<WebhookEndpoint>, event: String, type: String, payload: JSON, createdAt: Instant) {
        self.id = id
        self.endpoint = endpoint
        self.event = event
        self.type = type
        self.payload = payload
        self.createdAt = createdAt
    }

    public var keys: [LookupKey] {
        [LookupKey("endpoint", endpoint.text), LookupKey("state", state.rawValue), LookupKey("event", event)]
    }

    /// One request and what came of it.
    public struct Attempt: Sendable, Hashable, Codable {
        public let at: Instant
        /// The status of the answer; nil when there was none.
        public let status: Int?
        /// `http.timeout`, `http.addressDenied`, …; nil when there was an answer.
        public let failure: String?
        public let latencyMilliseconds: Int64
    }
}
