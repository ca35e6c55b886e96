import JSONDocument
import StoaCommerce
import StoaExtension

/// Whether a read takes part in the commit.
public enum ReadMode: Sendable {
    /// The version must still be current when the decision commits.
    case checked
    /// Recorded as evidence only: catalog and customer facts that may move on meanwhile.
    case pinned
}

extension DecisionContext {
    /// The current version of a noun, or nil.
    public mutating func find<N: Noun>(_ id: ID<N>, _ mode: ReadMode = .checked) throws(Interruption) -> Versioned<N>? {
        try find([id], mode)[0]
    }

    /// Several nouns in one question, in the order of the ids.
    public mutating func find<N: Noun>(_ ids: [ID<N>], _ mode: ReadMode = .checked) throws(Interruption) -> [Versioned<N>?] {
        let keys = ids.map { DocumentKey($0) }
        let missing = keys.filter { answers.document($0) == nil }
        guard missing.isEmpty else { throw .needs(Set(missing).sorted().map { .document($0) }) }
        var found: [Versioned<N>?] = []
        for key in keys {
            let document = answers.document(key) ?? nil
            if mode == .checked { check(key, document?.version ?? 0) }
            found.append(try document.flatMap { (document) throws(Interruption) in try decoded(document) })
        }
        return found
    }

    /// The current version of a noun that must exist.
    public mutating func get<N: Noun>(_ id: ID<N>, _ mode: ReadMode = .checked) throws(Interruption) -> Versioned<N> {
        guard let noun = try find(id, mode) else {
            throw .refused(Refusal(.notFound, code: "\(N.kind).notFound", "there is no \(N.kind) \(id)"))
        }
        return noun
    }

    /// A document of any kind as it is stored, for code that knows kinds only by name; nil when there is none.
    public mutating func document(_ key: DocumentKey, _ mode: ReadMode = .checked) throws(Interruption) -> Document? {
        guard let answer = answers.document(key) else { throw .needs([.document(key)]) }
        if mode == .checked { check(key, answer?.version ?? 0) }
        return answer
    }

    /// One page of nouns by a declared key. What a scan finds is never checked at the commit: uniqueness and counts
    /// belong into unique keys and the ledger.
    public mutating func list<N: Noun>(
        _ noun: N.Type, where key: String? = nil, is value: String? = nil, after: String? = nil, limit: Int = 100
    ) throws(Interruption) -> (items: [Versioned<N>], next: String?) {
        let scan = Scan(kind: N.kind, key: key, value: value, after: after, limit: limit)
        guard let page = answers.page(scan) else { throw .needs([.scan(scan)]) }
        var items: [Versioned<N>] = []
        for document in page.items { if let item: Versioned<N> = try decoded(document) { items.append(item) } }
        return (items, page.next)
    }

    /// One page of documents of any kind by id, for code that knows kinds only by name. Never checked at the commit, as
    /// ``list(_:where:is:after:limit:)``.
    public mutating func documents(of kind: String, after: String? = nil, limit: Int = 100) throws(Interruption) -> Page<Document> {
        let scan = Scan(kind: kind, after: after, limit: limit)
        guard let page = answers.page(scan) else { throw .needs([.scan(scan)]) }
        return page
    }

    /// What a noun was, the newest first: each version with the instant from which it was current. Never checked at the
    /// commit: what was, stays.
    ///
    /// - Parameter limit: 1…1000; older versions are left out.
    public mutating func history<N: Noun>(_ ids: [ID<N>], limit: Int) throws(Interruption) -> [[PastVersion<N>]] {
        let keys = ids.map { DocumentKey($0) }
        let missing = keys.filter { answers.history($0, limit: limit) == nil }
        guard missing.isEmpty else { throw .needs(Set(missing).sorted().map { .history($0, limit: limit) }) }
        var histories: [[PastVersion<N>]] = []
        for key in keys {
            var versions: [PastVersion<N>] = []
            for document in answers.history(key, limit: limit) ?? [] {
                versions.append(PastVersion(noun: try decoded(document), from: document.changedAt))
            }
            histories.append(versions)
        }
        return histories
    }

    /// Balances in the order of the accounts; nil for an account that was never opened. Recorded, not checked: the
    /// ledger's own bounds decide at the commit.
    public mutating func balances(_ accounts: [AccountID]) throws(Interruption) -> [Balance?] {
        let missing = accounts.filter { answers.balance($0) == nil }
        guard missing.isEmpty else { throw .needs(Set(missing).sorted().map { .balance($0) }) }
        return accounts.map { answers.balance($0) ?? nil }
    }

    /// Asks an extension point. The answers are recorded in the journal.
    public mutating func ask(_ call: ExtensionCall) throws(Interruption) -> ExtensionAnswer {
        guard let answer = answers.answer(call) else { throw .needs([.extensions(call)]) }
        note("extensions." + call.point, answer.evidence)
        return answer
    }

    /// Two parts of a decision that do not need each other: what both want to know is asked in one round.
    public mutating func together<First, Second>(
        _ first: (inout DecisionContext) throws(Interruption) -> First,
        _ second: (inout DecisionContext) throws(Interruption) -> Second
    ) throws(Interruption) -> (First, Second) {
        var questions: [Question] = []
        let one = try known(first, else: &questions)
        let other = try known(second, else: &questions)
        guard let one, let other else { throw .needs(questions) }
        return (one, other)
    }

    private mutating func known<Value>(
        _ part: (inout DecisionContext) throws(Interruption) -> Value, else questions: inout [Question]
    ) throws(Interruption) -> Value? {
        do { return try part(&self) } catch {
            guard case .needs(let asked) = error else { throw error }
            questions += asked
            return nil
        }
    }

    private mutating func check(_ key: DocumentKey, _ version: Int64) {
        if !draft.reads.contains(where: { $0.key == key }) { draft.reads.append(ReadCheck(key: key, version: version)) }
    }

    private func decoded<N: Noun>(_ document: Document) throws(Interruption) -> Versioned<N>? {
        guard let body = document.body else { return nil }
        do { return Versioned(try JSONValueDecoder().decode(N.self, from: body), version: document.version) } catch {
            throw .refused(
                Refusal(
                    .bug, code: "store.undecodable", "a stored \(N.kind) could not be read",
                    detail: "\(document.key.id)@\(document.version): \(error)"))
        }
    }
}

/// A version of a noun that was current from an instant until the next one.
public struct PastVersion<N: Noun>: Sendable {
    /// Nil where it was deleted.
    public let noun: Versioned<N>?
    public let from: Instant
}

extension ExtensionAnswer {
    /// As the journal keeps it.
    var evidence: JSON {
        .object([
            "replies": .array(
                replies.map {
                    .object(["provider": .string($0.provider), "output": $0.output, "fallback": .bool($0.isFallback)])
                }),
            "failures": .array(
                failures.map { .object(["provider": .string($0.provider), "code": .string($0.code)]) }),
        ])
    }
}
