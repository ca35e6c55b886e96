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

@Suite("A server that is killed", .serialized)
struct CrashTests {
    @Test(
        "kill -9 in the middle of 500 orders loses nothing acknowledged and doubles nothing", .timeLimit(.minutes(10)),
        arguments: TestEngine.available)
    func killed(engine: TestEngine) async throws {
        // A kill can fall between two requests, which shows nothing, however good the time is that it was sent.
        for _ in 1...5 where try await killedInFlight(engine) { return }
        Issue.record("the server died between requests each time")
    }

    /// Whether the kill cut requests off.
    private func killedInFlight(_ engine: TestEngine) async throws -> Bool {
        try await engine.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let before = OrderStream(500)
            async let placing: Void = before.place(with: server.customer)
            await before.waitUntil(acknowledged: 150)
            // Nothing stands between the look and the signal, or all that was on its way could be answered first.
            let inFlight = before.inFlight
            server.strike()
            try await waiting { server.kill() }
            before.end()
            await placing
            let cut = inFlight.subtracting(before.acknowledged.keys)

            let restarted = try await MallServer(database: database)
            // The same 500 requests again: what was acknowledged gets the same answer, what was not is carried out once.
            let after = OrderStream(500)
            await after.place(with: restarted.customer)
            let orders = after.acknowledged
            #expect(orders.count == 500)
            for (key, id) in before.acknowledged { #expect(orders[key] == id, "an acknowledged order came back as another one") }
            #expect(Set(orders.values).count == 500)
            #expect(try await restarted.stop() == 0)
            try await audit(database, orders: Set(orders.values))
            return !cut.isEmpty
        }
    }

    /// Looks into the store itself: every order is there once, with its journal entry and its piece of stock.
    private func audit(_ database: String, orders: Set<String>) async throws {
        let store = try await Store.open(DatabaseURL(database))
        let scope = TenantScope(authenticated: DemoMall.tenant)
        var stored: Set<String> = []
        var journalled: Set<String> = []
        var cursor: String?
        repeat {
            let page = try await store.scan(Scan(kind: Order.kind, after: cursor, limit: 500), in: scope)
            for document in page.items {
                stored.insert(document.key.id)
                if try await store.journalEntry(document.changedBy, in: scope)?.command == "order.place" {
                    journalled.insert(document.key.id)
                }
            }
            cursor = page.next
        } while cursor != nil
        #expect(stored == orders)
        #expect(journalled == orders)
        let balances = try await store.balances(
            [AccountID("stock:gift-cards-001/available"), AccountID("stock:gift-cards-001/sold")], in: scope)
        #expect(balances[0]?.available == 0)
        #expect(balances[1]?.reservedIn == 500)
        await store.close()
    }
}

/// Orders that a few callers place one after the other, each under its own idempotency key, until all are placed or the
/// stream is ended.
private final class OrderStream: Sendable {
    private struct State {
        var next = 0
        var isOver = false
        var inFlight: Set<String> = []
        /// Ids of orders, by idempotency key.
        var acknowledged: [String: String] = [:]
    }

    private static let callers = 25
    private let count: Int
    private let state = Mutex(State())

    init(_ count: Int) { self.count = count }

    var acknowledged: [String: String] { state.withLock(\.acknowledged) }
    var inFlight: Set<String> { state.withLock(\.inFlight) }

    func end() { state.withLock { $0.isOver = true } }

    func place(with client: MallClient) async {
        await withTaskGroup { group in
            for _ in 0..<Self.callers {
                group.addTask { while let key = self.begin() { self.finish(key, await self.order(key, client)) } }
            }
        }
    }

    func waitUntil(acknowledged wanted: Int) async {
        while state.withLock({ $0.acknowledged.count < wanted && ($0.next < count || !$0.inFlight.isEmpty) }) {
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    private func begin() -> String? {
        state.withLock { state in
            guard !state.isOver, state.next < count else { return nil }
            let key = "crash-\(state.next)"
            state.next += 1
            state.inFlight.insert(key)
            return key
        }
    }

    private func finish(_ key: String, _ order: String?) {
        state.withLock { state in
            state.inFlight.remove(key)
            state.acknowledged[key] = order
        }
    }

    private func order(_ key: String, _ client: MallClient) async -> String? {
        let body: JSON = [
            "cart": ["channel": "web", "lines": [["sku": "gift-cards-001", "quantity": 1]]], "expectedTotal": 2500,
            "tenders": [["kind": "card", "amount": 2500, "token": "tok"]],
        ]
        let answer = try? await client.post("/v1/orders", body, idempotencyKey: key)
        return answer?.status == 201 ? answer?.body["id"]?.string : nil
    }
}
