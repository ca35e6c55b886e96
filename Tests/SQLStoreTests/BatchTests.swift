import SQLStore
import StoaTesting
import Testing

@Suite struct BatchTests {
    private static let insert = "INSERT INTO entry (id, body) VALUES ($1, $2)"

    private func withEntries(
        _ engine: TestEngine, _ options: DatabaseOptions = TestDatabase.options, _ body: (Database) async throws -> Void
    ) async throws {
        try await withDatabase(engine, options: options) { test in
            try await test.database.write { connection in
                let words = connection.dialect
                try connection.executeScript(
                    "CREATE TABLE entry (id \(words.integer) PRIMARY KEY, body \(words.text))\(words.table)")
            }
            try await body(test.database)
        }
    }

    private func count(_ database: Database) async throws -> Int64? {
        try await database.read { try $0.queryFirst("SELECT COUNT(*) AS n FROM entry")?.integer("n") }
    }

    @Test(arguments: TestEngine.available)
    func twoThousandStatementsAnswerInOrder(_ engine: TestEngine) async throws {
        try await withEntries(engine) { database in
            let statements = (0..<2000).map { Statement(Self.insert, [.integer(Int64($0)), .text("entry \($0)")]) }
            let counts = try await database.write { try $0.executeBatch(statements) }
            #expect(counts == Array(repeating: 1, count: 2000))
            let queries = (0..<2000).map {
                Statement("SELECT body FROM entry WHERE id = $1", [.integer(Int64(1999 - $0))])
            }
            let bodies = try await database.read { try $0.queryBatch(queries).map { try $0.first?.text(0) } }
            #expect(bodies == (0..<2000).map { "entry \(1999 - $0)" })
        }
    }

    @Test(arguments: TestEngine.available)
    func anErrorInTheMiddleIsLocatedAndUndoesAll(_ engine: TestEngine) async throws {
        try await withEntries(engine) { database in
            for wrong in [0, 1, 499, 500, 1234, 1999] {
                var statements = (0..<2000).map { Statement(Self.insert, [.integer(Int64($0)), nil]) }
                statements[wrong] = Statement(wrong == 0 ? "INSERT INTO missing VALUES (1)" : Self.insert, wrong == 0 ? [] : [0, nil])
                let batch = statements
                let error = await expectError(wrong == 0 ? "store.statement" : "store.constraint") {
                    try await database.write { try $0.executeBatch(batch) }
                }
                #expect(error?.statementIndex == wrong)
                #expect(try await count(database) == 0)
            }
            // The connections are in step afterwards.
            try await database.write { try $0.execute(Self.insert, [1, "x"]) }
            #expect(try await count(database) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func aSavepointContainsAFailedBatch(_ engine: TestEngine) async throws {
        try await withEntries(engine) { database in
            try await database.write { connection in
                try connection.execute(Self.insert, [1, nil])
                let error = #expect(throws: SQLError.self) {
                    try connection.savepoint { inner in
                        try inner.executeBatch([2, 3, 1, 4].map { Statement(Self.insert, [.integer($0), nil]) })
                    }
                }
                #expect(error?.statementIndex == 2)
                try connection.executeBatch([5, 6].map { Statement(Self.insert, [.integer($0), nil]) })
            }
            #expect(try await count(database) == 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func largeValuesAndLargeResultsDoNotBlockEachOther(_ engine: TestEngine) async throws {
        try await withEntries(engine) { database in
            let text = String(repeating: "0123456789abcdef", count: 2048)
            let statements = (0..<600).map { id in
                Statement("INSERT INTO entry (id, body) VALUES ($1, $2) RETURNING body", [.integer(Int64(id)), .text(text)])
            }
            let sizes = try await database.write { connection in
                try connection.queryBatch(statements).map { try $0.first?.text(0).utf8.count }
            }
            #expect(sizes == Array(repeating: text.utf8.count, count: 600))
        }
    }

    @Test(arguments: TestEngine.available)
    func moreTextsThanTheCacheHolds(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.preparedStatementsMax = 4
        try await withEntries(engine, options) { database in
            let statements = (0..<50).map { Statement("INSERT INTO entry (id, body) VALUES ($1 + \($0), 'x')", [.integer(0)]) }
            for _ in 0..<3 {
                try await database.write { connection in
                    try connection.execute("DELETE FROM entry")
                    try connection.executeBatch(statements)
                }
                #expect(try await count(database) == 50)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func aBatchIsBounded(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.batchStatementsMax = 3
        try await withEntries(engine, options) { database in
            let statements = (0..<4).map { Statement(Self.insert, [.integer($0), nil]) }
            await expectError("store.batchTooLarge") { try await database.write { try $0.executeBatch(statements) } }
            try await database.write { try $0.executeBatch(Array(statements.prefix(3))) }
            let none = try await database.write { try $0.executeBatch([]) }
            #expect(none == [])
            #expect(try await count(database) == 3)
        }
    }
}
