import SQLStore
import StoaTesting
import Testing

/// What only a server can do to us: go away.
@Suite(.enabled(if: TestEngine.postgresAddress != nil, Comment(rawValue: TestEngine.skipped)))
struct PostgresTests {
    private static let pid = "SELECT pg_backend_pid() AS pid"

    private func withItems(_ body: (TestDatabase, Database) async throws -> Void) async throws {
        var options = TestDatabase.options
        options.writersMax = 1
        options.readersMax = 1
        try await withDatabase(.postgres, options: options) { test in
            try await test.database.write { try $0.executeScript("CREATE TABLE item (id BIGINT PRIMARY KEY)") }
            let killer = try await Database.open(test.url, options: options)
            try await body(test, killer)
            await killer.close()
        }
    }

    private func kill(_ pid: Int64, _ killer: Database) async throws {
        _ = try await killer.read { try $0.query("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)", [.integer(pid)]) }
    }

    private func count(_ database: Database) async throws -> Int64? {
        try await database.read { try $0.queryFirst("SELECT COUNT(*) AS n FROM item")?.integer("n") }
    }

    @Test func anIdleConnectionThatBrokeIsReplacedUnseen() async throws {
        try await withItems { test, killer in
            let writer = try await test.database.write { try $0.queryFirst(Self.pid)?.integer(0) }
            let reader = try await test.database.read(.eachStatement) { try $0.queryFirst(Self.pid)?.integer(0) }
            for pid in [writer, reader] { try await kill(#require(pid), killer) }
            let alone = try await test.database.read(.eachStatement) { try $0.query("SELECT id FROM item").count }
            #expect(alone == 0)
            try await test.database.write { try $0.executeBatch([Statement("INSERT INTO item VALUES (1)")]) }
            #expect(try await count(test.database) == 1)
            let second = try await test.database.write { try $0.queryFirst(Self.pid)?.integer(0) }
            #expect(second != writer)
        }
    }

    @Test func aLossInsideATransactionChangesNothing() async throws {
        try await withItems { test, killer in
            let gate = Gate()
            let pid = AsyncStream<Int64>.makeStream()
            async let outcome = expectError("store.connectionLost") {
                try await test.database.write { connection in
                    try connection.execute("INSERT INTO item VALUES (1)")
                    pid.continuation.yield(try connection.queryFirst(Self.pid)?.integer(0) ?? 0)
                    gate.hold()
                    try connection.execute("INSERT INTO item VALUES (2)")
                }
            }
            await gate.reached()
            try await kill(#require(await pid.stream.first { _ in true }), killer)
            gate.open()
            #expect(await outcome?.isRetryable == true)
            #expect(try await count(test.database) == 0)
            try await test.database.write { try $0.execute("INSERT INTO item VALUES (3)") }
            #expect(try await count(test.database) == 1)
        }
    }

    @Test func aLossDuringCommitIsUnknown() async throws {
        try await withItems { test, killer in
            let gate = Gate()
            let pid = AsyncStream<Int64>.makeStream()
            async let outcome = expectError("store.commitUnknown") {
                try await test.database.write { connection in
                    try connection.execute("INSERT INTO item VALUES (1)")
                    pid.continuation.yield(try connection.queryFirst(Self.pid)?.integer(0) ?? 0)
                    gate.hold()
                }
            }
            await gate.reached()
            try await kill(#require(await pid.stream.first { _ in true }), killer)
            gate.open()
            #expect(await outcome?.isRetryable == false)
            try await test.database.write { try $0.execute("INSERT INTO item VALUES (3)") }
            #expect(try await count(test.database) == 1)
        }
    }

    @Test func aDeadLockIsAConflictForOne() async throws {
        try await withDatabase(.postgres) { test in
            try await test.database.write {
                try $0.executeScript("CREATE TABLE item (id BIGINT PRIMARY KEY, n BIGINT); INSERT INTO item VALUES (1, 0), (2, 0)")
            }
            let gates = [Gate(), Gate()]
            func update(_ first: Int64, _ second: Int64, _ gate: Gate) async -> String? {
                do {
                    try await test.database.write { connection in
                        try connection.execute("UPDATE item SET n = n + 1 WHERE id = $1", [.integer(first)])
                        gate.hold()
                        try connection.execute("UPDATE item SET n = n + 1 WHERE id = $1", [.integer(second)])
                    }
                    return nil
                } catch {
                    return (error as? SQLError)?.code
                }
            }
            async let one = update(1, 2, gates[0])
            async let two = update(2, 1, gates[1])
            for gate in gates { await gate.reached() }
            for gate in gates { gate.open() }
            let codes = await [one, two]
            #expect(codes.compactMap(\.self) == ["store.conflict"])
        }
    }

    @Test func theSessionIsSetUp() async throws {
        try await withDatabase(.postgres) { test in
            for (setting, value) in [
                ("TimeZone", "UTC"), ("client_encoding", "UTF8"), ("statement_timeout", "30s"), ("lock_timeout", "5s"),
                ("transaction_isolation", "read committed"), ("synchronous_commit", "on"), ("application_name", "stoa"),
            ] {
                let row = try await test.database.write {
                    try $0.queryFirst("SELECT current_setting($1) AS value", [.text(setting)])
                }
                #expect(try row?.text("value") == value, "\(setting)")
            }
        }
    }

    @Test func aLocalSettingLastsForItsTransaction() async throws {
        try await withItems { test, _ in
            let current = "SELECT current_setting('stoa.tenant', true) AS tenant"
            let inside = try await test.database.read { connection in
                try connection.setLocal("stoa.tenant", "t'1")
                return try connection.queryFirst(current)?.text("tenant")
            }
            #expect(inside == "t'1")
            let after = try await test.database.read { try $0.queryFirst(current)?.textIfPresent("tenant") }
            #expect(after != "t'1")
        }
    }

    @Test func anUnreadableTypeNamesItsColumn() async throws {
        try await withDatabase(.postgres) { test in
            let error = await expectError("store.typeUnsupported") {
                try await test.database.read { try $0.query("SELECT now() AS moment") }
            }
            #expect(error?.detail?.contains("moment") == true)
            await expectError("store.typeUnsupported") {
                try await test.database.read { try $0.query("SELECT 1.5::numeric AS share") }
            }
        }
    }
}
