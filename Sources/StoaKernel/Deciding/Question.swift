import StoaCommerce
import StoaExtension

/// What a decision wants to know before it can go on.
public enum Question: Sendable, Hashable {
    case document(DocumentKey)
    case scan(Scan)
    /// The newest versions of a document, delete marks included.
    case history(DocumentKey, limit: Int)
    case balance(AccountID)
    case extensions(ExtensionCall)
    /// Which commands changed a document.
    case acts(DocumentKey)
}

/// How a decision stops before its end.
public enum Interruption: Error, Sendable {
    /// Ask these, all of them, and run the decision again with the answers.
    case needs([Question])
    /// The answer is no.
    case refused(Refusal)
}

/// What is known so far: every question answered once, and the values that were pinned for the whole decision.
public struct Answers: Sendable {
    private var documents: [DocumentKey: Document?] = [:]
    private var pages: [Scan: Page<Document>] = [:]
    private var histories: [DocumentKey: (limit: Int, versions: [Document])] = [:]
    private var balances: [AccountID: Balance?] = [:]
    private var replies: [ExtensionCall: ExtensionAnswer] = [:]
    private var acts: [DocumentKey: [PermissionFacts.Act]?] = [:]
    private var pinned: [String: any Sendable] = [:]

    public init() {}

    public mutating func learn(_ document: Document?, for key: DocumentKey) { documents[key] = .some(document) }
    public mutating func learn(_ versions: [Document], for key: DocumentKey, limit: Int) { histories[key] = (limit, versions) }
    public mutating func learn(_ page: Page<Document>, for scan: Scan) { pages[scan] = page }
    public mutating func learn(_ balance: Balance?, for account: AccountID) { balances[account] = .some(balance) }
    public mutating func learn(_ answer: ExtensionAnswer, for call: ExtensionCall) { replies[call] = answer }
    /// - Parameter known: nil when the document has too long a history.
    public mutating func learn(_ known: [PermissionFacts.Act]?, of document: DocumentKey) { acts[document] = .some(known) }

    func document(_ key: DocumentKey) -> Document?? { documents[key] }
    func history(_ key: DocumentKey, limit: Int) -> [Document]? { histories[key].flatMap { $0.limit >= limit ? $0.versions : nil } }
    func page(_ scan: Scan) -> Page<Document>? { pages[scan] }
    func balance(_ account: AccountID) -> Balance?? { balances[account] }
    func answer(_ call: ExtensionCall) -> ExtensionAnswer? { replies[call] }
    func acts(_ document: DocumentKey) -> [PermissionFacts.Act]?? { acts[document] }

    mutating func pin<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value {
        if let value = pinned[name] as? Value { return value }
        let value = make()
        pinned[name] = value
        return value
    }

    /// After a conflict: stored things are read again, and so are pinned ones; an extension's answer stays, since it
    /// only depends on its question.
    mutating func forgetStored() {
        documents.removeAll()
        pages.removeAll()
        histories.removeAll()
        balances.removeAll()
        acts.removeAll()
        pinned.removeAll()
    }
}
