import SQLStore
import StoaKernel
import StoaStore
import StoaTesting

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
    _ engine: TestEngine, options: DatabaseOptions = TestStores.options, commitsWaitingMax: Int = 4096,
    _ body: (any Storage) async throws -> Void
) async throws {
    try await withStores(engine, 1, options: options, commitsWaitingMax: commitsWaitingMax) { test in try await body(test.store) }
}

func withStores(
    _ engine: TestEngine, _ count: Int, options: DatabaseOptions = TestStores.options, commitsWaitingMax: Int = 4096,
    _ body: (TestStores) async throws -> Void
) async throws {
    await StoreTurns.shared.begin()
    defer { Task { await StoreTurns.shared.end() } }
    try await engine.withEmptyDatabase { address in
        let url = try DatabaseURL(address)
        var stores: [any Storage] = []
        for _ in 0..<count { stores.append(try await Store.open(url, options: options, commitsWaitingMax: commitsWaitingMax)) }
        let result: Result<Void, any Error>
        do { result = .success(try await body(TestStores(stores: stores, url: url))) } catch { result = .failure(error) }
        for store in stores { await store.close() }
        try result.get()
    }
}

/// Lets a few tests at a time open stores: a server's connections are bounded, and Swift Testing would start all at once.
private actor StoreTurns {
    static let shared = StoreTurns(6)
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
