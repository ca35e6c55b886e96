import GRDB
import GRDBSQLite

extension SQLiteConnection {
    /// Opens the file with a write-ahead log, a sync on every commit, and foreign keys checked.
    static func open(_ path: String, _ access: Access, _ options: DatabaseOptions) throws(SQLError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "SQLStore"
        configuration.readonly = access == .read
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(options.lockWaitMax.inSeconds)
        // Transactions span calls here; the pool checks that none is left open.
        configuration.allowsUnsafeTransactions = true
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { database in
                // GRDB sets NORMAL while it opens, which may lose the last commits when power fails; so set it now.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // A stored view or trigger of a file from elsewhere must not call functions with side effects.
                try database.execute(sql: "PRAGMA trusted_schema = OFF")
                // Otherwise the log stays as long as the longest reader once made it.
                try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            }
            return queue
        } catch {
            var converted = SQLError(converting: error)
            if converted.kind == .engine || converted.kind == .disk {
                converted = SQLError(.unavailable, detail: converted.detail)
            }
            throw converted
        }
    }
}
