import GRDB
import GRDBSQLite

/// A connection to a SQLite file: opened and prepared through GRDB, stepped through SQLite's own calls.
///
/// GRDB's cursors cost about as much again as SQLite itself on single-row statements. The bare calls are sound
/// here because exactly one thread uses the connection.
final class SQLiteConnection: EngineConnection {
    private let queue: DatabaseQueue
    private let handle: OpaquePointer
    private let access: Access
    private let options: DatabaseOptions
    private let deadline: SQLiteDeadline
    private var statements: [String: SQLiteStatement] = [:]
    private var isDamaged = false

    var dialect: Dialect { .sqlite }

    var isUsable: Bool { !isDamaged && sqlite3_get_autocommit(handle) != 0 }

    init(path: String, access: Access, options: DatabaseOptions) throws(SQLError) {
        self.access = access
        self.options = options
        queue = try Self.open(path, access, options)
        guard let handle = queue.inDatabase({ $0.sqliteConnection }) else { throw SQLError(.unavailable) }
        self.handle = handle
        // GRDB's hooks serve its observers, which are not used, and trap when a commit comes from outside its queue.
        sqlite3_commit_hook(handle, nil, nil)
        sqlite3_rollback_hook(handle, nil, nil)
        deadline = SQLiteDeadline(handle, limit: options.statementTimeMax)
    }

    func begin() throws(SQLError) {
        _ = try run(access == .write ? "BEGIN IMMEDIATE" : "BEGIN", [])
    }

    func commit() throws(SQLError) {
        do {
            _ = try run("COMMIT", [])
        } catch {
            rollback()
            // The log may hold the commit although its sync failed; a restart would then find it.
            if error.kind == .disk { throw SQLError(.commitUnknown, detail: error.detail) }
            throw error
        }
    }

    func rollback() {
        // A full or failing disk makes SQLite roll back by itself.
        guard sqlite3_get_autocommit(handle) == 0 else { return }
        do {
            _ = try run("ROLLBACK", [])
        } catch {
            isDamaged = true
        }
    }

    func run(_ sql: String, _ arguments: [SQLValue]) throws(SQLError) -> Rows {
        let statement = try prepared(sql)
        deadline.restart()
        do {
            return try statement.run(arguments, options.resultLimits, on: handle)
        } catch {
            // Perhaps the schema changed under it.
            if error.kind == .statement { statements[sql] = nil }
            throw located(error, sql)
        }
    }

    func run(_ batch: [Statement]) throws(SQLError) -> [Rows] {
        var results: [Rows] = []
        results.reserveCapacity(batch.count)
        for (index, statement) in batch.enumerated() {
            do {
                results.append(try run(statement.sql, statement.arguments))
            } catch {
                var located = error
                located.statementIndex = index
                throw located
            }
        }
        return results
    }

    func runLater(_ statement: Statement) throws(SQLError) {
        _ = try run(statement.sql, statement.arguments)
    }

    func runScript(_ sql: String) throws(SQLError) {
        deadline.lift()
        do {
            try queue.inDatabase { try $0.execute(sql: sql) }
        } catch {
            throw located(SQLError(converting: error), sql)
        }
    }

    func close() {
        // Statements must be finalized before their connection.
        statements.removeAll()
        try? queue.close()
    }

    private func prepared(_ sql: String) throws(SQLError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        if statements.count >= options.preparedStatementsMax { statements.removeAll(keepingCapacity: true) }
        do {
            let statement = try queue.inDatabase { try SQLiteStatement($0.makeStatement(sql: sql)) }
            statements[sql] = statement
            return statement
        } catch {
            throw located(SQLError(converting: error), sql)
        }
    }

    /// The statement's text belongs to the log line; a unique constraint's name must be looked up.
    private func located(_ error: SQLError, _ sql: String) -> SQLError {
        var error = error
        if let constraint = error.constraint, constraint.kind == .unique, constraint.name == nil {
            error.constraint = named(constraint)
        }
        error.detail = [error.detail, "in: " + sql].compactMap(\.self).joined(separator: " ")
        return error
    }
}
