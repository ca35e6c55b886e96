import Foundation
import SQLStore
import StoaKernel
import StoaStore
import Testing

/// The engines the contract suite runs against.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    static let postgresAddress = ProcessInfo.processInfo.environment["STOA_TEST_POSTGRES"]
    static let skipped: Comment = "set STOA_TEST_POSTGRES to a postgres:// URL (script/postgres start DIR prints one)"

    static var available: [Engine] { postgresAddress == nil ? [.sqlite] : [.sqlite, .postgres] }

    var testDescription: String { rawValue }
}

@Suite struct EngineTests {
    /// Reported as skipped, with the reason, when the PostgreSQL half of the contract does not run.
    @Test(.enabled(if: Engine.postgresAddress != nil, Engine.skipped))
    func postgresIsTested() {
        #expect(Engine.available == Engine.allCases)
    }
}

/// Stores of one empty database, as hosts of one platform would open it, and a way to look behind them.
struct TestStores: Sendable {
    let stores: [any Storage]
    let url: DatabaseURL

    var store: any Storage { stores[0] }

    static var options: DatabaseOptions {
        var options = DatabaseOptions()
        options.writersMax = 3
        options.readersMax = 2
        options.waitMax = .seconds(60)
        options.lockWaitMax = .seconds(30)
        return options
    }

    /// Runs SQL beside the stores.
    func withDatabase<Value>(_ body: (Database) async throws -> Value) async throws -> Value {
        let database = try await Database.open(url, options: Self.options)
        let result: Result<Value, any Error>
        do { result = .success(try await body(database)) } catch { result = .failure(error) }
        await database.close()
        return try result.get()
    }

    /// The first column of the first row.
    func count(_ sql: String) async throws -> Int64 {
        try await withDatabase { database in
            try await database.read { connection in try connection.queryFirst(sql)?.integer(0) ?? 0 }
        }
    }
}

func withStore(
    _ engine: Engine, options: DatabaseOptions = TestStores.options, commitsWaitingMax: Int = 4096,
    _ body: (any Storage) async throws -> Void
) async throws {
    try await withStores(engine, 1, options: options, commitsWaitingMax: commitsWaitingMax) { test in try await body(test.store) }
}

func withStores(
    _ engine: Engine, _ count: Int, options: DatabaseOptions = TestStores.options, commitsWaitingMax: Int = 4096,
    _ body: (TestStores) async throws -> Void
) async throws {
    let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    func use(_ url: DatabaseURL) async throws {
        var stores: [any Storage] = []
        for _ in 0..<count { stores.append(try await Store.open(url, options: options, commitsWaitingMax: commitsWaitingMax)) }
        let result: Result<Void, any Error>
        do { result = .success(try await body(TestStores(stores: stores, url: url))) } catch { result = .failure(error) }
        for store in stores { await store.close() }
        try result.get()
    }
    switch engine {
    case .sqlite:
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await use(DatabaseURL("sqlite:" + folder.path + "/test.db"))
    case .postgres:
        let address = try #require(Engine.postgresAddress)
        await PostgresTurns.shared.begin()
        defer { Task { await PostgresTurns.shared.end() } }
        let owner = try await Database.open(DatabaseURL(address), options: TestStores.options)
        try await owner.write { try $0.executeScript("CREATE SCHEMA \(name)") }
        let separator = address.contains("?") ? "&" : "?"
        let result: Result<Void, any Error>
        do {
            result = .success(try await use(try DatabaseURL(address + separator + "options=-csearch_path%3D" + name)))
        } catch { result = .failure(error) }
        try await owner.write { try $0.executeScript("DROP SCHEMA \(name) CASCADE") }
        await owner.close()
        try result.get()
    }
}

/// Lets a few tests at a time use the server, whose connections are bounded; Swift Testing would start all at once.
private actor PostgresTurns {
    static let shared = PostgresTurns(6)
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func begin() async {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    }

    func end() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
