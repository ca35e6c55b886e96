import Foundation
import SQLStore
import Testing

/// The engines the shared suite runs against.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    static let postgresAddress = ProcessInfo.processInfo.environment["STOA_TEST_POSTGRES"]
    static let skipped: Comment = "set STOA_TEST_POSTGRES to a postgres:// URL (script/postgres start DIR prints one)"

    static var available: [Engine] { postgresAddress == nil ? [.sqlite] : [.sqlite, .postgres] }

    var testDescription: String { rawValue }
}

@Suite struct EngineTests {
    /// Reported as skipped, with the reason, when the PostgreSQL half of the shared suite does not run.
    @Test(.enabled(if: Engine.postgresAddress != nil, Engine.skipped))
    func postgresIsTested() {
        #expect(Engine.available == Engine.allCases)
    }
}

/// An empty database for one test; gone afterwards.
struct TestDatabase: Sendable {
    let database: Database
    /// Opens it once more, as another process would.
    let url: DatabaseURL

    static var options: DatabaseOptions {
        var options = DatabaseOptions()
        options.writersMax = 4
        options.readersMax = 2
        options.waitMax = .seconds(60)
        return options
    }
}

func withDatabase<T>(
    _ engine: Engine, options: DatabaseOptions = TestDatabase.options, _ body: (TestDatabase) async throws -> T
) async throws -> T {
    let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    switch engine {
    case .sqlite:
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await use(DatabaseURL("sqlite:" + folder.path + "/test.db"), options, body)
    case .postgres:
        let address = try #require(Engine.postgresAddress)
        let owner = try await Database.open(DatabaseURL(address), options: TestDatabase.options)
        try await owner.write { try $0.executeScript("CREATE SCHEMA \(name)") }
        let separator = address.contains("?") ? "&" : "?"
        let result: Result<T, any Error>
        do {
            let url = try DatabaseURL(address + separator + "options=-csearch_path%3D" + name)
            result = .success(try await use(url, options, body))
        } catch {
            result = .failure(error)
        }
        try await owner.write { try $0.executeScript("DROP SCHEMA \(name) CASCADE") }
        await owner.close()
        return try result.get()
    }
}

private func use<T>(
    _ url: DatabaseURL, _ options: DatabaseOptions, _ body: (TestDatabase) async throws -> T
) async throws -> T {
    let database = try await Database.open(url, options: options)
    let result: Result<T, any Error>
    do {
        result = .success(try await body(TestDatabase(database: database, url: url)))
    } catch {
        result = .failure(error)
    }
    await database.close()
    return try result.get()
}

/// Expects a store error with this code and returns it for a closer look.
@discardableResult
func expectError<T>(
    _ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> T
) async -> SQLError? {
    do {
        _ = try await body()
        Issue.record("expected \(code), got no error", sourceLocation: sourceLocation)
    } catch let error as SQLError {
        #expect(error.code == code, "\(error) \(error.detail ?? "")", sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record("expected \(code), got \(error)", sourceLocation: sourceLocation)
    }
    return nil
}
