import SQLStore
import StoaTesting
import Testing

@Suite struct ValueTests {
    private static let integers: [Int64] = [0, 1, -1, .max, .min, 10_000, -9_999, 1 << 53]
    private static let texts = ["", "plain", "O'Neil \"x\" \\ %s $1", "žluťoučký 山田太郎 👩🏽‍🚀", "\u{1}\n\t", "e\u{301}"]
    private static let blobs: [[UInt8]] = [[], [0], [0, 255, 0, 1], Array(repeating: 0xAB, count: 300_000)]

    private func withTable(_ engine: TestEngine, _ body: (Database) async throws -> Void) async throws {
        try await withDatabase(engine) { test in
            try await test.database.write { connection in
                let words = connection.dialect
                try connection.executeScript(
                    """
                    CREATE TABLE sample (
                        id \(words.integer) PRIMARY KEY, number \(words.integer), words \(words.text),
                        bytes \(words.blob), body \(words.json)
                    )\(words.table)
                    """)
            }
            try await body(test.database)
        }
    }

    @Test(arguments: TestEngine.available)
    func everyValueComesBackAsItWas(_ engine: TestEngine) async throws {
        try await withTable(engine) { database in
            try await database.write { connection in
                let insert = "INSERT INTO sample (id, number, words, bytes) VALUES ($1, $2, $3, $4)"
                let select = "SELECT number, words, bytes FROM sample WHERE id = $1"
                var id: Int64 = 0
                func check(_ number: Int64?, _ words: String?, _ bytes: [UInt8]?) throws {
                    id += 1
                    let count = try connection.execute(
                        insert, [.integer(id), SQLValue(number), SQLValue(words), SQLValue(bytes)])
                    #expect(count == 1)
                    let row = try #require(try connection.queryFirst(select, [.integer(id)]))
                    #expect(try row.integerIfPresent("number") == number)
                    #expect(try row.textIfPresent("words") == words)
                    #expect(try row.textIfPresent(1).map { Array($0.utf8) } == words.map { Array($0.utf8) })
                    #expect(try row.blobIfPresent("bytes") == bytes)
                    #expect(row["bytes"] == SQLValue(bytes))
                }
                for number in Self.integers { try check(number, nil, nil) }
                for words in Self.texts { try check(nil, words, nil) }
                for bytes in Self.blobs { try check(nil, nil, bytes) }
                try check(nil, nil, nil)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func parametersGoByTheirNumber(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            let row = try await test.database.read { connection in
                try connection.queryFirst(
                    "SELECT CAST($2 AS BIGINT) AS b, CAST($1 AS TEXT) AS a, CAST($2 AS BIGINT) + CAST($3 AS BIGINT) AS c",
                    [.text("one"), .integer(2), .integer(40)])
            }
            #expect(try row?.text("a") == "one")
            #expect(try row?.integer("b") == 2)
            #expect(try row?.integer("c") == 42)
        }
    }

    @Test(arguments: TestEngine.available)
    func jsonIsReadByKey(_ engine: TestEngine) async throws {
        try await withTable(engine) { database in
            let row = try await database.write { connection in
                try connection.execute(
                    "INSERT INTO sample (id, body) VALUES (1, $1)", [.text(#"{"b":1,  "a":"x"}"#)])
                return try connection.queryFirst(
                    "SELECT body, body ->> 'a' AS a, CAST(body ->> 'b' AS BIGINT) AS b FROM sample WHERE body ->> 'a' = $1",
                    ["x"])
            }
            #expect(try row?.text("body") == #"{"b":1,  "a":"x"}"#)
            #expect(try row?.text("a") == "x")
            #expect(try row?.integer("b") == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func sumsAreIntegers(_ engine: TestEngine) async throws {
        try await withTable(engine) { database in
            try await database.write { connection in
                func checkSum(_ numbers: [Int64], _ expected: Int64?) throws {
                    try connection.execute("DELETE FROM sample")
                    for (id, number) in numbers.enumerated() {
                        try connection.execute(
                            "INSERT INTO sample (id, number) VALUES ($1, $2)", [.integer(Int64(id)), .integer(number)])
                    }
                    let row = try connection.queryFirst("SELECT SUM(number) AS total FROM sample")
                    #expect(try row?.integerIfPresent("total") == expected)
                }
                try checkSum([], nil)
                try checkSum([5, -5], 0)
                try checkSum([.max - 1, 1], .max)
                try checkSum([.min + 1, -1], .min)
                try checkSum([10_000, 10_000], 20_000)
                try checkSum([-123_456_789, -1], -123_456_790)
                try checkSum([1_000_000_000_000, 1], 1_000_000_000_001)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func textSortsByItsBytes(_ engine: TestEngine) async throws {
        try await withTable(engine) { database in
            let sorted = try await database.write { connection in
                try connection.executeBatch(
                    ["b", "a", "B", "é", "_", "Z"].enumerated().map { index, text in
                        Statement("INSERT INTO sample (id, words) VALUES ($1, $2)", [.integer(Int64(index)), .text(text)])
                    })
                return try connection.query("SELECT words FROM sample ORDER BY words").map { try $0.text("words") }
            }
            #expect(sorted == ["B", "Z", "_", "a", "b", "é"])
        }
    }

    @Test(arguments: TestEngine.available)
    func wrongValuesAreRefused(_ engine: TestEngine) async throws {
        try await withTable(engine) { database in
            let insert = "INSERT INTO sample (id, words, number) VALUES ($1, $2, $3)"
            await expectError("store.valueInvalid") {
                try await database.write { try $0.execute(insert, [1, "a\0b", 1]) }
            }
            let error = await expectError("store.valueInvalid") {
                try await database.write { try $0.execute(insert, [1, "a", "secret number"]) }
            }
            #expect(error?.detail?.contains("secret") == false)
            await expectError("store.argumentCount") { try await database.write { try $0.execute(insert, [1]) } }
            await expectError("store.argumentCount") { try await database.write { try $0.execute(insert, [1, "", 1, 1]) } }
            let large = [UInt8](repeating: 0, count: 16 << 20 + 1)
            await expectError("store.valueTooLarge") {
                try await database.write { try $0.execute(insert, [1, .blob(large), 1]) }
            }
            await expectError("store.statement") { try await database.write { try $0.execute("SELEKT 1") } }
            await expectError("store.statement") { try await database.write { try $0.execute("SELECT * FROM missing") } }
        }
    }

    @Test(arguments: TestEngine.available)
    func resultsAreBounded(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.resultRowsMax = 10
        options.resultBytesMax = 100
        try await withDatabase(engine, options: options) { test in
            let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS INTEGER)) "
            let count = try await test.database.read { try $0.query(numbers + "SELECT i FROM n", [10]).count }
            #expect(count == 10)
            await expectError("store.resultTooLarge") {
                try await test.database.read { try $0.query(numbers + "SELECT i FROM n", [11]) }
            }
            await expectError("store.resultTooLarge") {
                try await test.database.read { try $0.query("SELECT CAST($1 AS TEXT)", [.text(String(repeating: "x", count: 101))]) }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func readingAsAnotherTypeIsAnError(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            let row = try await test.database.read { connection in
                try #require(try connection.queryFirst("SELECT CAST(2 AS BIGINT) AS number, 'x' AS words, NULL AS absent"))
            }
            #expect(row.isNull("absent"))
            await expectError("store.typeMismatch") { try row.text("number") }
            await expectError("store.typeMismatch") { try row.boolean("number") }
            await expectError("store.typeMismatch") { try row.integer("words") }
            await expectError("store.typeMismatch") { try row.blobIfPresent("words") }
            await expectError("store.typeMismatch") { try row.integer("absent") }
            await expectError("store.typeUnsupported") {
                try await test.database.read { try $0.query("SELECT CAST(1.5 AS REAL) AS ratio") }
            }
        }
    }

    @Test func aColumnThatIsNotSelectedTraps() async {
        await #expect(processExitsWith: .failure) {
            try await withDatabase(.sqlite) { test in
                _ = try await test.database.read { try $0.queryFirst("SELECT 1 AS one")?.integer("two") }
            }
        }
    }
}
