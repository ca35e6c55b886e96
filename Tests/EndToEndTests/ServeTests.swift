import Foundation
import StoaTesting
import Testing

@Suite("stoa serve says what is wrong, once")
struct ServeTests {
    @Test("a port that is taken")
    func portTaken() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try MallServer(database: database)
            let port = try #require(server.address.split(separator: ":").last)
            let folder = try TemporaryFolder()
            let second = try runStoa(["serve", "--database", "sqlite:\(folder.url.path)/other.db", "--port", String(port)])
            #expect(second.status == 3)
            #expect(second.output.isEmpty)
            #expect(second.errors.split(separator: "\n").count <= 2, "\(second.errors)")
            #expect(second.errors.contains(port))
        }
    }

    @Test("a database that is not to be had", arguments: ["postgres://nobody@127.0.0.1:1/none", "sqlite:/nowhere/at/all.db", "mysql://x"])
    func noDatabase(url: String) throws {
        let result = try runStoa(["serve", "--database", url, "--port", "0"])
        #expect([2, 3].contains(result.status))
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("store."), "\(result.errors)")
    }
}
