import StoaExpressions
import StoaExtension

/// Counts what tests reach of the standing rules while they run.
struct StandingTally {
    private var reached: Set<Reached> = []

    /// A branch of a rule, by its name.
    private struct Reached: Hashable {
        let rule: String
        let branch: String
    }

    typealias Branch = (name: String, isCovered: Bool)

    /// One rule's kind, id and branches.
    typealias Rule = (kind: String, id: String, branches: [Branch])

    mutating func note(_ rule: String, _ branch: String) { reached.insert(Reached(rule: rule, branch: branch)) }

    func branches(of rule: String, _ names: [String]) -> [Branch] {
        names.map { ($0, reached.contains(Reached(rule: rule, branch: $0))) }
    }

    /// Every standing rule of a book, by kind and id.
    func rules(of book: Rulebook) -> [Rule] {
        book.standing.permissions.permissions.map { ("Permission", $0.id, branches(of: $0.id, $0.branchNames)) }
    }

    // MARK: Permissions

    /// Every permission that concerns the operation is noted, not only the one that decides.
    mutating func note(_ test: PermissionTest, in book: Rulebook) {
        for permission in book.standing.permissions.permissions where permission.concerns(test.operation) {
            guard permission.names(test.facts.actor) else {
                note(permission.id, Permission.spares)
                continue
            }
            let scope = test.facts.scope(in: permission.environment)
            for operand in permission.operands {
                if let holds = try? operand.condition.holds(in: scope) { note(permission.id, "\(operand.text) is \(holds)") }
            }
            note(permission.id, permission.decides(test.facts) ? Permission.decides : Permission.spares)
        }
    }
}

extension Permission {
    fileprivate static let decides = "applies"
    fileprivate static let spares = "does not apply"

    fileprivate func names(_ actor: Actor) -> Bool { roles.map { !$0.isDisjoint(with: actor.roles) } ?? true }

    fileprivate func decides(_ facts: PermissionFacts) -> Bool {
        guard (try? when?.holds(in: facts.scope(in: environment))) ?? true else { return false }
        guard case .separate(let commands, _) = effect else { return true }
        return (facts.acts ?? []).contains { $0.actor == facts.actor.id && commands.contains($0.command) }
    }

    fileprivate var branchNames: [String] {
        var isSeparation = false
        if case .separate = effect { isSeparation = true }
        let isConditional = roles != nil || when != nil || isSeparation
        return [Self.decides] + (isConditional ? [Self.spares] : [])
            + operands.flatMap { operand in [true, false].map { "\(operand.text) is \($0)" } }
    }
}
