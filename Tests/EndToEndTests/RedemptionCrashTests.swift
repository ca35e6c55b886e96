import AsyncHTTPClient
import Foundation
import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel
import StoaMall
import StoaStore
import StoaTesting
import Synchronization
import Testing

@Suite("Limits on a server that is killed", .serialized)
struct RedemptionCrashTests {
    private static let claims = ProcessInfo.processInfo.environment["STOA_LONG_TESTS"] == nil ? 2_000 : 100_000
    private static let kills = 3

    /// 1,000 orders get 1.00 off; 10 % of 9.00 is given until 500.33 are gone, so that 555 orders get 0.90 and one 0.83.
    private static let rules = [
        "rulebook.yaml": "kind: Rulebook\ncurrency: USD\n",
        "thousand/rule.yaml": "kind: Promotion\nid: thousand\ngive: { amount: \"1.00\", per: order }\nlimits: { uses: 1000 }\n",
        "purse/rule.yaml": "kind: Promotion\nid: purse\ngive: { percent: 10 }\nlimits: { budget: \"500.33\", atEdge: clip }\n",
    ]

    @Test(
        "64 clients on 1,000 uses and a budget, kill -9 at random: exactly 1,000 are used, and the budget to the cent",
        .timeLimit(.minutes(60)), arguments: TestEngine.available)
    func contended(engine: TestEngine) async throws {
        let folder = try TemporaryFolder()
        for (path, text) in Self.rules {
            let file = folder.url.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        try await engine.withEmptyDatabase { database in
            let arguments = ["--rules", folder.url.path]
            var server = try await MallServer(database: database, arguments: arguments)
            let supplied = try await server.admin.post("/v1/stock", ["sku": "mugs-001", "quantity": 1000])
            #expect(supplied.status == 200, "\(supplied.body)")
            let rush = Rush(Self.claims, on: server.customer)
            async let claiming: Void = rush.run()
            // Most of what happens, happens while there is something to have.
            for _ in 0..<Self.kills {
                await rush.waitUntil(placed: rush.placed.count + .random(in: 50...300))
                try await waiting { [server] in server.kill() }
                server = try await MallServer(database: database, arguments: arguments)
                rush.go(on: server.customer)
            }
            await claiming
            #expect(rush.surprises == [])
            #expect(rush.placed.count == 1000)
            #expect(rush.refusedCount == Self.claims - 1000)
            for what in ["thousand", "purse"] {
                let usage = try await server.admin.get("/v1/promotions/\(what)/usage").body
                #expect(usage[pointer: what == "purse" ? "/budgets/0/left" : "/uses/left"] == 0, "\(usage)")
            }
            #expect(try await server.stop() == 0)
            try await audit(database, placed: rush.placed)
        }
    }

    /// Looks into the store itself: counters and orders say the same, and every order costs what its buyer was shown.
    private func audit(_ database: String, placed: [String: Int64]) async throws {
        let store = try await Store.open(DatabaseURL(database))
        let scope = TenantScope(authenticated: DemoMall.tenant)
        let balances = try await store.balances([AccountID("promotion:thousand:used"), AccountID("promotion:purse:given:USD")], in: scope)
        #expect(balances.map { $0?.reservedIn } == [1000, 50_033])
        #expect(balances.map { $0?.posted } == [0, 0])
        var totals: [String: Int64] = [:]
        var given: [String: Int64] = [:]
        var cursor: String?
        repeat {
            let page = try await store.scan(Scan(kind: Order.kind, after: cursor, limit: 500), in: scope)
            for document in page.items {
                totals[document.key.id] = document.body?[pointer: "/quote/totals/total"]?.integer
                for discount in document.body?[pointer: "/quote/discounts"]?.array ?? [] {
                    given[discount["rule"]?.string ?? "", default: 0] += discount["amount"]?.integer ?? 0
                }
            }
            cursor = page.next
        } while cursor != nil
        #expect(totals == placed)
        #expect(given == ["thousand": 100_000, "purse": 50_033])
        await store.close()
    }
}

/// 64 clients that each claim the discount again and again. Who hears of a new price asks for that one; who hears nothing
/// asks the same again, under the same idempotency key, until somebody answers.
private final class Rush: Sendable {
    private struct State {
        var next = 0
        var client: MallClient
        /// The last total with a discount that a quote has named: what the next claim asks for.
        var total: Int64 = 710
        /// Totals, by the id of the order.
        var placed: [String: Int64] = [:]
        var refusedCount = 0
        var surprises: Set<String> = []
    }

    private static let clients = 64
    private static let fullPrice: Int64 = 900
    private let count: Int
    private let state: Mutex<State>
    private let http: HTTPClient

    init(_ count: Int, on client: MallClient) {
        self.count = count
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Rush.clients
        http = HTTPClient(configuration: configuration)
        state = Mutex(State(client: client))
    }

    var placed: [String: Int64] { state.withLock(\.placed) }
    var refusedCount: Int { state.withLock(\.refusedCount) }
    var surprises: Set<String> { state.withLock(\.surprises) }

    func go(on client: MallClient) { state.withLock { $0.client = client } }

    func run() async {
        await withTaskGroup { group in
            for _ in 0..<Rush.clients { group.addTask { while let number = self.begin() { await self.claim(number) } } }
        }
        try? await http.shutdown()
    }

    func waitUntil(placed wanted: Int) async {
        while state.withLock({ $0.placed.count < min(wanted, 950) && $0.next < count }) { try? await Task.sleep(for: .milliseconds(2)) }
    }

    private func begin() -> Int? {
        state.withLock { state in
            guard state.next < count, !Task.isCancelled else { return nil }
            state.next += 1
            return state.next
        }
    }

    private func claim(_ number: Int) async {
        var total = state.withLock(\.total)
        var attempt = 0
        while !Task.isCancelled {
            let client = state.withLock(\.client)
            let answer = try? await client.post("/v1/orders", Self.order(total), idempotencyKey: "claim-\(number)-\(attempt)", on: http)
            switch (answer?.status, answer?.code) {
            case (nil, _), (503, _): try? await Task.sleep(for: .milliseconds(10))
            case (201, _):
                let shown = answer?.body[pointer: "/totals/total"]?.integer
                let id = answer?.body["id"]?.string ?? ""
                return state.withLock { state in
                    state.placed[id] = total
                    if shown != total { state.surprises.insert("an order costs \(shown ?? 0) instead of \(total)") }
                }
            case (409, "quote.changed"):
                total = answer?.body[pointer: "/quote/totals/total"]?.integer ?? 0
                attempt += 1
                let isOver = state.withLock { state in
                    guard total == Rush.fullPrice else {
                        state.total = total
                        return false
                    }
                    state.refusedCount += 1
                    return true
                }
                if isOver { return }
            default: return state.withLock { _ = $0.surprises.insert("\(answer?.status ?? 0) \(answer?.code ?? "")") }
            }
        }
    }

    private static func order(_ total: Int64) -> JSON {
        [
            "cart": ["channel": "web", "lines": [["sku": "mugs-001", "quantity": 1]]], "expectedTotal": .integer(total),
            "tenders": [["kind": "card", "amount": .integer(total), "token": "tok"]],
        ]
    }
}
