/// A connection, lent to the closure of `Database.read` or `write`.
///
/// It cannot leave the closure. Inside a transaction the first error ends what can be done: later statements fail
/// with `store.transactionAborted`, on both engines, unless the error stayed inside a `savepoint`.
public struct Connection: ~Copyable {
    let engine: any EngineConnection
    let options: DatabaseOptions
    /// Nil where every statement stands alone.
    private var transaction: TransactionState?

    private struct TransactionState {
        var isAborted = false
        var savepointDepth = 0
    }

    /// For the schema words that differ between the engines.
    public var dialect: Dialect { engine.dialect }

    init(engine: any EngineConnection, options: DatabaseOptions) {
        self.engine = engine
        self.options = options
    }

    /// Runs a statement and returns its rows, complete.
    ///
    /// - Parameter sql: One statement of the portable subset (see `Dialect`); the text is the key of the
    ///   prepared-statement cache, so it should be a constant.
    /// - Throws: `store.constraint`, `store.conflict`, `store.busy`, `store.timeout`, `store.statement`,
    ///   `store.argumentCount`, `store.valueInvalid`, `store.valueTooLarge`, `store.resultTooLarge`,
    ///   `store.connectionLost`, …
    public mutating func query(_ sql: String, _ arguments: [SQLValue] = []) throws(SQLError) -> Rows {
        try guarded { (engine, options) throws(SQLError) in
            try options.check(arguments)
            return try engine.run(sql, arguments)
        }
    }

    /// The first row, or nil when there is none. Select one row; the others would be fetched and dropped.
    public mutating func queryFirst(_ sql: String, _ arguments: [SQLValue] = []) throws(SQLError) -> Row? {
        try query(sql, arguments).first
    }

    /// Runs a statement for its effect and returns the number of rows inserted, updated or deleted.
    @discardableResult
    public mutating func execute(_ sql: String, _ arguments: [SQLValue] = []) throws(SQLError) -> Int {
        try query(sql, arguments).affectedCount
    }

    /// Runs the statements in order and returns for each the number of rows changed.
    ///
    /// On PostgreSQL they are pipelined, 500 to a round trip. The first error stops the batch; `statementIndex`
    /// of the error tells which one it was, and the transaction is aborted as after any error.
    /// - Throws: what `query` throws, and `store.batchTooLarge`.
    @discardableResult
    public mutating func executeBatch(_ statements: [Statement]) throws(SQLError) -> [Int] {
        try queryBatch(statements).map(\.affectedCount)
    }

    /// Runs the statements in order, pipelined like `executeBatch`, and returns the rows of each.
    public mutating func queryBatch(_ statements: [Statement]) throws(SQLError) -> [Rows] {
        try guarded { (engine, options) throws(SQLError) in
            guard statements.count <= options.batchStatementsMax else {
                throw SQLError(.batchTooLarge, detail: "\(statements.count), at most \(options.batchStatementsMax)")
            }
            for statement in statements { try options.check(statement.arguments) }
            return statements.isEmpty ? [] : try engine.run(statements)
        }
    }

    /// Runs a text of several statements separated by semicolons, for schemas; nothing of it is cached.
    public mutating func executeScript(_ sql: String) throws(SQLError) {
        try guarded { (engine, _) throws(SQLError) in try engine.runScript(sql) }
    }

    /// Sets a session variable for the rest of the transaction, e.g. the tenant that row-level security compares
    /// with; read it in a policy with `current_setting('stoa.tenant', true)`.
    ///
    /// Travels with the next statement at no round trip of its own. Does nothing on SQLite, which has neither.
    /// - Parameter name: Has a dot in it, e.g. `stoa.tenant`.
    public mutating func setLocal(_ name: String, _ value: String) throws(SQLError) {
        guard dialect == .postgres else { return }
        precondition(transaction != nil, "the setting would be lost at once outside a transaction")
        try guarded { (engine, options) throws(SQLError) in
            let arguments: [SQLValue] = [.text(name), .text(value)]
            try options.check(arguments)
            try engine.runLater(Statement("SELECT set_config($1, $2, true)", arguments))
        }
    }

    /// Runs `body` so that an error in it undoes only what it did: the transaction can go on.
    ///
    /// - Throws: what `body` throws, after rolling back to where it began. `store.transactionAborted` when `body`
    ///   swallowed the error of a statement.
    public mutating func savepoint<T>(_ body: (inout Connection) throws -> T) throws -> T {
        guard var state = transaction else { preconditionFailure("a savepoint needs a transaction") }
        if state.isAborted { throw SQLError(.transactionAborted) }
        state.savepointDepth += 1
        transaction = state
        let name = "savepoint_\(state.savepointDepth)"
        try guarded { (engine, _) throws(SQLError) in try engine.runLater(Statement("SAVEPOINT " + name)) }
        defer { transaction?.savepointDepth -= 1 }
        let value: T
        do {
            value = try body(&self)
            if transaction?.isAborted == true { throw SQLError(.transactionAborted) }
        } catch {
            transaction?.isAborted = false
            // When going back fails the connection is gone, and the transaction with it: the first error says why.
            if (try? guarded({ (engine, _) throws(SQLError) in try engine.run("ROLLBACK TO " + name, []) })) != nil {
                try guarded { (engine, _) throws(SQLError) in try engine.runLater(Statement("RELEASE " + name)) }
            }
            throw error
        }
        try guarded { (engine, _) throws(SQLError) in try engine.runLater(Statement("RELEASE " + name)) }
        return value
    }

    /// Runs `body` between begin and commit; rolls back when it throws.
    static func transaction<T>(
        on engine: any EngineConnection, _ options: DatabaseOptions, _ body: (inout Connection) throws -> T
    ) throws -> T {
        var connection = Connection(engine: engine, options: options)
        try engine.begin()
        connection.transaction = TransactionState()
        let value: T
        do {
            value = try body(&connection)
            // Commit would silently become a rollback on PostgreSQL.
            if connection.transaction?.isAborted == true { throw SQLError(.transactionAborted) }
        } catch {
            engine.rollback()
            throw error
        }
        try engine.commit()
        return value
    }

    /// Keeps the two engines alike after an error: SQLite by itself would let the transaction go on.
    private mutating func guarded<T>(
        _ operation: (any EngineConnection, DatabaseOptions) throws(SQLError) -> T
    ) throws(SQLError) -> T {
        if transaction?.isAborted == true { throw SQLError(.transactionAborted) }
        do {
            return try operation(engine, options)
        } catch {
            transaction?.isAborted = true
            throw error
        }
    }
}
