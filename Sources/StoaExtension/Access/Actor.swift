import StoaCommerce

/// Who asks: the identity a permission is judged for and a journal entry names.
public struct Actor: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable { case user, customer, plugin, workflow, system }

    public let kind: Kind
    /// `usr_…`, `cus_…`, a plugin's id, `workflow:ID`, or `system`.
    public let id: String
    /// Role names such as `admin`, `finance`, `seller`, `customer`; scopes of a key such as `quote.simulate` as well.
    public let roles: Set<String>
    /// The seller whose data a seller's actor may touch.
    public let seller: String?

    public init(kind: Kind, id: String, roles: Set<String>, seller: String? = nil) {
        self.kind = kind
        self.id = id
        self.roles = roles
        self.seller = seller
    }

    /// The platform's own services: timers, webhooks that were verified, migrations.
    public static let system = Actor(kind: .system, id: "system", roles: ["system"])

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(id, forKey: .id)
        // A set has no order of its own; a journal entry must have one.
        try container.encode(roles.sorted(), forKey: .roles)
        try container.encodeIfPresent(seller, forKey: .seller)
    }
}
