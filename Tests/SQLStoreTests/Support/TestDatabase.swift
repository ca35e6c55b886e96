import SQLStore
import StoaTesting
import Testing

@Suite struct EngineTests {
    /// Reported as skipped, with the reason, when the PostgreSQL half of every suite of both engines does not run.
    @Test(.enabled(if: TestEngine.postgresAddress != nil, Comment(rawValue: TestEngine.skipped)))
    func postgresIsTested() {
        #expect(TestEngine.available == TestEngine.allCases)
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
    _ engine: TestEngine, options: DatabaseOptions = TestDatabase.options, _ body: (TestDatabase) async throws -> T
) async throws -> T {
    try await engine.withEmptyDatabase { address in
        let url = try DatabaseURL(address)
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
