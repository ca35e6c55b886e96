import StoaExtension

/// What a plugin wants from the host besides an answer's own data; a tenant grants it, every use is metered.
public struct Capability: Sendable, Hashable {
    /// The host functions that need a grant.
    public enum Name: String, Sendable, CaseIterable {
        case readValues = "kv.get"
        case writeValues = "kv.set"
        case emit
        case fetch = "http.fetch"
        case hmac = "crypto.hmac"
        case sign = "crypto.sign"
        case oauth
        case ai
        case call

        /// The classes of points that may use it, as the table of host functions says.
        public var classes: [ExtensionPoint.Class] {
            switch self {
            case .readValues, .writeValues, .emit: [.pure, .observe, .effect]
            case .fetch, .hmac, .sign, .oauth, .ai: [.observe, .effect]
            case .call: [.effect]
            }
        }
    }

    public let name: Name
    /// What it is limited to: a host name, a secret's name, a command; nil for all the name covers.
    public let scope: String?
    /// Why, in the vendor's words, for the person who consents.
    public let reason: String
    /// Whether the plugin also works without it.
    public let isOptional: Bool

    public init(name: Name, scope: String?, reason: String, isOptional: Bool) {
        self.name = name
        self.scope = scope
        self.reason = reason
        self.isOptional = isOptional
    }
}
