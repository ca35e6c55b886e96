import Foundation
import JSONDocument
import StoaTesting
import Testing

/// Broken on purpose: each mistake has its own code, and the server goes on.
@Suite("Bad input")
struct BadInputTests {
    @Test("over HTTP")
    func overHTTP() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            func line(_ fields: JSON) -> JSON { ["cart": ["channel": "web", "lines": [fields]]] }
            try await expect(server.customer.post("/v1/quotes", line(["sku": "mugs-001", "quantity": -1])), 422, "input.outOfRange")
            try await expect(
                server.customer.post("/v1/quotes", line(["sku": "mugs-001", "quantiy": 1])), 422,
                "input.unknownField", hint: "quantity")
            try await expect(
                server.admin.post("/v1/quotes", ["currency": "USX", "lines": [["quantity": 1, "unitPrice": 100]]]), 422, "currency.unknown")
            try await expect(server.customer.send("POST", "/v1/quotes", Array("{\"cart\": ".utf8), [:]), 400, "json.syntax")
            try await expect(
                server.customer.send("POST", "/v1/quotes", [UInt8](repeating: 0x20, count: 10 << 20), [:]), 413, "http.bodyTooLarge")
            let stranger = MallClient(address: server.address, key: "stoa_live_demo_" + String(repeating: "a", count: 32))
            try await expect(stranger.get("/v1/orders"), 401, "auth.unknownKey")
            try await expect(MallClient(address: server.address, key: nil).get("/v1/orders"), 401, "auth.missingKey")
            try await expect(server.customer.post("/v1/channels", [:]), 403, "auth.roleMissing")
            let key: JSON = [
                "hash": .string(String(repeating: "Z", count: 64)), "name": "k", "kind": "user", "actor": "usr_x", "roles": ["admin"],
            ]
            try await expect(server.admin.post("/v1/apiKeys", key), 422, "apiKey.malformedHash")
            try await expect(server.customer.get("/v1/nowhere"), 404, "http.unknownRoute")
            #expect(try await server.customer.get("/healthz").status == 200)
        }
    }

    @Test(
        "on the command line",
        arguments: [
            (["errors", "rule.unknwonField"], 1, "error.unknownCode"),
            (["quote", "--rules", "rules", "--cart", "none.json"], 2, "file.unreadable"),
            (["check", "sdk"], 2, "folder.nothingKnown"), (["sdk", "generate", "--into", "/dev/null/sdk"], 3, "file.unwritable"),
        ] as [([String], Int32, String)])
    func onTheCommandLine(arguments: [String], status: Int32, code: String) async throws {
        let result = try await runStoa(arguments)
        #expect(result.status == status)
        #expect(result.errors.contains("[\(code)]"), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test("a file of any size is not read")
    func largeFile() async throws {
        let folder = try TemporaryFolder()
        let cart = folder.url.appending(path: "cart.json")
        FileManager.default.createFile(atPath: cart.path, contents: nil)
        try FileHandle(forWritingTo: cart).truncate(atOffset: 17 << 20)
        let result = try await runStoa(["quote", "--rules", "rules", "--cart", cart.path])
        #expect(result.status == 2)
        #expect(result.errors.contains("[file.tooLarge]"), "\(result.errors)")
    }

    @Test("a code is explained where it is met")
    func explained() async throws {
        let page = try await runStoa(["errors", "rule.bareInteger"])
        #expect(page.status == 0)
        #expect(page.output.hasPrefix("rule.bareInteger\n\nAn amount is a bare whole number"))
        let json = try await runStoa(["errors", "rule.bareInteger", "--json"])
        #expect(try JSON(parsing: Array(json.output.utf8))["example"]?["name"] == "rule.yaml")
        let area = try await runStoa(["errors", "auth"])
        #expect(area.output.split(separator: "\n").count == 3)
    }

    @Test("another tenant's id does not exist")
    func otherTenant() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let cart: JSON = ["channel": "web", "lines": [["sku": "mugs-001", "quantity": 1]]]
            let total = try #require(try await server.customer.post("/v1/quotes", ["cart": cart]).body[pointer: "/totals/total"])
            let order = try await server.customer.post(
                "/v1/orders", ["cart": cart, "expectedTotal": total, "tenders": [["kind": "card", "amount": total, "token": "tok"]]])
            let id = try #require(order.body["id"]?.string)
            #expect(try await server.admin.get("/v1/orders/\(id)").status == 200)
            let neighbour = try await server.client("usr_eve", roles: ["admin"], tenant: "neighbour")
            try await expect(neighbour.get("/v1/orders/\(id)"), 404, "order.notFound")
            #expect(try await server.admin.get("/v1/orders").body[pointer: "/items/0/id"]?.string == id)
            #expect(try await neighbour.get("/v1/orders").body["items"] == [])
        }
    }

    @Test(
        "in rule files",
        arguments: [
            ("kind: Promotion\nid: x\ngive: [ percent: 10\n", "yaml.syntax", 3, 9),
            ("kind: Promotion\nid: x\nwhenn: true\ngive: { percent: 10 }\n", "rule.unknownField", 3, 1),
            ("kind: Promotion\nid: x\nwhen: cart.subtotal >\ngive: { percent: 10 }\n", "cel.syntax", 3, 22),
            ("kind: Promotion\nid: x\nwhen: custmer.tier == \"vip\"\ngive: { percent: 10 }\n", "cel.unknownName", 3, 7),
        ])
    func inRuleFiles(text: String, code: String, line: Int, column: Int) async throws {
        let folder = try TemporaryFolder()
        let rule = folder.url.appending(path: "x")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        try text.write(to: rule.appending(path: "rule.yaml"), atomically: true, encoding: .utf8)
        let result = try await runStoa(["check", folder.url.path])
        #expect(result.status == 1)
        let said = result.output + result.errors
        #expect(said.contains("rule.yaml:\(line):\(column): error[\(code)]"), "\(said)")
        #expect(said.contains("^"), "\(said)")
    }

    private func expect(
        _ answer: MallClient.Answer, _ status: UInt, _ code: String, hint: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == status, "\(answer.body)", sourceLocation: sourceLocation)
        #expect(answer.code == code, "\(answer.body)", sourceLocation: sourceLocation)
        #expect(answer.body["requestId"]?.string != nil, sourceLocation: sourceLocation)
        if let hint { #expect(answer.body["hint"]?.string?.contains(hint) ?? false, "\(answer.body)", sourceLocation: sourceLocation) }
    }
}
