import Foundation
import JSONDocument
import Testing

@Suite("stoa cel")
struct CELCommandTests {
    private func write(_ text: String, to name: String, in folder: TemporaryFolder) throws -> String {
        let url = folder.url.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    @Test("eval prints the value, or value, type and cost")
    func eval() async throws {
        let folder = try TemporaryFolder()
        let facts = try write(
            #"{"cart": {"total": 900, "tags": ["a"]}, "n": 2, "at": "2026-11-22T18:00:00Z"}"#, to: "facts.json", in: folder)
        let plain = try await runStoa(["cel", "eval", "cart.total * n", "--vars", facts])
        #expect(plain.status == 0 && plain.output == "1800\n", "\(plain)")
        let zone = try await runStoa(["cel", "eval", "timestamp(at).getHours('Asia/Seoul')", "--vars", facts])
        #expect(zone.output == "3\n", "\(zone)")
        let result = try await runStoa(["cel", "eval", "{'t': cart.tags, 'd': 1.5, 'b': b'hi'}", "--vars", facts, "--json"])
        let json = try JSON(parsing: result.output)
        #expect(json["value"] == ["t": ["a"], "d": 1.5, "b": "aGk="])
        #expect(json["type"] == "map")
        #expect(json["cost"]?.string.flatMap { UInt64($0) } ?? 0 > 0)
    }

    @Test("eval says what is wrong, with the place")
    func evalErrors() async throws {
        let typo = try await runStoa(["cel", "eval", "siez('a') > 1"])
        #expect(typo.status == 1 && typo.output.isEmpty && typo.errors.contains("cel.unknownFunction") && typo.errors.contains("'size'"))
        let division = try await runStoa(["cel", "eval", "1 / 0"])
        #expect(division.status == 1 && division.errors.contains("cel.divisionByZero") && division.errors.contains("^"))
        let limit = try await runStoa(["cel", "eval", "lists.range(100).all(x, x >= 0)", "--limit", "50"])
        #expect(limit.status == 1 && limit.errors.contains("cel.costExceeded"))
        let folder = try TemporaryFolder()
        let list = try write("[1]", to: "list.json", in: folder)
        #expect(try await runStoa(["cel", "eval", "1", "--vars", list]).errors.contains("cel.variables"))
    }

    @Test("check tells type, variables and cost of an expression or a file")
    func check() async throws {
        let folder = try TemporaryFolder()
        let facts = try write(#"{"cart": {"lines": [{"quantity": 3}]}}"#, to: "facts.json", in: folder)
        let file = try write("cart.lines.all(l, l.quantity > 0)\n", to: "condition.cel", in: folder)
        let open = try JSON(parsing: try await runStoa(["cel", "check", file, "--vars", facts, "--json"]).output)
        #expect(open["type"] == "bool" && open["variables"] == ["cart"] && open["errors"] == 0)
        #expect(open["cost"]?["maximum"]?.isNull == true)
        let bounded = try JSON(
            parsing: try await runStoa(["cel", "check", file, "--vars", facts, "--size", "cart.lines=0...500", "--json"]).output)
        let most = try #require(bounded["cost"]?["maximum"]?.string.flatMap { UInt64($0) })
        #expect(most > 2000 && most < 5000)
        let text = try await runStoa(["cel", "check", "1 + 2"])
        #expect(text.status == 0 && text.output.contains("int") && text.output.contains("3 to 3"), "\(text)")
        let mistakes = try await runStoa(["cel", "check", "a + b", "--json"])
        #expect(mistakes.status == 1)
        #expect(try JSON(parsing: mistakes.output)["errors"] == 2)
        #expect(try await runStoa(["cel", "check", "1", "--size", "1 + 1=3"]).status == 2)
    }

    @Test("conformance counts, lists what failed, and ends with its exit code")
    func conformance() async throws {
        let folder = try TemporaryFolder()
        func suite(_ expected: String) -> String {
            """
            {"name": "own", "description": "", "source": "own.textproto", "count": 1, "sections": [{"name": "s", "description": "", "tests": [
              {"id": "own/s/sum", "name": "sum", "section": "s", "description": "", "expr": "1 + 2", "disableCheck": false,
               "disableMacros": false, "checkOnly": false, "container": "", "locale": "", "typeEnv": [], "bindings": [],
               "expected": {"kind": "value", "value": {"kind": "int", "value": "\(expected)"}}, "category": "core", "extensions": [],
               "features": [], "protoLevel": "none", "needsProtobufMessages": false}]}]}
            """
        }
        _ = try write(#"{"specRevision": "x", "total": 1, "files": []}"#, to: "index.json", in: folder)
        _ = try write(suite("3"), to: "own.json", in: folder)
        let passed = try await runStoa(["cel", "conformance", folder.url.path])
        #expect(passed.status == 0 && passed.output.contains("1 passed, 0 failed, 0 skipped"), "\(passed)")
        _ = try write(suite("4"), to: "own.json", in: folder)
        let failed = try await runStoa(["cel", "conformance", folder.url.path, "--json"])
        #expect(failed.status == 1)
        let json = try JSON(parsing: failed.output)
        #expect(json["passed"] == 0 && json["failed"] == 1 && json["failures"]?[0]?["id"] == "own/s/sum", "\(failed.output)")
        let none = try await runStoa(["cel", "conformance", folder.url.path + "/none"])
        #expect(none.status == 1 && none.errors.contains("conformance.unreadable"))
    }

    @Test("each command has a help with an example", arguments: [[], ["eval"], ["check"], ["conformance"]])
    func help(_ command: [String]) async throws {
        let help = try await runStoa(["cel"] + command + ["--help"])
        #expect(help.status == 0 && help.output.contains("Example:") && help.output.contains("stoa cel"))
    }
}
