/// The address of a database: `sqlite:PATH` or a libpq address, `postgres://…` (several hosts fail over).
///
/// The description masks everything but engine, path, user, host, port and database name.
public struct DatabaseURL: Sendable, Hashable, CustomStringConvertible {
    enum Location: Hashable {
        case sqlite(path: String)
        case postgres(address: String)
    }

    /// An address longer than this is refused (`store.url`).
    public static let bytesMax = 4096

    let location: Location
    public let description: String

    /// - Throws: `store.url` for another scheme, a missing path, an address libpq cannot read, or a long one.
    public init(_ text: String) throws(SQLError) {
        guard text.utf8.count <= Self.bytesMax, !text.utf8.contains(0) else {
            throw SQLError(.url, "The database address is longer than \(Self.bytesMax) bytes or holds U+0000.")
        }
        if text.hasPrefix("sqlite:") {
            let path = try Self.sqlitePath(String(text.dropFirst("sqlite:".count)))
            location = .sqlite(path: path)
            description = "sqlite:" + path
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            let settings = try PostgresSettings(address: text)
            location = .postgres(address: text)
            description = settings.description
        } else {
            throw SQLError(.url, "The database address starts with neither sqlite: nor postgres://.")
        }
    }

    /// Which SQL the database behind this address speaks.
    public var dialect: Dialect {
        switch location {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    private static func sqlitePath(_ text: String) throws(SQLError) -> String {
        if text.isEmpty { throw SQLError(.url, "The SQLite address has no path.", hint: "write sqlite:stoa.db") }
        if text.hasPrefix(":memory:") || text.hasPrefix("file:") {
            // A database in memory has no write-ahead log, so readers would block the writer and see nothing.
            throw SQLError(
                .url, "The SQLite address must be a path.", hint: "use a file in a temporary folder, sqlite:/tmp/mall.db")
        }
        guard text.hasPrefix("//") else { return text }
        guard text.hasPrefix("///") else {
            throw SQLError(
                .url, "The SQLite address names a host, which SQLite does not have.",
                hint: "write sqlite:folder/file.db or sqlite:/folder/file.db")
        }
        return String(text.dropFirst(2))
    }
}
