import JSONDocument
import StoaCommerce

extension DecisionContext {
    /// A new document; the commit conflicts when the id is taken.
    public mutating func create<N: Noun>(_ noun: N) throws(Interruption) { try put(noun, replacing: 0) }

    /// The next version of a document that was read; the commit conflicts when somebody else was first.
    public mutating func update<N: Noun>(_ noun: Versioned<N>) throws(Interruption) {
        try put(noun.value, replacing: noun.version)
    }

    /// Sets the delete mark. The snapshots stay, and a later version may restore it.
    public mutating func delete<N: Noun>(_ noun: Versioned<N>) {
        append(DocumentPut(key: DocumentKey(noun.value.id), expectedVersion: noun.version, body: nil, keys: []))
    }

    /// The next version of a document, at version 0 the first, that is kept whatever the decision comes to: also when it is
    /// refused, and by a query, which keeps nothing else. For what was *tried*, and nothing that anybody should be able
    /// to undo by asking for the impossible. A commit that conflicts makes the decision start again, so no answer gets
    /// out that was not counted.
    public mutating func tally<N: Noun>(_ noun: Versioned<N>) throws(Interruption) {
        keep(
            DocumentPut(
                key: DocumentKey(noun.value.id), expectedVersion: noun.version, body: try body(of: noun.value), keys: noun.value.keys))
    }

    mutating func keep(_ tally: DocumentPut) {
        tallies.removeAll { $0.key == tally.key }
        tallies.append(tally)
    }

    public mutating func open(_ account: AccountOpening) {
        if !draft.accounts.contains(account) { draft.accounts.append(account) }
    }

    /// - Parameters:
    ///   - floor: the least that the account which gives must keep; the commit refuses to take more.
    ///   - ceiling: the most that the account which gets may hold afterwards; the commit refuses more.
    /// - Returns: the id, by which a reservation is posted or voided later.
    @discardableResult
    public mutating func transfer(_ action: Transfer.Action, floor: Int64? = nil, ceiling: Int64? = nil) -> ID<Transfer> {
        let id = newID(Transfer.self)
        draft.transfers.append(Transfer(id: id, action, floor: floor, ceiling: ceiling))
        return id
    }

    public mutating func emit<N: Noun>(_ type: String, about id: ID<N>, _ body: JSON = .object([:])) {
        draft.events.append(Event(id: newID(), type: type, subject: DocumentKey(id), body: body))
    }

    public mutating func schedule(_ key: String, at due: Instant, run command: String, with input: JSON) {
        draft.timers.append(TimerChange(key: key, due: .init(at: due, command: command, input: input)))
    }

    public mutating func cancelTimer(_ key: String) { draft.timers.append(TimerChange(key: key, due: nil)) }

    @discardableResult
    public mutating func intend(_ point: String, _ input: JSON) -> ID<EffectIntent> {
        let id = newID(EffectIntent.self)
        draft.intents.append(EffectIntent(id: id, point: point, input: input))
        return id
    }

    /// The claimed work is done when, and only when, this decision commits.
    public mutating func complete(_ claim: WorkClaim) { draft.completes.append(claim) }

    private mutating func put<N: Noun>(_ noun: N, replacing version: Int64) throws(Interruption) {
        append(DocumentPut(key: DocumentKey(noun.id), expectedVersion: version, body: try body(of: noun), keys: noun.keys))
    }

    private func body<N: Noun>(of noun: N) throws(Interruption) -> JSON {
        do { return try JSONValueEncoder().encode(noun) } catch {
            throw .refused(Refusal(.bug, code: "store.unencodable", "a \(N.kind) could not be written", detail: "\(error)"))
        }
    }

    private mutating func append(_ put: DocumentPut) {
        precondition(!draft.puts.contains { $0.key == put.key }, "\(put.key) is written twice in one decision")
        draft.puts.append(put)
    }
}
