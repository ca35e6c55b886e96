/// A database of either engine: a bounded set of connections, each on a thread of its own.
///
/// ```swift
/// let database = try await Database.open(DatabaseURL("sqlite:mall.db"))
/// let name = try await database.read { connection in
///     try connection.queryFirst("SELECT name FROM seller WHERE id = $1", [.integer(7)])?.text("name")
/// }
/// ```
///
/// Closures run on those threads, never on Swift's cooperative pool, so they may block; keep slow work that needs
/// no connection outside them. Reads and writes have separate connections, so neither starves the other.
public final class Database: Sendable {
    public let url: DatabaseURL
    private let options: DatabaseOptions
    private let writers: ConnectionPool
    private let readers: ConnectionPool

    /// Which SQL the database speaks.
    public var dialect: Dialect { url.dialect }

    /// Opens the database and checks that it answers; a SQLite file is created when missing.
    ///
    /// - Throws: `store.unavailable`, `store.permission`, `store.corrupt`, `store.busy`.
    public static func open(_ url: DatabaseURL, options: DatabaseOptions = DatabaseOptions()) async throws -> Database {
        let database = Database(url, options)
        do {
            // Creates the file and its log, which SQLite's readers must find.
            try await database.writers.run { engine in _ = try engine.run("SELECT 1", []) }
            try await database.readers.run { engine in _ = try engine.run("SELECT 1", []) }
        } catch {
            await database.close()
            throw error
        }
        return database
    }

    private init(_ url: DatabaseURL, _ options: DatabaseOptions) {
        self.url = url
        self.options = options
        switch url.location {
        case .sqlite(let path):
            writers = ConnectionPool(name: "sqlite writer", threads: 1, options) {
                try SQLiteConnection(path: path, access: .write, options: options)
            }
            readers = ConnectionPool(name: "sqlite reader", threads: options.readersMax, options) {
                try SQLiteConnection(path: path, access: .read, options: options)
            }
        case .postgres(let address):
            writers = ConnectionPool(name: "postgres writer", threads: options.writersMax, options) {
                try PostgresConnection(address: address, access: .write, options: options)
            }
            readers = ConnectionPool(name: "postgres reader", threads: options.readersMax, options) {
                try PostgresConnection(address: address, access: .read, options: options)
            }
        }
    }

    deinit {
        writers.stop()
        readers.stop()
    }

    /// Runs `body` as one transaction and returns when it is durable.
    ///
    /// SQLite takes its one write lock at once; PostgreSQL runs in READ COMMITTED, so lock what you judge
    /// (`dialect.forUpdate`). The closure may have run and be undone when this throws; it is never run twice.
    /// A cancelled task leaves the queue with `CancellationError`; once begun, the closure runs to its end.
    ///
    /// - Throws: what `body` throws, after rolling back; `store.busy`, `store.closed`, `store.unavailable` before
    ///   `body` has run; `store.transactionAborted` when it swallowed an error; `store.commitUnknown` when nobody
    ///   can tell whether the transaction was committed.
    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (inout Connection) throws -> T
    ) async throws -> T {
        let options = options
        return try await writers.run { engine in try Connection.transaction(on: engine, options, body) }
    }

    /// Runs `body` on a connection that cannot write.
    ///
    /// - Parameter consistency: On PostgreSQL `.eachStatement` saves a round trip; on SQLite the two cost the same.
    /// - Throws: what `body` throws; `store.readOnly` when it tries to write; `store.busy`, `store.closed`,
    ///   `store.unavailable` before it has run.
    public func read<T: Sendable>(
        _ consistency: ReadConsistency = .snapshot, _ body: @escaping @Sendable (inout Connection) throws -> T
    ) async throws -> T {
        let options = options
        return try await readers.run { engine in
            switch consistency {
            case .snapshot:
                return try Connection.transaction(on: engine, options, body)
            case .eachStatement:
                var connection = Connection(engine: engine, options: options)
                return try body(&connection)
            }
        }
    }

    /// Lets what has begun end, fails what waits with `store.closed`, and closes every connection.
    public func close() async {
        await readers.close()
        // Last, so that SQLite folds the log into the file.
        await writers.close()
    }
}

/// What the statements of one `read` see.
public enum ReadConsistency: Sendable {
    /// All statements see the database at one moment.
    case snapshot
    /// Each statement sees the latest commit at its own moment.
    case eachStatement
}

/// What a connection is opened for.
enum Access: Sendable {
    case read, write
}
