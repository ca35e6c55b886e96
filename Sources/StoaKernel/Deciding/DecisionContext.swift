import JSONDocument
import StoaCommerce
import StoaExtension

/// All that a decision can see and do: ask for documents, balances and extension answers, and collect changes.
///
/// A question without an answer interrupts the decision; the executor finds the answer and runs the decision again
/// from the start, with the same instant and the same ids. Nothing here does I/O.
public struct DecisionContext {
    public let tenant: TenantID
    public let actor: Actor
    /// The command's instant; the only clock there is.
    public let now: Instant
    let environment: DecisionEnvironment
    var answers: Answers
    var ids: IDSource
    var draft: ChangeSet
    /// Where the request came from, as far as that tells one caller from another; nil when it came from within.
    public internal(set) var client: String?
    /// Documents that are kept whatever the decision comes to.
    var tallies: [DocumentPut] = []
    /// Changes of commands that were called from within; committed together with `draft`.
    var calledDrafts: [ChangeSet] = []
    /// Whether a command that was called from within was not permitted.
    var hasDenied = false
    /// Whether it was a permission of the rules in force that said no.
    var hasRuleDenied = false

    public init(
        tenant: TenantID, actor: Actor, now: Instant, command: String, input: JSON, environment: DecisionEnvironment,
        answers: Answers, ids: IDSource
    ) {
        self.tenant = tenant
        self.actor = actor
        self.now = now
        self.environment = environment
        self.answers = answers
        var ids = ids
        draft = ChangeSet(
            id: ids.next(), tenant: tenant, command: command, actor: actor, at: now, evidence: Evidence(input: input))
        self.ids = ids
    }

    public mutating func newID<N: Identified>(_ noun: N.Type = N.self) -> ID<N> { ids.next(noun) }

    /// The id under which the journal will keep this decision.
    public var changeSet: ID<ChangeSet> { draft.id }

    /// Every operation of the platform, as far as permissions go.
    public var operations: [OperationAccess] { environment.registry.operations.map(\.definition.access) }

    /// A value from outside the store that must be one and the same for the whole decision: the rulebook, say.
    /// Note what matters of it as evidence.
    public mutating func pinned<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value { answers.pin(name, make) }

    /// Adds to the evidence of the journal entry.
    public mutating func note(_ name: String, _ value: JSON) { draft.evidence.notes[name] = value }
}

/// What every decision of a platform shares.
public struct DecisionEnvironment: Sendable {
    public let registry: CommandRegistry
    public let policy: any Policy
    public let gates: [any GateSource]
    public let permissions: [any PermissionSource]

    /// - Parameters:
    ///   - gates: sources of gates besides the policy's own.
    ///   - permissions: where rules about who may run what come from.
    public init(
        registry: CommandRegistry, policy: any Policy, gates: [any GateSource] = [], permissions: [any PermissionSource] = []
    ) {
        self.registry = registry
        self.policy = policy
        self.gates = gates
        self.permissions = permissions
    }
}
