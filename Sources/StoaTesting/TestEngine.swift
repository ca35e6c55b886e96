import Foundation
import SQLStore

/// The database engines that tests of the whole run against.
public enum TestEngine: String, CaseIterable, Sendable, CustomStringConvertible {
    case sqlite, postgres

    /// PostgreSQL is there when `STOA_TEST_POSTGRES` holds its `postgres://` URL, as it does below `script/test`.
    public static let postgresAddress = ProcessInfo.processInfo.environment["STOA_TEST_POSTGRES"]
    /// Why a test that needs PostgreSQL is skipped.
    public static let skipped = "set STOA_TEST_POSTGRES to a postgres:// URL (script/postgres start DIR prints one)"
    public static var available: [TestEngine] { postgresAddress == nil ? [.sqlite] : allCases }

    public var description: String { rawValue }

    /// Runs `body` with the URL of an empty database, which is gone afterwards.
    public func withEmptyDatabase<Value>(_ body: (_ url: String) async throws -> Value) async throws -> Value {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        guard self == .postgres, let address = TestEngine.postgresAddress else {
            let folder = FileManager.default.temporaryDirectory.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            return try await body("sqlite:" + folder.path + "/mall.db")
        }
        // A schema of its own is as good as a database, and a hundred times faster made.
        let owner = try await Database.open(DatabaseURL(address))
        try await owner.write { try $0.executeScript("CREATE SCHEMA \(name)") }
        let result: Result<Value, any Error>
        do {
            let separator = address.contains("?") ? "&" : "?"
            result = .success(try await body(address + separator + "options=-csearch_path%3D" + name))
        } catch { result = .failure(error) }
        try await owner.write { try $0.executeScript("DROP SCHEMA \(name) CASCADE") }
        await owner.close()
        return try result.get()
    }
}
