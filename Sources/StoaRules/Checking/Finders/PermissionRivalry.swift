import StoaExtension

/// What other permissions leave of one.
struct PermissionRivalry {
    /// A rule that comes before this one for `role`, where one does for everybody whom this one is about and for all its operations.
    let rival: Permission?
    /// Somebody whom the rule is about; nil for everybody.
    let role: String?
    /// An operation that this rule lets somebody run, and that all the others shut to everybody.
    let shutOperation: OperationPattern?

    init(_ rule: Permission, among all: [Permission]) {
        let roles = rule.concernedRoles
        let others = all.filter { $0.id != rule.id }
        let found = rule.operations.flatMap { pattern in
            roles.map { role in others.first { $0.comesBefore(rule, on: pattern, for: role) } }
        }
        role = roles.first ?? nil
        rival = found.allSatisfy { $0 != nil } ? found.first ?? nil : nil
        guard rule.effect == .allow, found.allSatisfy({ $0?.isDenial ?? false }) else {
            shutOperation = nil
            return
        }
        shutOperation = rule.operations.first { pattern in
            others.contains { $0.isDenial && $0.when == nil && $0.isAbout(pattern, "admin") }
                && others.filter { $0.effect == .allow && $0.mayConcern(pattern) }.allSatisfy { grant in
                    grant.concernedRoles.allSatisfy { role in
                        all.contains { $0.isDenial && $0.comesBefore(grant, on: pattern, for: role) }
                    }
                }
        }
    }
}

extension Permission {
    /// One by one; nil stands for everybody.
    fileprivate var concernedRoles: [String?] { roles.map { $0.sorted().map(Optional.some) } ?? [nil] }

    /// Whether the rule decides before another one whenever that is about a role's use of the operations.
    fileprivate func comesBefore(_ other: Permission, on pattern: OperationPattern, for role: String?) -> Bool {
        guard isAbout(pattern, role), asksNoMore(than: other) else { return false }
        switch (effect, other.effect) {
        case (.deny, .allow), (.deny, .separate): return true
        case (.allow, .allow): return id < other.id || !other.isNoNarrower(than: self)
        case (.deny, .deny): return id < other.id
        case (.separate(let own, _), .separate(let others, _)): return id < other.id && own.isSuperset(of: others)
        default: return false
        }
    }

    fileprivate func isAbout(_ pattern: OperationPattern, _ role: String?) -> Bool {
        operations.contains { $0.covers(pattern) } && (roles == nil || role.map { roles?.contains($0) ?? true } ?? false)
    }

    /// Whether the condition holds whenever that of another rule does, because its parts are among the other's.
    private func asksNoMore(than other: Permission) -> Bool {
        when == nil || !operands.isEmpty && Set(operands.map(\.text)).isSubset(of: other.operands.map(\.text))
    }

    private func isNoNarrower(than other: Permission) -> Bool {
        asksNoMore(than: other)
            && other.operations.allSatisfy { pattern in other.concernedRoles.allSatisfy { isAbout(pattern, $0) } }
    }

    fileprivate func mayConcern(_ pattern: OperationPattern) -> Bool {
        operations.contains { $0.covers(pattern) || pattern.covers($0) }
    }
}

extension OperationPattern {
    /// Whether every operation of another pattern is one of this one's.
    func covers(_ other: OperationPattern) -> Bool {
        switch (self, other) {
        case (.every, _): true
        case (.all(let noun), .all(let name)): noun == name
        case (_, .one(let name)): matches(name)
        default: false
        }
    }

    /// An operation of the pattern.
    var example: String {
        switch self {
        case .one(let name): name
        case .all(let noun): noun + ".get"
        case .every: "order.get"
        }
    }
}
