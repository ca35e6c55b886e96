import JSONDocument
import StoaCommerce

/// What a permission may be judged by.
public struct PermissionFacts: Sendable {
    /// The document that an operation is about, as it is stored.
    public struct Subject: Sendable, Hashable {
        public let kind: String
        public let id: String
        public let version: Int64
        public let body: JSON

        public init(kind: String, id: String, version: Int64, body: JSON) {
            self.kind = kind
            self.id = id
            self.version = version
            self.body = body
        }

        /// `{kind, id, version}`, and the document itself under its kind: `subject.order.state`.
        public var facts: JSON {
            var facts: JSON = ["kind": .string(kind), "id": .string(id), "version": .integer(version)]
            facts[kind] = body
            return facts
        }
    }

    /// One command that changed the subject, and who ran it.
    public struct Act: Sendable, Hashable {
        public let command: String
        public let actor: String

        public init(command: String, actor: String) {
            self.command = command
            self.actor = actor
        }
    }

    /// The operation's input.
    public let command: JSON
    public let actor: Actor
    /// Nil where the operation is about no document, or about none that exists; or where no rule asks for it.
    public let subject: Subject?
    /// What was done with the subject so far; nil where too much was done to look through. Empty where no rule asks.
    public let acts: [Act]?
    public let now: Instant

    public init(command: JSON, actor: Actor, subject: Subject? = nil, acts: [Act]? = [], now: Instant) {
        self.command = command
        self.actor = actor
        self.subject = subject
        self.acts = acts
        self.now = now
    }
}
