import Diagnostics
import StoaExtension
import Synchronization

/// The definitions that new instances start with, and a memory of older ones that instances still run by.
public final class WorkflowCatalog: Sendable {
    private let current: [String: WorkflowDefinition]
    private let byHash: Mutex<[String: WorkflowDefinition]>

    /// How many definitions are kept compiled; an older one is compiled again when it is met again.
    static let compiledMax = 1000

    /// - Throws: the findings of ``WorkflowCheck`` about definitions that do not go together.
    public init(_ definitions: [WorkflowDefinition], commands: [String]? = nil) throws(DiagnosticsError) {
        let findings = WorkflowCheck.findings(among: definitions, commands: commands)
        guard findings.isEmpty else { throw DiagnosticsError(findings) }
        current = Dictionary(definitions.map { ($0.id, $0) }) { first, _ in first }
        byHash = Mutex(Dictionary(definitions.map { ($0.hash, $0) }) { first, _ in first })
    }

    /// By id, sorted.
    public var definitions: [WorkflowDefinition] { current.values.sorted { $0.id < $1.id } }

    public subscript(id: String) -> WorkflowDefinition? { current[id] }

    /// The gates that hold the commands of all definitions: give them to the policy.
    public var gates: [Gate] { definitions.map(\.gate) }

    /// Roles that some stage asks for.
    public var approverRoles: Set<String> {
        var roles: Set<String> = []
        for definition in current.values {
            for (_, approval) in definition.approvals {
                for stage in approval.stages { roles.formUnion(stage.by.roles) }
                if let escalation = approval.escalate { roles.formUnion(escalation.to.roles) }
            }
        }
        return roles
    }

    /// The definition an instance was started with, compiled from its stored file when it is no longer current.
    ///
    /// - Throws: the file's findings: this engine no longer reads what an older one wrote.
    func definition(_ version: WorkflowVersion, hash: String) throws(DiagnosticsError) -> WorkflowDefinition {
        if let known = byHash.withLock({ $0[hash] }) { return known }
        let compiled = try WorkflowDefinition(reading: SourceText(name: "\(version.workflow)@\(version.version)", text: version.source))
        byHash.withLock { known in
            if known.count >= WorkflowCatalog.compiledMax { known = Dictionary(current.values.map { ($0.hash, $0) }) { first, _ in first } }
            known[hash] = compiled
        }
        return compiled
    }

    /// As ``definition(_:hash:)`` without a stored file: nil when it is not in memory.
    func definition(hash: String) -> WorkflowDefinition? { byHash.withLock { $0[hash] } }
}

extension WorkflowDefinition {
    /// The gate that `before` and `when` mean.
    public var gate: Gate {
        guard case .before(let command, let when) = trigger else {
            preconditionFailure("only a workflow before a command has a gate")
        }
        return Gate(id: "workflow:\(id)", command: command, effect: .hold(workflow: id)) { facts in
            guard let when else { return true }
            return try when.holds(in: facts.workflowScope)
        }
    }
}

extension GateFacts {
    /// What a gate's condition sees: `command` with its actor, `actor`, and `decided`, what the command would come to.
    var workflowScope: WorkflowScope {
        WorkflowScope(
            values: ["command": command.asCommand(of: actor), "actor": actor.asFacts, "decided": decided], now: now)
    }
}
