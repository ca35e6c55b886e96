/// The few words in which the two engines' SQL differs; everything else is written once.
///
/// The portable subset: `$1` parameters, `ON CONFLICT`, `RETURNING`, `->>`, common table expressions, window
/// functions. PostgreSQL infers a parameter's type from its place, so cast one that stands alone
/// (`SELECT CAST($1 AS BIGINT)`). `->>` yields text on PostgreSQL and the JSON type on SQLite, so cast what you
/// compare (`CAST(body ->> 'quantity' AS BIGINT)`).
public enum Dialect: Sendable, Hashable {
    case sqlite, postgres

    /// A 64-bit integer column.
    public var integer: String { self == .sqlite ? "INTEGER" : "BIGINT" }

    /// A text column that both engines compare byte by byte, so that scans page alike.
    public var text: String { self == .sqlite ? "TEXT" : "TEXT COLLATE \"C\"" }

    /// A column of bytes.
    public var blob: String { self == .sqlite ? "BLOB" : "BYTEA" }

    /// A JSON column that keeps the text as it was written, so that its hash stays true.
    public var json: String { self == .sqlite ? "TEXT" : "JSON" }

    /// Follows the closing parenthesis of a `CREATE TABLE` whose rows live in their primary key.
    public var clusteredTable: String { self == .sqlite ? " STRICT, WITHOUT ROWID" : "" }

    /// Follows the closing parenthesis of any other `CREATE TABLE`; makes SQLite check types.
    public var table: String { self == .sqlite ? " STRICT" : "" }

    /// Ends a `SELECT` whose rows the transaction will change. SQLite has one writer and needs nothing.
    public var forUpdate: String { self == .sqlite ? "" : " FOR UPDATE" }

    /// Ends a `SELECT` that claims work other hosts may be claiming.
    public var forUpdateSkipLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }

    /// The database's clock: milliseconds since 1970 as an integer expression.
    public var currentMilliseconds: String {
        switch self {
        case .sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
        case .postgres: "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
        }
    }
}
