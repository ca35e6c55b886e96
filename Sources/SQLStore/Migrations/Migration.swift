/// One numbered step of a schema. Once released, its text stays as it is.
public struct Migration: Sendable {
    /// From 1, without gaps.
    public let number: Int
    /// A short name for logs, e.g. `documents`.
    public let name: String
    /// The statements, separated by semicolons; kept in the database to notice edits.
    public let script: @Sendable (Dialect) -> String
    /// Moves data in the same transaction after the script has run.
    public let transform: (@Sendable (inout Connection) throws -> Void)?

    /// ```swift
    /// Migration(1, "sellers") { dialect in
    ///     "CREATE TABLE seller (id \(dialect.integer) PRIMARY KEY, name \(dialect.text) NOT NULL)\(dialect.table);"
    /// }
    /// ```
    public init(
        _ number: Int, _ name: String, script: @escaping @Sendable (Dialect) -> String,
        transform: (@Sendable (inout Connection) throws -> Void)? = nil
    ) {
        self.number = number
        self.name = name
        self.script = script
        self.transform = transform
    }
}
