/// Why the store did not do what it was asked to. `code` is stable; `detail` is for logs only.
///
/// `detail` may name tables, constraints and SQL text, but never a bound value: engines like to quote values in
/// their messages, so messages that can are left out.
public struct SQLError: Error, Sendable, CustomStringConvertible {
    /// The code as a closed set, to switch over inside this process.
    public let kind: Kind
    /// One sentence for the user.
    public let message: String
    /// The next step as an imperative.
    public let hint: String?
    /// For logs; never leaves the process.
    public internal(set) var detail: String?
    /// What was violated, for `store.constraint`.
    public internal(set) var constraint: Constraint?
    /// The position in the batch of the statement that failed, or nil outside a batch or when unknown.
    public internal(set) var statementIndex: Int?

    /// `store.<kind>`: the only part that programs outside this process may match.
    public var code: String { "store." + kind.rawValue }

    init(
        _ kind: Kind, _ message: String? = nil, hint: String? = nil, detail: String? = nil,
        constraint: Constraint? = nil
    ) {
        self.kind = kind
        self.message = message ?? kind.message
        self.hint = hint ?? kind.hint
        self.detail = detail
        self.constraint = constraint
    }

    /// Whether the same call can succeed later without a change. Never true when the outcome is unknown.
    public var isRetryable: Bool {
        switch kind {
        case .busy, .unavailable, .connectionLost, .conflict, .timeout: true
        default: false
        }
    }

    public var description: String {
        var text = "\(code): \(message)"
        if let hint { text += " (\(hint))" }
        return text
    }
}

/// The rule of the schema that a statement broke.
///
/// Both engines name primary keys `<table>_pkey`, unnamed unique constraints `<table>_<columns>_key`, and the
/// rest as they were declared. SQLite does not say which foreign key failed.
public struct Constraint: Sendable, Hashable {
    /// The sort of rule; `unique` includes primary keys.
    public enum Kind: String, Sendable { case unique, foreignKey, check, notNull }

    /// Known on both engines for every violation.
    public let kind: Kind
    /// The name of the constraint or unique index; nil for `notNull`, and for `foreignKey` on SQLite.
    public let name: String?
    /// Nil when the engine does not tell: for `check` and `foreignKey` on SQLite.
    public let table: String?
    /// The column of `notNull`; empty when the engine does not tell, as PostgreSQL for `unique`.
    public let columns: [String]

    init(_ kind: Kind, name: String? = nil, table: String? = nil, columns: [String] = []) {
        self.kind = kind
        self.name = name
        self.table = table
        self.columns = columns
    }
}
