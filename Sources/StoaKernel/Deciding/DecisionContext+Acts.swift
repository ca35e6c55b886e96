import JSONDocument
import StoaCommerce
import StoaExtension

extension DecisionContext {
    /// The key of the document that an input of an operation is about.
    public func subjectKey(of operation: String, _ input: JSON) -> DocumentKey? {
        environment.registry[operation]?.definition.subject(of: input)
    }

    /// The commands that made the versions of a document, and who ran them; nil when there are more than
    /// ``CommandExecutor/actsMax``. The document must still have the same version at the commit, so nothing that is done
    /// at the same moment is missed.
    public mutating func acts(on key: DocumentKey) throws(Interruption) -> [PermissionFacts.Act]? {
        _ = try document(key)
        guard let acts = answers.acts(key) else { throw .needs([.acts(key)]) }
        return acts
    }
}

extension CommandExecutor {
    /// Versions of a document that are looked through for who did what.
    static let actsMax = 200

    /// What the journal has recorded of every change of a document. Reads one entry a version.
    func acts(on key: DocumentKey, in scope: TenantScope) async throws(Refusal) -> [PermissionFacts.Act]? {
        let history = try await asRefusal { () async throws(StorageError) in
            try await storage.history(key, limit: CommandExecutor.actsMax + 1, in: scope)
        }
        guard history.count <= CommandExecutor.actsMax else { return nil }
        var acts: [PermissionFacts.Act] = []
        for version in history {
            let entry = try await asRefusal { () async throws(StorageError) in
                try await storage.journalEntry(version.changedBy, in: scope)
            }
            if let entry { acts.append(.init(command: entry.command, actor: entry.actorID)) }
        }
        return acts
    }
}
