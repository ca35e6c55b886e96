import SQLStore
import StoaTesting
import Testing

@Suite struct MigrationTests {
    private static func migrations(_ count: Int) -> [Migration] {
        (1...count).map { number in
            Migration(number, "table \(number)") { words in
                "CREATE TABLE t\(number) (id \(words.integer) PRIMARY KEY)\(words.table); INSERT INTO t\(number) VALUES (\(number));"
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func freshThenAgainThenFurther(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            let database = test.database
            #expect(try await database.schemaVersion() == 0)
            #expect(try await database.migrate(Self.migrations(3)) == [1, 2, 3])
            #expect(try await database.migrate(Self.migrations(3)) == [])
            #expect(try await database.schemaVersion() == 3)
            #expect(try await database.migrate(Self.migrations(5)) == [4, 5])
            let row = try await database.read { try $0.queryFirst("SELECT id FROM t5") }
            #expect(try row?.integer("id") == 5)
        }
    }

    @Test(arguments: TestEngine.available)
    func manyStartersApplyEachOnce(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let database = try await Database.open(test.url, options: TestDatabase.options)
                        let applied = try await database.migrate(Self.migrations(8))
                        await database.close()
                        return applied
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == Array(1...8))
        }
    }

    @Test(arguments: TestEngine.available)
    func anEditedMigrationIsRefused(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            try await test.database.migrate(Self.migrations(2))
            var edited = Self.migrations(3)
            edited[1] = Migration(2, "table 2") { _ in "CREATE TABLE other (id INTEGER PRIMARY KEY)" }
            let error = await expectError("store.migrationEdited") { try await test.database.migrate(edited) }
            #expect(error?.detail?.contains("migration 2") == true)
            #expect(try await test.database.schemaVersion() == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func aNewerSchemaIsRefused(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            try await test.database.migrate(Self.migrations(3))
            await expectError("store.schemaTooNew") { try await test.database.migrate(Self.migrations(2)) }
        }
    }

    @Test(arguments: TestEngine.available)
    func aFailingMigrationLeavesNothingOfItself(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            var failing = Self.migrations(3)
            failing[1] = Migration(2, "broken") { words in
                "CREATE TABLE half (id \(words.integer) PRIMARY KEY); INSERT INTO missing VALUES (1);"
            }
            let error = await expectError("store.statement") { try await test.database.migrate(failing) }
            #expect(error?.detail?.contains("migration 2, 'broken'") == true)
            let version = try await test.database.schemaVersion()
            #expect(version == 1)
            let applied = try await test.database.migrate(Self.migrations(3))
            #expect(applied == [2, 3])
            await expectError("store.statement") { try await test.database.read { try $0.query("SELECT id FROM half") } }
        }
    }

    @Test(arguments: TestEngine.available)
    func aTransformRunsInTheSameTransaction(_ engine: TestEngine) async throws {
        struct Refused: Error {}
        try await withDatabase(engine) { test in
            let first = Self.migrations(1)
            func second(fails: Bool) -> [Migration] {
                first + [
                    Migration(2, "moves") { words in
                        "CREATE TABLE moved (id \(words.integer) PRIMARY KEY)\(words.table)"
                    } transform: { connection in
                        let id = try connection.queryFirst("SELECT id FROM t1")?.integer("id") ?? 0
                        try connection.execute("INSERT INTO moved VALUES ($1)", [.integer(id + 10)])
                        if fails { throw Refused() }
                    }
                ]
            }
            await #expect(throws: Refused.self) { try await test.database.migrate(second(fails: true)) }
            #expect(try await test.database.migrate(second(fails: false)) == [2])
            let row = try await test.database.read { try $0.queryFirst("SELECT id FROM moved") }
            #expect(try row?.integer(0) == 11)
        }
    }
}
