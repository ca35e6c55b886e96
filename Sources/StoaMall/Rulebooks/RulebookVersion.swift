import StoaCommerce
import StoaKernel
import StoaRules

/// A published version of a tenant's rules. Written once and never changed; its id is the SHA-256 of its files.
public struct RulebookVersion: Noun {
    public static let kind = "rulebook"
    public static let idPrefix = "rbk"

    public enum Origin: String, Sendable, Codable, CaseIterable {
        /// Sent by somebody.
        case published
        /// Read from the host's folder of rules, and kept because an order was placed by it.
        case folder
    }

    public let id: ID<RulebookVersion>
    public let origin: Origin
    /// The maker; who puts it into force may have to be somebody else.
    public let publishedBy: String
    public let publishedAt: Instant
    public let note: String?
    public let promotions: Int
    public let files: Int
    /// UTF-8 bytes of all files.
    public let bytes: Int
    /// How the engine read a book when this one was published.
    public let semantics: Int

    init(_ book: Rulebook, _ files: [RuleFile], origin: Origin, by maker: String, at instant: Instant, note: String? = nil) {
        id = ID(trusted: book.hash)
        self.origin = origin
        publishedBy = maker
        publishedAt = instant
        self.note = note
        promotions = book.promotionIDs.count
        self.files = files.count
        bytes = files.reduce(0) { $0 + $1.text.utf8.count }
        semantics = RuleEngine.semantics
    }

    /// `recency` sorts the newest first: it is what is left of a time that no clock will reach.
    public var keys: [LookupKey] {
        let left = String(RulebookVersion.endOfTime - publishedAt.millisecondsSince1970)
        return [LookupKey("recency", String(repeating: "0", count: max(0, 16 - left.count)) + left)]
    }

    private static let endOfTime: Int64 = 9_000_000_000_000_000
}

/// The files of a version, beside it so that a list of versions stays small. Same id.
struct RulebookFiles: Noun {
    static let kind = "rulebookFiles"
    static let idPrefix = "rbk"

    let id: ID<RulebookFiles>
    let files: [RuleFile]
}

extension DecisionContext {
    /// Keeps a version with its files, unless it is kept already.
    ///
    /// - Returns: whether it is new.
    mutating func keep(_ version: RulebookVersion, _ files: [RuleFile]) throws(Interruption) -> Bool {
        guard try find(version.id) == nil else { return false }
        try create(version)
        try create(RulebookFiles(id: ID(trusted: version.id.text), files: files))
        return true
    }
}
