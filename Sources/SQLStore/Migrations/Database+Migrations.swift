extension Database {
    /// Brings the schema up to the last of `migrations` and returns the numbers that were applied now.
    ///
    /// Each migration is one transaction under a lock that every starter takes, so any number of hosts can start
    /// at once: one applies it, the others wait and find it done. An interrupted start is simply repeated.
    ///
    /// - Parameters:
    ///   - migrations: Numbered 1, 2, 3, … in order.
    ///   - waitMax: How long to wait for other starters, and how long one script may run.
    /// - Throws: `store.schemaTooNew` when the database has more migrations; `store.migrationEdited` when the
    ///   text or name of an applied one differs; `store.busy` after `waitMax`; what a script or transform throws,
    ///   with the migrations before it kept.
    @discardableResult
    public func migrate(_ migrations: [Migration], waitMax: Duration = .seconds(300)) async throws -> [Int] {
        precondition(
            migrations.map(\.number) == Array(1...max(1, migrations.count)).prefix(migrations.count).map(\.self),
            "migrations are numbered 1, 2, 3, …")
        let deadline = ContinuousClock.now + waitMax
        var applied: [Int] = []
        while true {
            do {
                let next = try await write { connection in
                    try Migrator(migrations: migrations, lockWait: waitMax).applyNext(on: &connection)
                }
                guard let next else { return applied }
                applied.append(next)
            } catch let error as SQLError where error.kind == .busy && ContinuousClock.now < deadline {
                // Another process of this machine holds SQLite's write lock; the wait was spent waiting for it.
                continue
            }
        }
    }

    /// The number of the last migration applied, 0 for a database without any.
    public func schemaVersion() async throws -> Int {
        try await read { connection in
            let exists = try connection.queryFirst(Migrator.tableExists(connection.dialect)) != nil
            guard exists else { return 0 }
            let last = try connection.queryFirst("SELECT COALESCE(MAX(number), 0) AS last FROM schema_migration")
            return try Int(last?.integer("last") ?? 0)
        }
    }
}
