import JSONDocument
import Logging
import StoaCommerce
import Synchronization

/// How many denials are on their way to the journal.
final class DenialCounter: Sendable {
    /// Somebody who only ever hears no must not fill the commit queue.
    static let underWayMax = 32
    private let underWay = Mutex(0)

    func begin() -> Bool {
        underWay.withLock { count in
            guard count < DenialCounter.underWayMax else { return false }
            count += 1
            return true
        }
    }

    func end() { underWay.withLock { $0 -= 1 } }
}

extension CommandExecutor {
    /// Bytes of an input that a denial keeps as it is; of a longer one it keeps the hash.
    static let deniedInputBytesMax = 4096

    /// Journals that an actor was not allowed to do something: an entry with nothing but evidence.
    ///
    /// Whatever becomes of it, the caller hears the refusal itself. Under a flood of denials some are only logged.
    func keepDenial(_ refusal: Refusal, _ context: DecisionContext) async {
        guard denials.begin() else {
            log.warning(
                "too many denials to journal them all", metadata: ["command": "\(context.draft.command)", "code": "\(refusal.code)"])
            return
        }
        defer { denials.end() }
        let draft = context.onlyEvidence(refusal)
        do { _ = try await storage.commit([draft]) } catch {
            log.warning("a denial could not be journalled", metadata: ["command": "\(draft.command)", "code": "\(error.code)"])
        }
    }
}

extension DecisionContext {
    /// What a decision leaves that was not carried out, or changes nothing: who asked for what, and the answer's code.
    ///
    /// - Parameter inputBytesMax: of a longer input only the hash is kept.
    func onlyEvidence(_ refusal: Refusal?, inputBytesMax: Int = CommandExecutor.deniedInputBytesMax) -> ChangeSet {
        var changes = ChangeSet(
            id: changeSet, tenant: tenant, command: draft.command, actor: actor, at: now,
            evidence: Evidence(input: draft.evidence.input.withoutCardNumbers, notes: draft.evidence.notes, refusal: refusal?.code))
        let text = changes.evidence.input.canonicalText
        if text.utf8.count > inputBytesMax {
            changes.evidence.input = .object(["sha256": .string(sha256Hex(text)), "bytes": JSON(text.utf8.count)])
        }
        return changes
    }

    /// The tallies of such a decision, with its evidence; nil when it has none. What was tried may be a secret of somebody
    /// else, so of the input only the hash is kept, unless it was denied.
    func tallied(_ refusal: Refusal?, isDenied: Bool = false) -> ChangeSet? {
        guard !tallies.isEmpty else { return nil }
        var changes = isDenied ? onlyEvidence(refusal) : onlyEvidence(refusal, inputBytesMax: 0)
        changes.puts = tallies
        return changes
    }
}

extension JSON {
    /// The value with a mark in the place of what looks like a card's number: who is denied something was denied it before anything
    /// looked at the input.
    fileprivate var withoutCardNumbers: JSON {
        switch self {
        case .string(let text): CardNumber.looksLike(text) ? .string("(a card number)") : self
        case .integer(let number): CardNumber.looksLike(String(number)) ? .string("(a card number)") : self
        case .array(let elements): .array(elements.map(\.withoutCardNumbers))
        case .object(let members): .object(members.mapValues(\.withoutCardNumbers))
        case .null, .bool, .number: self
        }
    }
}
