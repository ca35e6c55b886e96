/// Everything that a tenant's rules say of who may run one operation, and the one place where it is judged together with
/// the roles that the operation itself names.
///
/// - A denial or a separation that concerns the actor wins over everything, an administrator's role included.
/// - Where any rule allows, only those whom one allows may run the operation, and administrators. For operations that
///   are not administrative the rule stands in the place of the roles; for those that are, both have to agree.
/// - Where no rule allows, the roles decide.
public struct OperationPermissions: Sendable {
    /// In the order in which they are judged.
    private let rules: [PermissionRule]

    public init(_ rules: [PermissionRule]) { self.rules = rules.sorted(by: PermissionRule.isJudgedBefore) }

    public static let none = OperationPermissions([])

    public var isEmpty: Bool { rules.isEmpty }
    public var readsSubject: Bool { rules.contains { $0.readsSubject } }
    public var readsActs: Bool { rules.contains(where: \.isSeparation) }

    /// Both together: of two sources of rules each may deny, and either may allow.
    public func and(_ others: OperationPermissions) -> OperationPermissions { OperationPermissions(rules + others.rules) }

    /// What came of it, and the rule that decided; nil where that was the operation's own roles.
    public struct Verdict: Sendable, Hashable {
        public let decision: PermissionDecision
        public let rule: String?

        public init(_ decision: PermissionDecision, rule: String? = nil) {
            self.decision = decision
            self.rule = rule
        }
    }

    /// The refusal of somebody for whom no facts could change anything: known before the input is looked at.
    ///
    /// - Parameter byRole: what the operation's own roles say.
    public func refusal(of actor: Actor, _ access: OperationAccess, byRole: PermissionDecision) -> Verdict? {
        let grants = rules.filter(\.isGrant)
        if byRole != .allow, grants.isEmpty || access.isAdministrative { return Verdict(byRole) }
        guard !grants.isEmpty, !actor.isAdministrator, !grants.contains(where: { $0.names(actor) }) else { return nil }
        return notGranted(access)
    }

    /// Whether the actor may. A denial that cannot be judged denies, a grant that cannot be judged grants nothing.
    ///
    /// - Parameter byRole: what the operation's own roles say.
    public func verdict(on facts: PermissionFacts, _ access: OperationAccess, byRole: PermissionDecision) -> Verdict {
        if let refusal = refusal(of: facts.actor, access, byRole: byRole) { return refusal }
        for rule in rules where !rule.isGrant && rule.names(facts.actor) {
            if let decision = denial(by: rule, facts, access) { return Verdict(decision, rule: rule.id) }
        }
        let grants = rules.filter(\.isGrant)
        if grants.isEmpty || facts.actor.isAdministrator { return Verdict(byRole) }
        for rule in grants where rule.names(facts.actor) && (try? rule.condition(facts)) == true {
            return Verdict(.allow, rule: rule.id)
        }
        return notGranted(access)
    }

    private func denial(by rule: PermissionRule, _ facts: PermissionFacts, _ access: OperationAccess) -> PermissionDecision? {
        do { guard try rule.condition(facts) else { return nil } } catch { return unjudged(rule, "its condition could not be judged") }
        switch rule.effect {
        case .allow: return nil
        case .deny(let message):
            return .deny(code: "permission.denied", message: message ?? "the rule '\(rule.id)' does not let you run '\(access.name)'")
        case .separate(let commands, let message):
            guard let acts = facts.acts else { return unjudged(rule, "the subject has too long a history") }
            guard let act = acts.first(where: { $0.actor == facts.actor.id && commands.contains($0.command) }) else { return nil }
            return .deny(
                code: "permission.separated",
                message: message ?? "you ran '\(act.command)' on this before, and the rule '\(rule.id)' keeps '\(access.name)' for others")
        }
    }

    private func unjudged(_ rule: PermissionRule, _ why: String) -> PermissionDecision {
        .deny(code: "permission.failed", message: "the permission '\(rule.id)' stays shut: \(why)")
    }

    private func notGranted(_ access: OperationAccess) -> Verdict {
        Verdict(.deny(code: "permission.notGranted", message: "no permission of the rulebook lets you run '\(access.name)'"))
    }
}
