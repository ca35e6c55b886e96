import JSONDocument
import StoaCommerce
import StoaExtension

/// A command that was decided within another decision.
public struct CalledCommand: Sendable {
    public let output: JSON
    public let changeSet: ID<ChangeSet>
}

/// Which gates a called command still has to pass.
public enum GatePassage: Sendable {
    case all
    /// The command was held by this workflow and is now let through by it; every other gate still counts.
    case heldBy(workflow: String)
}

extension DecisionContext {
    /// Decides another command, whose changes commit together with this decision's or not at all.
    ///
    /// Both see the store as it is; neither sees the other's changes, so they must not write the same document. The
    /// called command keeps its own journal entry, and the two name each other.
    /// - Returns: the output, or the refusal of the called command, which leaves nothing behind.
    public mutating func call(
        _ command: String, _ input: JSON, as actor: Actor, passing passage: GatePassage = .all
    ) throws(Interruption) -> Result<CalledCommand, Refusal> {
        guard let operation = environment.registry[command], operation.definition.kind == .command else {
            return .failure(Refusal(.notFound, code: "command.unknown", "there is no command '\(command)'"))
        }
        var child = DecisionContext(
            tenant: tenant, actor: actor, now: now, command: command, input: input, environment: environment,
            answers: answers, ids: childIDs())
        child.client = client
        // What was tried counts, whatever becomes of the called command.
        defer { for tally in child.tallies { keep(tally) } }
        do {
            let output = try operation.judgeAndDecide(input, &child, passing: passage)
            draft.evidence.linked.append(child.draft.id)
            child.draft.evidence.linked.append(draft.id)
            child.draft.evidence.output = output
            answers = child.answers
            calledDrafts += [child.draft] + child.calledDrafts
            return .success(CalledCommand(output: output, changeSet: child.draft.id))
        } catch {
            switch error {
            case .needs(let questions):
                answers = child.answers
                throw .needs(questions)
            case .refused(let refusal): return .failure(refusal)
            case .denied(let refusal):
                hasDenied = true
                note("denied." + command, .string(refusal.code))
                return .failure(refusal)
            case .held(let workflow):
                return .failure(
                    Refusal(.conflict, code: "command.needsApproval", "'\(command)' would be held by the workflow '\(workflow)'"))
            }
        }
    }

    private mutating func childIDs() -> IDSource {
        // A child's ids follow from the parent's, so a decision that is run again makes them again.
        var seed: (UInt64, UInt64) = (0, 0)
        for (index, byte) in ids.nextBody().utf8.enumerated() {
            if index.isMultiple(of: 2) { seed.0 = seed.0 &* 33 ^ UInt64(byte) } else { seed.1 = seed.1 &* 31 ^ UInt64(byte) }
        }
        return IDSource(at: now, seed: seed)
    }
}
