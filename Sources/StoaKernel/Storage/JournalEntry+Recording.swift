import JSONDocument
import StoaCommerce
import StoaExtension
import TransparencyLog

extension JournalEntry {
    /// The entry that a ChangeSet leaves: who, what, why, and the hash of every document version as it is stored.
    ///
    /// Called by the store inside the commit, so that no change can be without its entry.
    public init(recording changes: ChangeSet) {
        let body = changes.journalBody.canonicalText
        self.init(
            id: changes.id, at: changes.at, command: changes.command, actorID: changes.actor.id, body: body,
            leafHash: MerkleTree.leafHash(Array(body.utf8)).hex)
    }
}

extension ChangeSet {
    var journalBody: JSON {
        var entry: [String: JSON] = [
            "id": .string(id.text), "tenant": .string(tenant.text), "at": .string(at.description), "command": .string(command),
            "actor": .object([
                "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "roles": .array(actor.roles.sorted().map { .string($0) }),
            ]),
            "input": evidence.input, "output": evidence.output,
        ]
        if !evidence.notes.isEmpty { entry["notes"] = .object(evidence.notes) }
        if let refusal = evidence.refusal { entry["refusal"] = .string(refusal) }
        if !evidence.linked.isEmpty { entry["linked"] = .array(evidence.linked.map { .string($0.text) }) }
        if !puts.isEmpty { entry["documents"] = .array(puts.map(\.journalBody)) }
        if !transfers.isEmpty { entry["transfers"] = .array(transfers.map(\.journalBody)) }
        if !events.isEmpty {
            entry["events"] = .array(events.map { .object(["id": .string($0.id.text), "type": .string($0.type)]) })
        }
        if !intents.isEmpty {
            entry["intents"] = .array(intents.map { .object(["id": .string($0.id.text), "point": .string($0.point)]) })
        }
        return .object(entry)
    }
}

extension DocumentPut {
    fileprivate var journalBody: JSON {
        .object([
            "kind": .string(key.kind), "id": .string(key.id), "version": .integer(expectedVersion + 1),
            "sha256": body.map { .string(sha256Hex($0.canonicalText)) } ?? .null,
        ])
    }
}

extension Transfer {
    fileprivate var journalBody: JSON {
        switch action {
        case .post(let from, let to, let amount): body("post", from, to, amount)
        case .reserve(let from, let to, let amount): body("reserve", from, to, amount)
        case .postReserved(let reserved): body("postReserved", of: reserved)
        case .voidReserved(let reserved): body("voidReserved", of: reserved)
        }
    }

    private func body(_ action: String, _ from: AccountID, _ to: AccountID, _ amount: Int64) -> JSON {
        var fields: [String: JSON] = [
            "id": .string(id.text), "action": .string(action), "from": .string(from.text), "to": .string(to.text),
            "amount": .integer(amount),
        ]
        if let floor { fields["floor"] = .integer(floor) }
        if let ceiling { fields["ceiling"] = .integer(ceiling) }
        return .object(fields)
    }

    private func body(_ action: String, of reserved: ID<Transfer>) -> JSON {
        .object(["id": .string(id.text), "action": .string(action), "of": .string(reserved.text)])
    }
}
