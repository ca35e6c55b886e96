import CPostgres

/// A text the server has prepared under a name.
final class PostgresStatement {
    let name: String
    /// Known from the first result on; the server refuses a prepared statement whose columns would change.
    var columns: [String]?

    init(name: String) {
        self.name = name
    }
}

/// What came back for the statements of one exchange.
struct PostgresAnswer {
    var rows: [Rows] = []
    /// The command tag of the last statement, e.g. `COMMIT`.
    var lastTag = ""
}

extension PostgresConnection {
    /// Statements and bytes to a sync: libpq and the server can block each other when both sides' buffers are
    /// full, so what is under way at a time is bounded.
    private static let statementsPerSync = 500
    private static let bytesPerSync = 1 << 20

    /// Sends the statements and reads their results; the first error stops the rest.
    ///
    /// - Throws: with `statementIndex`. `.connectionLost` when the connection is gone, and the handle with it.
    func exchange(_ statements: [Statement]) throws(SQLError) -> PostgresAnswer {
        guard let handle else { throw SQLError(.connectionLost) }
        var answer = PostgresAnswer()
        answer.rows.reserveCapacity(statements.count)
        var next = 0
        do {
            while next < statements.count {
                let sent = try sendUpToSync(statements[next...], on: handle)
                try read(sent, statements, from: next, into: &answer, on: handle)
                next += sent.count { $0.isExecution }
            }
            return answer
        } catch {
            if error.kind == .connectionLost || PQstatus(handle) != CONNECTION_OK {
                close()
            }
            throw error
        }
    }

    /// One message under way, for which one result is due.
    private struct Sent {
        let statement: PostgresStatement
        let isExecution: Bool
    }

    private func sendUpToSync(_ statements: ArraySlice<Statement>, on handle: OpaquePointer) throws(SQLError) -> [Sent] {
        var sent: [Sent] = []
        var bytes = 0
        var count = 0
        for statement in statements {
            if count == Self.statementsPerSync || (count > 0 && bytes >= Self.bytesPerSync) { break }
            let known = try prepare(statement.sql, &sent, on: handle)
            arguments.encode(statement.arguments)
            let isSent = arguments.withPointers { count, addresses, lengths, formats in
                PQsendQueryPrepared(handle, known.name, count, addresses, lengths, formats, 1)
            }
            guard isSent == 1 else { throw lost(handle) }
            sent.append(Sent(statement: known, isExecution: true))
            for argument in statement.arguments { bytes += argument.byteCount }
            count += 1
        }
        guard PQpipelineSync(handle) == 1 else { throw lost(handle) }
        return sent
    }

    private func prepare(
        _ sql: String, _ sent: inout [Sent], on handle: OpaquePointer
    ) throws(SQLError) -> PostgresStatement {
        if let known = prepared[sql] { return known }
        if prepared.count >= options.preparedStatementsMax {
            // The server works in order, so statements under way still find their names.
            prepared.removeAll(keepingCapacity: true)
            guard PQsendQueryParams(handle, "DEALLOCATE ALL", 0, nil, nil, nil, nil, 1) == 1 else { throw lost(handle) }
            sent.append(Sent(statement: PostgresStatement(name: ""), isExecution: false))
        }
        preparedCount += 1
        let statement = PostgresStatement(name: "s\(preparedCount)")
        guard PQsendPrepare(handle, statement.name, sql, 0, nil) == 1 else { throw lost(handle) }
        prepared[sql] = statement
        sent.append(Sent(statement: statement, isExecution: false))
        return statement
    }

    /// Reads one result for each message, then the sync, whatever went wrong before: the connection stays in step.
    private func read(
        _ sent: [Sent], _ statements: [Statement], from first: Int, into answer: inout PostgresAnswer,
        on handle: OpaquePointer
    ) throws(SQLError) {
        var failure: SQLError?
        var index = first
        for message in sent {
            guard let result = PQgetResult(handle) else { throw failure ?? lost(handle) }
            defer { PQclear(result) }
            if failure == nil {
                do {
                    let rows = try PostgresResult(result, handle).rows(message.statement, options.resultLimits)
                    if message.isExecution {
                        answer.rows.append(rows)
                        answer.lastTag = String(cString: PQcmdStatus(result))
                    }
                } catch {
                    if error.kind == .connectionLost { throw error }
                    var located = error
                    located.statementIndex = index
                    located.detail = [error.detail, "in: " + statements[index].sql].compactMap(\.self).joined(separator: " ")
                    failure = located
                }
            }
            // What failed to be prepared, or came after an error, the server does not know.
            if failure != nil, !message.isExecution { forget(message.statement) }
            if message.isExecution { index += 1 }
            // Between the results of two messages libpq answers NULL once.
            while let extra = PQgetResult(handle) { PQclear(extra) }
        }
        guard let sync = PQgetResult(handle) else { throw failure ?? lost(handle) }
        defer { PQclear(sync) }
        guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw lost(handle) }
        if let failure { throw failure }
    }

    private func forget(_ statement: PostgresStatement) {
        for (sql, known) in prepared where known === statement { prepared[sql] = nil }
    }

    private func lost(_ handle: OpaquePointer) -> SQLError {
        SQLError(.connectionLost, detail: String(cString: PQerrorMessage(handle)))
    }

    /// Runs a script of several statements; only the simple protocol takes those, and pipeline mode forbids it.
    func runSimpleProtocol(_ sql: String) throws(SQLError) {
        guard let handle else { throw SQLError(.connectionLost) }
        guard PQexitPipelineMode(handle) == 1 else { throw lost(handle) }
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        if status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY {
            let error = SQLError(postgres: result, on: handle)
            if error.kind == .connectionLost { close() } else { PQenterPipelineMode(handle) }
            throw error
        }
        guard PQenterPipelineMode(handle) == 1 else { throw lost(handle) }
    }
}
