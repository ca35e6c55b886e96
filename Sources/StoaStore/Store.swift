import SQLStore
import StoaCommerce
import StoaKernel

/// The platform's storage on SQLite or PostgreSQL. The only place with SQL text.
public final class Store: Storage {
    let database: Database
    private let committer: Committer

    private init(database: Database, commitsWaitingMax: Int) {
        self.database = database
        committer = Committer(database: database, waitingMax: commitsWaitingMax)
    }

    /// Opens the database, brings its schema up to date and starts the committer.
    ///
    /// - Parameter commitsWaitingMax: Commits that may wait for their turn; one more fails at once with `store.busy`.
    /// - Throws: `store.url`, `store.unavailable`, `store.schemaTooNew`, `store.migrationEdited`.
    public static func open(
        _ url: DatabaseURL, options: DatabaseOptions = DatabaseOptions(), commitsWaitingMax: Int = 4096
    ) async throws(StorageError) -> Store {
        let database = try await translating { () async throws in try await Database.open(url, options: options) }
        try await translating { () async throws in _ = try await database.migrate(Migrations.all) }
        return Store(database: database, commitsWaitingMax: commitsWaitingMax)
    }

    public func commit(_ linked: [ChangeSet]) async throws(StorageError) -> CommitOutcome {
        try await committer.commit(linked.map { PreparedChangeSet($0) })
    }

    public func ping() async throws(StorageError) {
        try await reading { connection in _ = try connection.query("SELECT CAST(1 AS BIGINT)", []) }
    }

    public func close() async {
        await committer.finish()
        await database.close()
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (inout Connection) throws -> Value
    ) async throws(StorageError) -> Value {
        try await translating { () async throws in
            do { return try await database.read(.eachStatement, body) } catch let error as SQLError where error.kind == .connectionLost {
                // A read can be repeated; a server that went away for good is told by the second error.
                return try await database.read(.eachStatement, body)
            }
        }
    }
}

/// Runs a piece of work with the database and says its errors in the kernel's words.
func translating<Value: Sendable>(_ body: () async throws -> Value) async throws(StorageError) -> Value {
    do { return try await body() } catch let error as StorageError { throw error } catch { throw StorageError(error) }
}

extension StorageError {
    init(_ error: any Error) {
        if let failed = error as? FailedWrite {
            self.init(failed.error)
        } else if let error = error as? StorageError {
            self = error
        } else if let error = error as? SQLError {
            if error.kind == .connectionLost {
                self = .unavailable(error)
                return
            }
            self.init(code: error.code, error.message, hint: error.hint, detail: error.detail)
        } else {
            self.init(code: "store.failed", "the store could not serve", detail: "\(error)")
        }
    }

    /// The connection broke and nothing was changed.
    static func unavailable(_ error: SQLError) -> StorageError {
        StorageError(code: "store.unavailable", error.message, hint: "try again", detail: error.detail)
    }
}
