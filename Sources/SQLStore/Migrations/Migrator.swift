/// Applies one migration at a time inside a write transaction.
struct Migrator {
    let migrations: [Migration]
    let lockWait: Duration

    /// "stoa" in ASCII: with the schema's name, the key of the advisory lock that all starters share.
    private static let lockKey: Int64 = 0x7374_6f61

    /// The number of the migration that was applied, nil when there was none left.
    func applyNext(on connection: inout Connection) throws -> Int? {
        let dialect = connection.dialect
        try lock(&connection)
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number \(dialect.integer) PRIMARY KEY,
                name \(dialect.text) NOT NULL,
                script \(dialect.text) NOT NULL,
                applied_milliseconds \(dialect.integer) NOT NULL
            )\(dialect.table)
            """)
        let rows = try connection.query("SELECT number, name, script FROM schema_migration ORDER BY number")
        for (migration, row) in zip(migrations, rows) { try check(migration, against: row, dialect) }
        if rows.count > migrations.count {
            throw SQLError(
                .schemaTooNew, detail: "the database has \(rows.count) migrations, this program knows \(migrations.count)")
        }
        guard rows.count < migrations.count else { return nil }
        try apply(migrations[rows.count], on: &connection)
        return migrations[rows.count].number
    }

    private func lock(_ connection: inout Connection) throws {
        // SQLite's writer has its lock from the beginning of the transaction.
        guard connection.dialect == .postgres else { return }
        let milliseconds = lockWait.wholeMilliseconds
        try connection.executeScript(
            "SET LOCAL lock_timeout = \(milliseconds); SET LOCAL statement_timeout = \(milliseconds)")
        _ = try connection.query(
            "SELECT pg_advisory_xact_lock($1, hashtext(current_schema()))", [.integer(Self.lockKey)])
    }

    private func check(_ migration: Migration, against row: Row, _ dialect: Dialect) throws {
        let number = try row.integer("number")
        let isSame =
            try Int64(migration.number) == number && row.text("name") == migration.name
            && row.text("script") == migration.script(dialect)
        if !isSame { throw SQLError(.migrationEdited, detail: "migration \(number), '\(try row.text("name"))'") }
    }

    private func apply(_ migration: Migration, on connection: inout Connection) throws {
        let script = migration.script(connection.dialect)
        do {
            try connection.executeScript(script)
            try migration.transform?(&connection)
        } catch var error as SQLError {
            error.detail = "migration \(migration.number), '\(migration.name)': \(error.detail ?? "")"
            throw error
        }
        try connection.execute(
            """
            INSERT INTO schema_migration (number, name, script, applied_milliseconds)
            VALUES ($1, $2, $3, \(connection.dialect.currentMilliseconds))
            """, [.integer(Int64(migration.number)), .text(migration.name), .text(script)])
    }

    /// A query that yields a row when `schema_migration` is there.
    static func tableExists(_ dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
        case .postgres: "SELECT 1 WHERE to_regclass('schema_migration') IS NOT NULL"
        }
    }
}
