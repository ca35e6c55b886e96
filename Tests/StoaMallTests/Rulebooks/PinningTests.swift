import Diagnostics
import JSONDocument
import StoaCommerce
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("What an order was quoted with")
struct PinningTests {
    @Test(
        "an order keeps the rulebook, the engine and the time zones it was quoted with, and is reckoned again from them",
        arguments: TestEngine.available)
    func order(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let folderOrder = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1800))
            let second = try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(15)))
            let bookOrder = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1700))
            try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(20)))
            #expect(folderOrder["rulebook"] == .string(BookFixture.folder.book.hash))
            #expect(bookOrder["rulebook"] == second)
            for order in [folderOrder, bookOrder] {
                let read = try await mall.run("order.get", ["id": order["id"] ?? .null])
                #expect(read == order, "a later activation reprices nothing")
                #expect(read[pointer: "/engine/semantics"] == .integer(Int64(RuleEngine.semantics)))
                #expect(read[pointer: "/engine/timeZones"] == .string(RuleEngine.timeZones))
                #expect(!RuleEngine.timeZones.isEmpty)
                #expect(try await reckoned(read, mall) == read[pointer: "/totals/total"]?.integer)
            }
        }
    }

    /// The total that the order's own book comes to, loaded from what the store has of it.
    private func reckoned(_ order: JSON, _ mall: TestMall) async throws -> Int64 {
        let files = try await mall.run("rulebook.get", ["id": order["rulebook"] ?? .null])["files"] ?? []
        let book = try Rulebook.compile(try JSONValueDecoder().decode([RuleFile].self, from: files))
        #expect(.string(book.hash) == order["rulebook"])
        let lines = (order["lines"]?.array ?? []).map { line in
            Cart.Line(id: line["id"]?.string ?? "", quantity: line["quantity"]?.integer ?? 0, unitPrice: line["unitPrice"]?.integer ?? 0)
        }
        return try book.quote(Cart(currency: .usd, lines: lines), at: TestMall.now).totals.total
    }

    @Test("the folder's book is kept once, by the first of many orders at once", arguments: TestEngine.available)
    func keptOnce(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let outcomes = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<20 { group.addTask { await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 1800)) } }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(outcomes == Array(repeating: nil, count: 20))
            let history = try await mall.store.history(
                DocumentKey(kind: "rulebook", id: BookFixture.folder.book.hash), limit: 10, in: TenantScope(authenticated: TestMall.tenant))
            #expect(history.count == 1)
        }
    }
}
