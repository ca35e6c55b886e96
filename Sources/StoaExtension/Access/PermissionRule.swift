/// One sentence of a tenant's rules about who may run an operation.
public struct PermissionRule: Sendable {
    public enum Effect: Sendable, Hashable {
        case allow
        /// The sentence for whoever is refused; nil for a general one.
        case deny(message: String?)
        /// Whoever ran one of these commands on the same subject may not run the operation.
        case separate(from: Set<String>, message: String?)
    }

    /// The rule that states it; named to whoever is refused, and in the journal.
    public let id: String
    public let effect: Effect
    /// Whose sentence it is; nil for everybody.
    public let roles: Set<String>?
    /// Whether the condition looks at the subject, so that it has to be read.
    public let readsSubject: Bool
    /// Whether the rule concerns these facts, besides the role. Pure.
    let condition: @Sendable (PermissionFacts) throws -> Bool

    public init(
        id: String, effect: Effect, roles: Set<String>?, readsSubject: Bool = false,
        condition: @escaping @Sendable (PermissionFacts) throws -> Bool = { _ in true }
    ) {
        self.id = id
        self.effect = effect
        self.roles = roles
        self.readsSubject = readsSubject
        self.condition = condition
    }

    func names(_ actor: Actor) -> Bool { roles.map { !$0.isDisjoint(with: actor.roles) } ?? true }

    var isGrant: Bool { effect == .allow }

    var isSeparation: Bool {
        if case .separate = effect { true } else { false }
    }

    /// Denials come first, then separations, then grants; by id among equals.
    static func isJudgedBefore(_ left: PermissionRule, _ right: PermissionRule) -> Bool {
        (left.rank, left.id) < (right.rank, right.id)
    }

    private var rank: Int {
        switch effect {
        case .deny: 0
        case .separate: 1
        case .allow: 2
        }
    }
}
