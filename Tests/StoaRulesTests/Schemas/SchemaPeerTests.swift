import Foundation
import JSONDocument
import StoaRules
import Testing

/// The generated files under another implementation of JSON Schema, Python's `jsonschema`.
@Suite(
    "stoa-rule.json under jsonschema",
    .enabled(if: SchemaPeer.python != nil, "STOA_PYTHON names no Python with jsonschema; script/test makes one"))
struct SchemaPeerTests {
    @Test("all files are schemas of draft 2020-12")
    func wellFormed() throws {
        for (name, json) in RuleSchemas.files { #expect(try SchemaPeer.accepts([], schema: json) == [], "\(name)") }
    }

    @Test("takes every shipped rule, and refuses every wrong one")
    func rules() throws {
        let schema = try #require(RuleSchemas.files.first { $0.name == "stoa-rule.json" }?.json)
        let good = try SchemaFixtures.shippedRules()
        let bad = RuleSchemaTests.wrong.compactMap { EditedFile("a/rule.yaml", $0) }
        let answers = try SchemaPeer.accepts((good + bad).map(\.json) + [["kind": "Promotoin", "id": "a"], ["id": "a"]], schema: schema)
        #expect(answers == good.map { _ in true } + bad.map { _ in false } + [false, false])
    }

    @Test("takes every shipped test")
    func tests() throws {
        let schema = try #require(RuleSchemas.files.first { $0.name == "stoa-tests.json" }?.json)
        let good = try SchemaFixtures.shippedTests()
        #expect(try SchemaPeer.accepts(good.map(\.json), schema: schema) == good.map { _ in true })
    }
}

enum SchemaPeer {
    static let python: String? = {
        guard let path = ProcessInfo.processInfo.environment["STOA_PYTHON"] else { return nil }
        return (try? run(path, "import jsonschema", [])) == nil ? nil : path
    }()

    struct Failure: Error {}

    private static let script = """
        import json, sys, jsonschema
        schema, values = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        print(json.dumps([validator.is_valid(value) for value in values]))
        """

    /// Whether each value matches; fails when the schema is none.
    static func accepts(_ values: [JSON], schema: JSON) throws -> [Bool] {
        let input = FileManager.default.temporaryDirectory.appending(path: "stoa-schema-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: input) }
        try Data(JSON.array([schema, .array(values)]).canonicalBytes).write(to: input)
        guard let python else { throw Failure() }
        return try JSON(parsing: run(python, script, [input.path])).array?.compactMap(\.bool) ?? []
    }

    private static func run(_ python: String, _ script: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
        return String(decoding: data, as: UTF8.self)
    }
}
