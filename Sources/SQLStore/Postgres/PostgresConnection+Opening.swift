import CPostgres

extension PostgresConnection {
    /// Connects to the first host of the address that serves, and sets the session up.
    ///
    /// What the address says wins over the defaults here.
    static func connect(
        _ address: String, _ access: Access, _ options: DatabaseOptions
    ) throws(SQLError) -> OpaquePointer {
        let settings = try PostgresSettings(address: address)
        var keywords = [("dbname", address), ("client_encoding", "UTF8"), ("fallback_application_name", "stoa")]
        let defaults = [
            ("connect_timeout", String(max(2, options.connectTimeMax.components.seconds))),
            // A host that vanished without a word is given up after as long as a statement may take.
            ("tcp_user_timeout", String(options.statementTimeMax.wholeMilliseconds)),
            // And one that vanished while it owed an answer: 10 + 3 × 5 seconds instead of the system's two hours.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            // Of several hosts take the primary, for reads too: a standby lags behind what the caller just wrote.
            ("target_session_attrs", "read-write"),
        ]
        keywords += defaults.filter { !settings.sets($0.0) }
        let handle = withCStrings(keywords.map(\.0)) { names in
            withCStrings(keywords.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let handle else { throw SQLError(.unavailable, detail: "out of memory") }
        do throws(SQLError) {
            guard PQstatus(handle) == CONNECTION_OK else { throw SQLError(connecting: handle) }
            // libpq would print notices ("table exists, skipping") to the process's standard error.
            PQsetNoticeProcessor(handle, { _, _ in }, nil)
            let result = PQexec(handle, sessionScript(access, options))
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw SQLError(postgres: result, on: handle) }
            guard PQenterPipelineMode(handle) == 1 else { throw SQLError(.unavailable, detail: "no pipeline mode") }
            return handle
        } catch {
            PQfinish(handle)
            throw error
        }
    }

    private static func sessionScript(_ access: Access, _ options: DatabaseOptions) -> String {
        // A transaction whose client hangs must not hold its locks for ever.
        let idleTimeMax = max(60_000, 2 * options.statementTimeMax.wholeMilliseconds)
        var script = """
            SET TIME ZONE 'UTC';
            SET standard_conforming_strings = on;
            SET statement_timeout = \(options.statementTimeMax.wholeMilliseconds);
            SET lock_timeout = \(options.lockWaitMax.wholeMilliseconds);
            SET idle_in_transaction_session_timeout = \(idleTimeMax);
            SET default_transaction_read_only = \(access == .read ? "on" : "off");

            """
        // A transaction of reads is a snapshot, as it is on SQLite.
        let isolation = access == .read ? "repeatable read" : "read committed"
        script += "SET default_transaction_isolation = '\(isolation)'"
        return script
    }
}

/// A null-terminated array of C strings, good for the length of the call.
private func withCStrings<T>(_ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> T) -> T {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for string in strings {
        starts.append(bytes.count)
        bytes.append(contentsOf: string.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        body(starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil])
    }
}
