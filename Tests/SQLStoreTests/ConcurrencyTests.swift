import SQLStore
import StoaTesting
import Testing

@Suite struct ConcurrencyTests {
    private func withCounter(
        _ engine: TestEngine, _ options: DatabaseOptions = TestDatabase.options, _ body: (TestDatabase) async throws -> Void
    ) async throws {
        try await withDatabase(engine, options: options) { test in
            try await test.database.write { connection in
                let words = connection.dialect
                try connection.executeScript(
                    """
                    CREATE TABLE counter (id \(words.integer) PRIMARY KEY, value \(words.integer) NOT NULL)\(words.table);
                    INSERT INTO counter VALUES (1, 0); INSERT INTO counter VALUES (2, 0)
                    """)
            }
            try await body(test)
        }
    }

    @Test(arguments: TestEngine.available)
    func noIncrementIsLostAndReadersSeeWholeTransactions(_ engine: TestEngine) async throws {
        try await withCounter(engine) { test in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await test.database.write { connection in
                            let read = "SELECT value FROM counter WHERE id = 1" + connection.dialect.forUpdate
                            let value = try connection.queryFirst(read)?.integer("value") ?? -1
                            for id in [1, 2] as [Int64] {
                                try connection.execute(
                                    "UPDATE counter SET value = $1 WHERE id = $2", [.integer(value + 1), .integer(id)])
                            }
                        }
                    }
                    group.addTask {
                        let values = try await test.database.read { connection in
                            try (1...2).map { id in
                                try connection.queryFirst("SELECT value FROM counter WHERE id = $1", [.integer(id)])?.integer(0)
                            }
                        }
                        #expect(values[0] == values[1])
                    }
                }
                try await group.waitForAll()
            }
            let last = try await test.database.read { try $0.queryFirst("SELECT value FROM counter WHERE id = 2") }
            #expect(try last?.integer(0) == 100)
        }
    }

    @Test(arguments: TestEngine.available)
    func aFullQueueRefusesAtOnceAndALongWaitEnds(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.writersMax = 1
        options.readersMax = 1
        options.waitersMax = 1
        options.waitMax = .milliseconds(300)
        try await withCounter(engine, options) { test in
            let gate = Gate()
            async let held: Void = test.database.read { _ in gate.hold() }
            await gate.reached()
            let start = ContinuousClock.now
            // One may wait; of two, one is refused without a wait, the other after it. Neither blocks a writer.
            async let first = await waited { try await test.database.read { _ in } }
            async let second = await waited { try await test.database.read { _ in } }
            try await test.database.write { try $0.execute("UPDATE counter SET value = 1") }
            let outcomes = await [first, second].sorted { $0.duration < $1.duration }
            #expect(outcomes.map(\.code) == ["store.busy", "store.busy"])
            #expect(outcomes[0].duration < .milliseconds(250))
            #expect(outcomes[1].duration >= .milliseconds(290))
            #expect(ContinuousClock.now - start < .seconds(20))
            gate.open()
            try await held
            // And then it serves again.
            try await test.database.read { _ = try $0.query("SELECT 1") }
        }
    }

    private func waited(_ body: () async throws -> Void) async -> (code: String?, duration: Duration) {
        let start = ContinuousClock.now
        var code: String?
        do { try await body() } catch { code = (error as? SQLError)?.code }
        return (code, ContinuousClock.now - start)
    }

    @Test(arguments: TestEngine.available)
    func aCancelledTaskLeavesTheQueue(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.writersMax = 1
        try await withCounter(engine, options) { test in
            let gate = Gate()
            async let held: Void = test.database.write { _ in gate.hold() }
            await gate.reached()
            let waiting = Task { try await test.database.write { try $0.execute("UPDATE counter SET value = 9") } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.open()
            try await held
            let row = try await test.database.read { try $0.queryFirst("SELECT MAX(value) AS value FROM counter") }
            #expect(try row?.integer("value") == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func closingEndsWhatHasBegunAndRefusesTheRest(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.writersMax = 1
        try await withCounter(engine, options) { test in
            let database = try await Database.open(test.url, options: options)
            let gate = Gate()
            async let held = database.write { connection in
                gate.hold()
                return try connection.execute("UPDATE counter SET value = 3")
            }
            await gate.reached()
            async let waiting = waited { _ = try await database.write { _ in } }
            async let closing: Void = database.close()
            let late = await waiting
            #expect(late.code == "store.closed")
            gate.open()
            await closing
            #expect(try await held == 2)
            await expectError("store.closed") { try await database.read { _ in } }
            await database.close()
        }
    }

    @Test(arguments: TestEngine.available)
    func aLockThatIsNotReleasedIsBusy(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.lockWaitMax = .milliseconds(100)
        try await withCounter(engine, options) { test in
            // Another process: SQLite has one writer a process, so only that can hold its lock.
            let other = try await Database.open(test.url, options: options)
            let gate = Gate()
            async let held: Void = other.write { connection in
                try connection.execute("UPDATE counter SET value = 5 WHERE id = 1")
                gate.hold()
            }
            await gate.reached()
            let error = await expectError("store.busy") {
                try await test.database.write { try $0.execute("UPDATE counter SET value = 6 WHERE id = 1") }
            }
            #expect(error?.isRetryable == true)
            gate.open()
            try await held
            await other.close()
            try await test.database.write { try $0.execute("UPDATE counter SET value = 6 WHERE id = 1") }
        }
    }

    @Test(arguments: TestEngine.available)
    func aStatementThatRunsTooLongIsStopped(_ engine: TestEngine) async throws {
        var options = TestDatabase.options
        options.statementTimeMax = .milliseconds(200)
        try await withDatabase(engine, options: options) { test in
            let endless = """
                WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
                SELECT COUNT(*) FROM n
                """
            await expectError("store.timeout") { try await test.database.read { try $0.query(endless) } }
            let count = try await test.database.read { try $0.query("SELECT 1").count }
            #expect(count == 1)
        }
    }
}
