import CPostgres

/// A connection to a PostgreSQL server, always in libpq's pipeline mode.
///
/// One exchange sends any number of statements and one sync. So what nobody waits for (BEGIN, SAVEPOINT, RELEASE,
/// the preparation of a text) travels with the next statement, and a batch is the same thing with more in it.
final class PostgresConnection: EngineConnection {
    /// Nil after the connection broke.
    var handle: OpaquePointer?
    let options: DatabaseOptions
    private let address: String
    private let access: Access
    var prepared: [String: PostgresStatement] = [:]
    /// Names are never used twice, so a statement that failed to prepare cannot be taken for another.
    var preparedCount = 0
    var arguments = PostgresArguments()
    /// Sent before the next statement.
    private var later: [Statement] = []
    private var isInTransaction = false
    /// Whether the server may hold work of the open transaction, which a new connection would not know.
    private var hasSent = false
    /// A prepared statement may no longer fit the schema; a new connection prepares all of them anew.
    private var isStale = false

    var dialect: Dialect { .postgres }

    var isUsable: Bool {
        guard let handle else { return false }
        return !isStale && later.isEmpty && PQstatus(handle) == CONNECTION_OK
            && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    init(address: String, access: Access, options: DatabaseOptions) throws(SQLError) {
        self.address = address
        self.access = access
        self.options = options
        handle = try Self.connect(address, access, options)
    }

    func begin() throws(SQLError) {
        isInTransaction = true
        hasSent = false
        later = [Statement("BEGIN")]
    }

    func commit() throws(SQLError) {
        guard hasSent else {
            later = []
            isInTransaction = false
            return
        }
        let answer: PostgresAnswer
        do {
            answer = try exchange(taken() + [Statement("COMMIT")])
        } catch {
            if error.kind == .connectionLost { throw SQLError(.commitUnknown, detail: error.detail) }
            rollback()
            throw error
        }
        isInTransaction = false
        // PostgreSQL answers the COMMIT of a failed transaction with a successful ROLLBACK.
        if answer.lastTag != "COMMIT" { throw SQLError(.transactionAborted) }
    }

    func rollback() {
        later = []
        isInTransaction = false
        guard hasSent, handle != nil else { return }
        hasSent = false
        // When this fails the connection is broken or still in the transaction; both make it unusable.
        _ = try? exchange([Statement("ROLLBACK")])
    }

    func run(_ sql: String, _ arguments: [SQLValue]) throws(SQLError) -> Rows {
        var rows = try send([Statement(sql, arguments)], isBatch: false)
        return rows.removeLast()
    }

    func run(_ batch: [Statement]) throws(SQLError) -> [Rows] {
        try send(batch, isBatch: true)
    }

    func runLater(_ statement: Statement) throws(SQLError) {
        later.append(statement)
    }

    func runScript(_ sql: String) throws(SQLError) {
        if !later.isEmpty { _ = try send([], isBatch: false) }
        try runSimpleProtocol(sql)
    }

    func close() {
        if let handle { PQfinish(handle) }
        handle = nil
    }

    /// Sends what was put off, then the statements; returns the results of the statements only.
    private func send(_ statements: [Statement], isBatch: Bool) throws(SQLError) -> [Rows] {
        // Outside a transaction there are only reads, and each stands alone.
        let isFirst = !isInTransaction || !hasSent
        let prologue = taken()
        let all = prologue.isEmpty ? statements : prologue + statements
        hasSent = isInTransaction
        do throws(SQLError) {
            let answer: PostgresAnswer
            do {
                answer = try exchange(all)
            } catch {
                // A server that restarted while the connection was idle is noticed only now. Nothing of this
                // transaction was committed, so sending it again on a new connection is safe, once.
                guard error.kind == .connectionLost, isFirst else { throw error }
                close()
                prepared = [:]
                handle = try Self.connect(address, access, options)
                answer = try exchange(all)
            }
            return prologue.isEmpty ? answer.rows : Array(answer.rows.dropFirst(prologue.count))
        } catch {
            if error.kind == .statement { isStale = true }
            var located = error
            located.statementIndex = error.statementIndex.flatMap { index in
                isBatch && index >= prologue.count ? index - prologue.count : nil
            }
            throw located
        }
    }

    private func taken() -> [Statement] {
        defer { later = [] }
        return later
    }
}
