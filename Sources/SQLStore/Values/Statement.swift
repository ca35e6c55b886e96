/// One SQL statement with its arguments, for `Connection.executeBatch(_:)` and `queryBatch(_:)`.
///
/// `sql` is the key of the prepared-statement cache: write it once as a constant and bind what varies.
public struct Statement: Sendable, Hashable {
    /// One statement of the portable subset; see `Dialect`.
    public let sql: String
    /// The values of `$1`, `$2`, … in order.
    public let arguments: [SQLValue]

    public init(_ sql: String, _ arguments: [SQLValue] = []) {
        self.sql = sql
        self.arguments = arguments
    }
}
