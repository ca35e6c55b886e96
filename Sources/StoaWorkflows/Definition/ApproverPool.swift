import JSONDocument
import StoaExtension

/// The people who may decide: by role, by name, or by a condition over `approver`.
public struct ApproverPool: Sendable, Hashable, Codable {
    /// Any one of them suffices.
    public var roles: [String]
    /// Actor ids.
    public var users: [String]
    /// A CEL condition over `approver` (`id`, `kind`, `roles`, `seller`) and the instance's own names.
    public var condition: String?

    public init(roles: [String] = [], users: [String] = [], condition: String? = nil) {
        self.roles = roles
        self.users = users
        self.condition = condition
    }

    enum CodingKeys: String, CodingKey {
        case roles, users
        case condition = "where"
    }

    /// Whether the actor is in by role or by name; a condition is judged elsewhere.
    public func names(_ actor: Actor) -> Bool {
        users.contains(actor.id) || roles.contains { actor.roles.contains($0) }
    }

    /// The ways to find what this pool may decide: `role:finance`, `user:usr_…`, `anyone` where a condition decides.
    var lookupValues: [String] {
        roles.map { "role:" + $0 } + users.map { "user:" + $0 } + (condition == nil ? [] : [ApproverPool.anyone])
    }

    static let anyone = "anyone"

    static func lookupValues(of actor: Actor) -> [String] {
        actor.roles.sorted().map { "role:" + $0 } + ["user:" + actor.id, anyone]
    }

    mutating func admit(_ other: ApproverPool) {
        roles += other.roles.filter { !roles.contains($0) }
        users += other.users.filter { !users.contains($0) }
        // Two conditions cannot be told apart afterwards, so the wider one is written out.
        if let added = other.condition { condition = condition.map { "(\($0)) || (\(added))" } ?? added }
    }
}

extension ApproverPool: SchemaDescribed {
    public static var schema: Schema {
        .object(
            title: "ApproverPool",
            fields: [
                .required("roles", .array(of: .string()), "roles, any one of which suffices"),
                .required("users", .array(of: .string()), "actors by id"),
                .optional("where", .string(), "a CEL condition over approver"),
            ])
    }
}
