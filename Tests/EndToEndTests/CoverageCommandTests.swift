import Foundation
import JSONDocument
import Testing

@Suite("stoa test and stoa publish with coverage")
struct CoverageCommandTests {
    /// A rule of which one branch of two is tested.
    private func halfTested() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let rule = folder.url.appending(path: "mugs")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        let text = "kind: Promotion\nid: mugs\nlines: line.category == \"mugs\"\ngive: { percent: 10 }\n"
        try Data(text.utf8).write(to: rule.appending(path: "rule.yaml"))
        let tests = """
            tests:
              - name: two mugs
                cart: { currency: USD, lines: [{ id: a, category: mugs, quantity: 2, unitPrice: 1000 }] }
                expect: { discount: 200 }
            """
        try Data(tests.utf8).write(to: rule.appending(path: "tests.yaml"))
        return folder
    }

    @Test("the summary stands at the end, and what is missing is named on request")
    func summary() async throws {
        let folder = try halfTested()
        let plain = try await runStoa(["test", folder.url.path])
        #expect(plain.status == 0 && plain.errors.hasSuffix("1 tests, 0 failed\ncoverage: 1 of 2 branches (50 %)\n"), "\(plain)")
        let named = try await runStoa(["test", folder.url.path, "--coverage"])
        #expect(named.status == 0 && named.errors.contains("not tested: mugs: does not apply\n"), "\(named)")
        let json = try JSON(parsing: try await runStoa(["test", folder.url.path, "--json"]).output)
        #expect(json["coverage"]?["percent"] == 50 && json["coverage"]?["branches"] == 2)
        #expect(json["coverage"]?["rules"]?.array?.first?["missing"] == ["does not apply"])
    }

    @Test("too little fails with exit code 1 and names what is missing; enough does not")
    func goal() async throws {
        let folder = try halfTested()
        #expect(try await runStoa(["test", folder.url.path, "--coverage-at-least", "50"]).status == 0)
        let missed = try await runStoa(["test", folder.url.path, "--coverage-at-least", "51"])
        #expect(missed.status == 1 && missed.errors.contains("not tested: mugs: does not apply"), "\(missed)")
        #expect(try await runStoa(["test", folder.url.path, "--coverage-at-least", "51", "--json"]).status == 1)
        #expect(try await runStoa(["test", folder.url.path, "--coverage-at-least", "101"]).status == 2)
    }

    @Test("publishing asks for it before it talks to a server")
    func publish() async throws {
        let folder = try halfTested()
        let refused = try await runStoa(["publish", folder.url.path, "--coverage-at-least", "90", "--server", "http://127.0.0.1:1"])
        #expect(refused.status == 1 && refused.errors.contains("nothing was published"), "\(refused)")
    }

    @Test("the shipped rules are covered as far as this")
    func shipped() async throws {
        let result = try await runStoa(["test", "rules", "--coverage-at-least", "60"])
        #expect(result.status == 0, "\(result)")
    }
}
