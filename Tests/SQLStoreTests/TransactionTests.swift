import SQLStore
import StoaTesting
import Testing

@Suite struct TransactionTests {
    private struct Refused: Error {}

    private static let insert = "INSERT INTO item (id) VALUES ($1)"

    private func withItems(_ engine: TestEngine, _ body: (Database) async throws -> Void) async throws {
        try await withDatabase(engine) { test in
            try await test.database.write { connection in
                let words = connection.dialect
                try connection.executeScript("CREATE TABLE item (id \(words.integer) PRIMARY KEY)\(words.table)")
            }
            try await body(test.database)
        }
    }

    private func expectItems(
        _ expected: [Int64], _ database: Database, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let items = try await database.read { connection in
            try connection.query("SELECT id FROM item ORDER BY id").map { try $0.integer("id") }
        }
        #expect(items == expected, sourceLocation: sourceLocation)
    }

    @Test(arguments: TestEngine.available)
    func aThrowUndoesEverythingAndPassesThrough(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            await #expect(throws: Refused.self) {
                try await database.write { connection in
                    try connection.execute(Self.insert, [1])
                    throw Refused()
                }
            }
            try await expectItems([], database)
            // Nothing was sent at all in this one.
            await #expect(throws: Refused.self) { try await database.write { _ in throw Refused() } }
            try await database.write { _ in }
            try await database.write { try $0.execute(Self.insert, [2]) }
            try await expectItems([2], database)
        }
    }

    @Test(arguments: TestEngine.available)
    func aSavepointUndoesOnlyWhatItHolds(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            try await database.write { connection in
                try connection.execute(Self.insert, [1])
                // Empty ones, too: nothing is sent between SAVEPOINT and RELEASE.
                try connection.savepoint { _ in }
                #expect(throws: Refused.self) { try connection.savepoint { _ in throw Refused() } }
                #expect(throws: SQLError.self) {
                    try connection.savepoint { inner in
                        try inner.execute(Self.insert, [2])
                        try inner.execute(Self.insert, [1])
                    }
                }
                try connection.savepoint { inner in
                    try inner.execute(Self.insert, [3])
                    #expect(throws: Refused.self) {
                        try inner.savepoint { innermost in
                            try innermost.execute(Self.insert, [4])
                            throw Refused()
                        }
                    }
                    try inner.execute(Self.insert, [5])
                }
                try connection.execute(Self.insert, [6])
            }
            try await expectItems([1, 3, 5, 6], database)
        }
    }

    @Test(arguments: TestEngine.available)
    func aSwallowedErrorCannotBeCommitted(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            await expectError("store.transactionAborted") {
                try await database.write { connection in
                    try connection.execute(Self.insert, [1])
                    _ = try? connection.execute(Self.insert, [1])
                }
            }
            await expectError("store.transactionAborted") {
                try await database.write { connection in
                    _ = try? connection.execute("SELECT * FROM missing")
                    try connection.execute(Self.insert, [1])
                }
            }
            await expectError("store.transactionAborted") {
                try await database.write { connection in
                    try connection.savepoint { inner in _ = try? inner.execute("SELECT * FROM missing") }
                }
            }
            try await expectItems([], database)
        }
    }

    @Test(arguments: TestEngine.available)
    func aReadCannotWrite(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            for consistency in [ReadConsistency.snapshot, .eachStatement] {
                await expectError("store.readOnly") {
                    try await database.read(consistency) { try $0.execute(Self.insert, [1]) }
                }
            }
            try await expectItems([], database)
        }
    }

    @Test(arguments: TestEngine.available)
    func aSnapshotStaysAsItWas(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            func countsAroundAWrite(_ consistency: ReadConsistency, id: Int64) async throws -> [Int] {
                let gate = Gate()
                async let counts = database.read(consistency) { connection in
                    let before = try connection.query("SELECT id FROM item").count
                    gate.hold()
                    return [before, try connection.query("SELECT id FROM item").count]
                }
                await gate.reached()
                try await database.write { try $0.execute(Self.insert, [.integer(id)]) }
                gate.open()
                return try await counts
            }
            let inSnapshot = try await countsAroundAWrite(.snapshot, id: 1)
            #expect(inSnapshot == [0, 0])
            let byStatement = try await countsAroundAWrite(.eachStatement, id: 2)
            #expect(byStatement == [1, 2])
        }
    }

    @Test(arguments: TestEngine.available)
    func aTransactionLeftOpenByHandIsNotLentAgain(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            // A BEGIN outside a transaction, then the connection goes back to the pool.
            _ = try await database.read(.eachStatement) { try $0.execute("BEGIN") }
            try await expectItems([], database)
            try await expectItems([], database)
        }
    }

    /// Both engines plan a text once; a plan of an older schema must not stay in the way.
    @Test(arguments: TestEngine.available)
    func aPreparedStatementSurvivesASchemaChange(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.readersMax = 1
        try await withDatabase(engine, options: options) { test in
            let database = test.database
            func read() async throws -> [String] {
                try await database.read { try $0.query("SELECT * FROM item").columns }
            }
            try await database.write { connection in
                try connection.executeScript("CREATE TABLE item (id INTEGER PRIMARY KEY); INSERT INTO item VALUES (1)")
            }
            let before = try await read()
            #expect(before == ["id"])
            try await database.write { try $0.executeScript("ALTER TABLE item ADD COLUMN name TEXT") }
            await expectError("store.statement") { try await read() }
            let after = try await read()
            #expect(after == ["id", "name"])
        }
    }

    @Test(arguments: TestEngine.available)
    func returningAndOnConflictWork(_ engine: TestEngine) async throws {
        try await withItems(engine) { database in
            try await database.write { connection in
                let upsert = "INSERT INTO item (id) VALUES ($1) ON CONFLICT (id) DO NOTHING RETURNING id"
                let first = try connection.query(upsert, [7])
                #expect(first.count == 1 && first.affectedCount == 1)
                let second = try connection.query(upsert, [7])
                #expect(second.count == 0 && second.affectedCount == 0)
                #expect(try connection.query("SELECT id FROM item").affectedCount == 0)
            }
        }
    }
}
