import JSONDocument
import StoaCommerce

/// Decides, before anything else happens, who may run a command and whether it must wait.
///
/// The one mechanism for permissions and gates; rules and workflows compile to it. Implementations are pure: the same
/// facts give the same answer.
public protocol Policy: Sendable {
    func permits(_ actor: Actor, toRun command: String, allowedRoles: Set<String>) -> PermissionDecision
    /// The gates of a command, as ``Gate/isJudgedBefore(_:_:)`` orders them.
    func gates(before command: String, in tenant: TenantID) -> [Gate]
}

public enum PermissionDecision: Sendable, Hashable {
    case allow
    /// A stable code and a sentence for the person who was refused.
    case deny(code: String, message: String)
}

/// A condition before a command: let it pass, refuse it with a code, or hold it for a workflow.
public struct Gate: Sendable {
    public enum Effect: Sendable, Hashable {
        case allow
        case deny(code: String, message: String)
        case hold(workflow: String)
    }

    /// The rule or workflow that declared it; named in the journal.
    public let id: String
    public let command: String
    public let effect: Effect
    /// Whether the gate concerns these facts. An error counts as a denial: a gate that cannot be judged stays shut.
    public let applies: @Sendable (GateFacts) throws -> Bool

    public init(id: String, command: String, effect: Effect, applies: @escaping @Sendable (GateFacts) throws -> Bool) {
        self.id = id
        self.command = command
        self.effect = effect
        self.applies = applies
    }

    /// All that allow go first, then those that deny, then those that hold; by id among equals.
    public static func isJudgedBefore(_ left: Gate, _ right: Gate) -> Bool {
        (left.effect.rank, left.id) < (right.effect.rank, right.id)
    }
}

extension Gate.Effect {
    fileprivate var rank: Int {
        switch self {
        case .allow: 0
        case .deny: 1
        case .hold: 2
        }
    }
}

/// What a gate's condition may read.
public struct GateFacts: Sendable {
    /// The command's input, as validated against its schema.
    public let command: JSON
    public let actor: Actor
    /// What the decision came to (its output), so that a gate can ask about totals and scores.
    public let decided: JSON
    public let now: Instant

    public init(command: JSON, actor: Actor, decided: JSON, now: Instant) {
        self.command = command
        self.actor = actor
        self.decided = decided
        self.now = now
    }
}
