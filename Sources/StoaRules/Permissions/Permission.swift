import CEL
import JSONDocument
import StoaCommerce
import StoaExpressions
import StoaExtension

/// A rule of kind `Permission`: for which operations whom it lets in, keeps out, or keeps apart from others.
struct Permission: Sendable {
    /// One operand of the top `&&` of a condition, for coverage.
    struct Operand: Sendable {
        let text: String
        let condition: CommandExpression
    }

    let id: String
    let operations: [OperationPattern]
    let effect: PermissionRule.Effect
    /// Nil for everybody.
    let roles: Set<String>?
    let when: CommandExpression?
    let operands: [Operand]
    let environment: CommandEnvironment

    /// As the kernel judges it.
    var rule: PermissionRule {
        let (when, environment) = (when, environment)
        return PermissionRule(id: id, effect: effect, roles: roles, readsSubject: when?.program.variables.contains("subject") ?? false) {
            facts in try when?.holds(in: facts.scope(in: environment)) ?? true
        }
    }

    func concerns(_ operation: String) -> Bool { operations.contains { $0.matches(operation) } }

    func names(_ actor: Actor) -> Bool { roles.map { !$0.isDisjoint(with: actor.roles) } ?? true }

    /// Whether the condition holds, and of a separation whether the actor did one of its commands before.
    func decides(_ facts: PermissionFacts) -> Bool {
        guard (try? when?.holds(in: facts.scope(in: environment))) ?? true else { return false }
        guard case .separate = effect else { return true }
        return separatedAct(in: facts) != nil
    }

    /// What a separation holds against the actor.
    func separatedAct(in facts: PermissionFacts) -> PermissionFacts.Act? {
        (facts.acts ?? []).first { $0.actor == facts.actor.id && separatedCommands.contains($0.command) }
    }

    /// The commands that a separation keeps apart from its operations; none for other effects.
    var separatedCommands: Set<String> { if case .separate(let commands, _) = effect { commands } else { [] } }
}

extension PermissionFacts {
    /// The facts as names of expressions: `command`, `actor`, `subject`, `now`.
    func scope(in environment: CommandEnvironment) -> CommandScope {
        var scope = CommandScope(environment)
        scope["command"] = command.celValue
        scope["actor"] = actor.celValue
        scope["subject"] = (subject?.facts ?? .object([:])).celValue
        scope["now"] = .timestamp(Timestamp(now))
        return scope
    }

    static let names: Set<String> = ["command", "actor", "subject", "now"]
}
