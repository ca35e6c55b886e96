import Foundation
import JSONDocument
import StoaTesting
import Testing

@Suite("stoa simulate and stoa receipt")
struct SimulateCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (name, percent) in [("old", 10), ("new", 15)] {
            let rule = folder.url.appending(path: "\(name)/mugs")
            try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
            try Data("kind: Promotion\nid: mugs\nlines: line.category == \"mugs\"\ngive: { percent: \(percent) }\n".utf8)
                .write(to: rule.appending(path: "rule.yaml"))
        }
    }

    private func path(_ name: String) -> String { folder.url.appending(path: name).path }

    private func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path(name))) }

    private func simulate(_ arguments: String...) async throws -> (status: Int32, output: String, errors: String) {
        try await runStoa(["simulate"] + arguments + ["--rules", path("old"), "--with", path("new")])
    }

    private func line(_ id: String, _ quantity: Int, category: String = "mugs", cost: Int? = nil) -> String {
        let cost = cost.map { ", \"cost\": \($0)" } ?? ""
        let line = #"{"id": "1", "quantity": \#(quantity), "unitPrice": 900, "category": "\#(category)"\#(cost)}"#
        return #"{"id": "\#(id)", "input": {"at": "2026-11-01T12:00:00Z", "cart": {"currency": "USD", "lines": [\#(line)]}}}"#
    }

    @Test("a file of past orders: totals, the largest changes, bad lines with their numbers")
    func file() async throws {
        let orders = [line("a", 2, cost: 500), "{", line("b", 10), line("c", 1, category: "shoes"), "", line("d", 1)]
        try write(orders.joined(separator: "\n"), to: "orders.jsonl")
        let text = try await simulate(path("orders.jsonl"), "--changes", path("changes.jsonl"), "--top", "1")
        #expect(text.status == 0, "\(text)")
        #expect(text.errors.contains("[json.syntax] line 2:"), "\(text.errors)")
        #expect(text.output.hasPrefix("4 orders, 3 change, 1 lines left out\n"), "\(text.output)")
        #expect(text.output.contains("no cost: 3 orders"), "\(text.output)")
        #expect(text.output.contains("mugs: used 3 → 3, newly in 0, no longer in 0"), "\(text.output)")
        #expect(text.output.components(separatedBy: "  line ").count == 2 && text.output.contains("line 3 b:"), "\(text.output)")
        let changes = try String(contentsOfFile: path("changes.jsonl"), encoding: .utf8).split(separator: "\n").map {
            try JSON(parsing: String($0))
        }
        #expect(changes.map { $0["line"] } == [1, 3, 6] && changes.map { $0[pointer: "/revenue/delta"] } == [-90, -450, -45])
        let json = try await simulate(path("orders.jsonl"), "--json")
        let report = try JSON(parsing: json.output)
        #expect(report[pointer: "/currencies/0/revenue"] == ["from": 11_430, "to": 10_845, "delta": -585])
        #expect(report[pointer: "/currencies/0/margin"] == ["from": 620, "to": 530, "delta": -90])
        #expect(report[pointer: "/orders"] == ["compared": 4, "changed": 3, "skipped": 1])
        let strict = try await simulate(path("orders.jsonl"), "--strict")
        #expect(strict.status == 1 && strict.output.isEmpty && strict.errors.contains("json.syntax"))
        #expect(try await simulate(path("nowhere.jsonl")).errors.contains("[file.unreadable]"))
        #expect(try await simulate(path("orders.jsonl"), "--changes", path("no/folder.jsonl")).errors.contains("[file.unwritable]"))
        #expect(try await simulate(path("orders.jsonl"), "--top", "1001").status == 2)
    }

    @Test("a line beyond the limit is left out, and the next one is read; lines may be longer than what is read at once")
    func longLines() async throws {
        let long = "{\"id\": \"" + String(repeating: "x", count: 5 << 20) + "\"}"
        let padded = line("b", 1) + String(repeating: " ", count: 3 << 20)
        try write([long, padded, line("c", 1)].joined(separator: "\r\n"), to: "orders.jsonl")
        let result = try await simulate(path("orders.jsonl"), "--json")
        #expect(result.errors.contains("[json.tooLarge] line 1:"), "\(result.errors.prefix(500))")
        #expect(try JSON(parsing: result.output)["orders"] == ["compared": 2, "changed": 2, "skipped": 1])
    }

    @Test("an order of a server: exported, verified, altered, and taken into a backtest")
    func server() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let cart: JSON = ["channel": "web", "customer": ["id": "cus_002"], "lines": [["sku": "mugs-001", "quantity": 3]]]
            let total = try #require(try await server.admin.post("/v1/quotes", ["cart": cart]).body[pointer: "/totals/total"])
            let order = try await server.admin.post(
                "/v1/orders", ["cart": cart, "expectedTotal": total, "tenders": [["kind": "card", "amount": total, "token": "tok"]]])
            let id = try #require(order.body["id"]?.string, "\(order.body)")
            let receipt = try await server.admin.get("/v1/orders/\(id)/receipt").body
            try write(receipt.prettyText, to: "receipt.json")
            let digest = try #require(receipt["digest"]?.string)
            let good = try await runStoa(["receipt", "verify", path("receipt.json"), "--digest", digest])
            #expect(good.status == 0 && good.output.hasPrefix("\(id): every number follows"), "\(good)")
            #expect(try await server.customer.get("/v1/orders/\(id)/receipt").status == 403)

            try write(receipt.prettyText.replacing("\"quantity\": 3", with: "\"quantity\": 4"), to: "altered.json")
            let altered = try await runStoa(["receipt", "verify", path("altered.json"), "--json"])
            let findings = try JSON(parsing: altered.output)["findings"]?.array ?? []
            #expect(altered.status == 1 && findings.contains { $0["code"] == "receipt.altered" && $0["at"] == "/input" }, "\(altered)")
            #expect(findings.contains { $0["code"] == "receipt.differs" }, "\(altered)")
            let other = try await runStoa(["receipt", "verify", path("new/mugs/rule.yaml")])
            #expect(other.status == 1 && other.errors.contains("json.syntax"), "\(other)")

            let result = try await simulate("--server", server.address, "--key", server.admin.key ?? "", "--json")
            let report = try JSON(parsing: result.output)
            #expect(report[pointer: "/orders"] == ["compared": 1, "changed": 1, "skipped": 0], "\(result)")
            #expect(report[pointer: "/top/0/id"] == .string(id))
        }
    }
}
