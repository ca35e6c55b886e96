import Foundation
import StoaTesting
import Testing

@Suite("stoa serve says what is wrong, once")
struct ServeTests {
    @Test("a port that is taken")
    func portTaken() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let port = try #require(server.address.split(separator: ":").last)
            let folder = try TemporaryFolder()
            let second = try await runStoa(
                ["serve", "--database", "sqlite:\(folder.url.path)/other.db", "--port", String(port)], directory: folder.url)
            #expect(second.status == 3)
            #expect(second.output.isEmpty)
            #expect(second.errors.split(separator: "\n").count <= 2, "\(second.errors)")
            #expect(second.errors.contains(port))
        }
    }

    @Test(
        "a database that is not to be had",
        arguments: [
            ("postgres://nobody@127.0.0.1:1/none", 3, "store.unavailable"), ("sqlite:/dev/null/mall.db", 3, "store.unavailable"),
            ("mysql://x", 2, "store.url"),
        ])
    func noDatabase(url: String, status: Int32, code: String) async throws {
        let folder = try TemporaryFolder()
        let result = try await runStoa(
            ["serve", "--database", url, "--port", "0", "--key-file", folder.url.path + "/stoa.key"], directory: folder.url)
        #expect(result.status == status)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("[\(code)]"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count <= 2, "one clear line and a hint: \(result.errors)")
    }
}
