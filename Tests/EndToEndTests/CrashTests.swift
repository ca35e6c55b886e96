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
    @Test("kill -9 in the middle of 500 orders loses nothing acknowledged and doubles nothing", .timeLimit(.minutes(10)), arguments: TestEngine.available)
    func killed(engine: TestEngine) async throws {
        try await engine.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let acknowledged = Acknowledged()
            await placeOrders(server.customer, acknowledged, until: 150)
            // One more batch is on its way when the server dies.
            let customer = server.customer
            async let lost: Void = placeOrders(customer, acknowledged, from: 150, until: 175)
            server.kill()
            await lost
            let beforeRestart = acknowledged.orders.withLock { $0 }
            #expect(beforeRestart.count >= 150, "\(beforeRestart.count) were acknowledged")

            let restarted = try await MallServer(database: database)
            // The same 500 requests again: what was acknowledged gets the same answer, what was not is carried out once.
            await placeOrders(restarted.customer, acknowledged, until: 500)
            let orders = acknowledged.orders.withLock { $0 }
            #expect(orders.count == 500)
            for (key, id) in beforeRestart { #expect(orders[key] == id, "an acknowledged order came back as another one") }
            #expect(Set(orders.values).count == 500)
            #expect(try await restarted.stop() == 0)
            try await audit(database, orders: Set(orders.values))
        }
    }

    private func placeOrders(
        _ client: MallClient, _ acknowledged: Acknowledged, from first: Int = 0, until end: Int
    ) async {
        for start in stride(from: first, to: end, by: 25) {
            let answers = await withTaskGroup(of: (String, String?).self) { group in
                for number in start..<start + 25 {
                    group.addTask {
                        let key = "crash-\(number)"
                        let body: JSON = [
                            "cart": ["channel": "web", "lines": [["sku": "gift-cards-001", "quantity": 1]]], "expectedTotal": 2500,
                            "tenders": [["kind": "card", "amount": 2500, "token": "tok"]],
                        ]
                        let answer = try? await client.post("/v1/orders", body, idempotencyKey: key)
                        return (key, answer?.status == 201 ? answer?.body["id"]?.string : nil)
                    }
                }
                return await group.reduce(into: [(String, String)]()) { all, answer in
                    if let id = answer.1 { all.append((answer.0, id)) }
                }
            }
            acknowledged.orders.withLock { known in for (key, id) in answers { known[key] = id } }
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
                if try await store.journalEntry(document.changedBy, in: scope)?.command == "order.place" { journalled.insert(document.key.id) }
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

/// Ids of acknowledged orders by idempotency key.
private final class Acknowledged: Sendable {
    let orders = Mutex<[String: String]>([:])
}
