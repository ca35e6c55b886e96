import Foundation
import JSONDocument
import StoaTesting
import Testing

@Suite("Decision tables that are larger than a request may be")
struct LargeTableTests {
    private static let rule = """
        kind: Table
        id: outlet
        input: { sku: text }
        output: { stage: text }
        default: { stage: none }
        rows: goods.csv
        """

    private static let promotion = "kind: Promotion\nid: final\nlines: table.outlet(line.sku).stage == \"final\"\ngive: { percent: 30 }\n"

    /// So many rows of 36 bytes, the last of them for the demo mall's mugs.
    private static func csv(rows: Int) -> String {
        var text = "sku,stage,#note\n"
        for number in 1..<rows { text += "\(String(format: "article-%07d", number)),early,not much left\n" }
        return text + "mugs-001,final,the last ones\n"
    }

    private static func files(rows: Int) -> [(name: String, text: String)] {
        [
            ("rulebook.yaml", "kind: Rulebook\ncurrency: USD\n"), ("outlet/rule.yaml", rule), ("outlet/goods.csv", csv(rows: rows)),
            ("final/rule.yaml", promotion),
        ]
    }

    private static func publication(_ files: [(name: String, text: String)]) -> JSON {
        ["files": .array(files.map { ["name": .string($0.name), "text": .string($0.text)] })]
    }

    @Test("are published whole by the command line, and decide", arguments: TestEngine.available)
    func whole(engine: TestEngine) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-large-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in Self.files(rows: 32_000) {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try await engine.withEmptyDatabase { database in
            let server = try await MallServer(database: database, arguments: ["--rules", folder.path])
            #expect(Self.csv(rows: 32_000).utf8.count > 1 << 20)
            let arguments = ["publish", folder.path, "--server", server.address, "--key", server.admin.key ?? ""]
            let published = try await runStoa(arguments)
            #expect(published.status == 0, "\(published.errors)")
            let cart: JSON = ["channel": "web", "lines": [["sku": "mugs-001", "quantity": 1]]]
            let quote = try await server.admin.post("/v1/quotes", ["cart": cart])
            #expect(quote.body[pointer: "/discounts/0/rule"] == "final", "\(quote.body)")
            #expect(try await server.stop() == 0)
        }
    }

    @Test("beyond the limits are refused with the limit and what to do, and others may send no more than usual")
    func refusals() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let book = try await server.admin.post("/v1/rulebooks", Self.publication(Self.files(rows: 245_000)))
            #expect(book.status == 413)
            #expect(book.code == "rulebook.tooLarge")
            #expect(book.body["hint"]?.string?.contains("8388608") == true, "\(book.body["hint"] ?? .null)")
            let rule = try await server.admin.post(
                "/v1/rulebooks", Self.publication([("a/rule.yaml", Self.promotion + String(repeating: "#", count: 70_000))]))
            #expect(rule.body.canonicalText.contains("rule.fileTooLarge"))
            let tests = try await server.admin.post(
                "/v1/rulebooks",
                Self.publication([("a/rule.yaml", Self.promotion), ("a/tests.yaml", String(repeating: "#", count: 70_000))]))
            #expect(tests.code == "rulebook.tooLarge")
            let body = Array("{\"note\": \"\(String(repeating: "x", count: 13 << 20))\"}".utf8)
            let most = try await server.admin.send("POST", "/v1/rulebooks", body, [:])
            #expect(most.code == "http.bodyTooLarge")
            #expect(most.body["detail"]?.string?.contains("12582912") == true, "\(most.body)")
            let stranger = try await server.customer.post("/v1/rulebooks", Self.publication(Self.files(rows: 32_000)))
            #expect(stranger.code == "http.bodyTooLarge")
            #expect(stranger.body["detail"]?.string?.contains("1048576") == true, "\(stranger.body)")
            #expect(try await server.stop() == 0)
        }
    }
}
