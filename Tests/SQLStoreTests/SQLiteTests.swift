import Foundation
import SQLStore
import StoaTesting
import Testing

@Suite struct SQLiteTests {
    /// GRDB sets NORMAL while it opens a file; without the fix after it, a power failure loses commits.
    @Test func everyCommitIsSynced() async throws {
        try await withDatabase(.sqlite) { test in
            func check(_ pragma: String, write: Bool, _ expected: SQLValue) async throws {
                let body: @Sendable (inout Connection) throws -> SQLValue? = { connection in
                    try connection.queryFirst("PRAGMA \(pragma)")?[0]
                }
                let value = write ? try await test.database.write(body) : try await test.database.read(.snapshot, body)
                #expect(value == expected, "\(pragma)")
            }
            try await check("synchronous", write: true, 2)
            try await check("journal_mode", write: true, "wal")
            for write in [true, false] {
                try await check("foreign_keys", write: write, 1)
                try await check("trusted_schema", write: write, 0)
                try await check("busy_timeout", write: write, 5000)
            }
        }
    }

    @Test func closingFoldsTheLogIntoTheFile() async throws {
        try await withDatabase(.sqlite) { test in
            let path = String(test.url.description.dropFirst("sqlite:".count))
            try await test.database.write { try $0.executeScript("CREATE TABLE t (id INTEGER PRIMARY KEY)") }
            #expect(FileManager.default.fileExists(atPath: path + "-wal"))
            await test.database.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test func aFileThatIsNoDatabaseIsCorrupt() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
        let url = try DatabaseURL("sqlite:" + path)
        await expectError("store.corrupt") { try await Database.open(url) }
    }

    @Test func otherParameterStylesAreRefused() async throws {
        try await withDatabase(.sqlite) { test in
            for sql in ["SELECT ?", "SELECT :a", "SELECT $a", "SELECT $0", "SELECT @x"] {
                await expectError("store.statement") { try await test.database.read { try $0.query(sql, [1]) } }
            }
        }
    }
}
