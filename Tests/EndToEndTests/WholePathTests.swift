import Foundation
import JSONDocument
import StoaTesting
import Testing

@Suite("The whole path, over HTTP", .serialized, .enabled(if: WebhookPeer.python != nil, WebhookPeer.skipped))
struct WholePathTests {
    @Test("quote → order → payment webhook → refund → approval → webhook out", arguments: TestEngine.available)
    func wholePath(engine: TestEngine) async throws {
        try await engine.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let order = try await buy(server)
            try await pay(order, server)
            let receiver = try await subscribe(to: "order.refunded", server)
            try await refund(order, server)
            let messages = try await receiver.received(1)
            #expect(messages.first?["verified"] == true, "\(messages)")
            #expect(messages.first?[pointer: "/message/type"] == "order.refunded")
            #expect(messages.first?[pointer: "/message/data/order"] == order.id)
            #expect(try await server.customer.get("/v1/orders/\(order.id.string ?? "")").body["refunded"] == 6000)
            #expect(try await server.stop() == 0)
        }
    }

    private struct Bought {
        let id: JSON
        let total: Int64
    }

    private func buy(_ server: MallServer) async throws -> Bought {
        let cart: JSON = ["channel": "web", "lines": [["sku": "shoes-001", "quantity": 2], ["sku": "mugs-001", "quantity": 1]]]
        let quote = try await server.customer.post("/v1/quotes", ["cart": cart])
        #expect(quote.status == 200, "\(quote.body)")
        let total = try #require(quote.body[pointer: "/totals/total"]?.integer)
        let order = try await server.customer.post(
            "/v1/orders",
            [
                "cart": cart, "expectedTotal": .integer(total),
                "tenders": [["kind": "card", "amount": .integer(total), "token": "tok_visa"]],
            ], idempotencyKey: "order-1")
        #expect(order.status == 201, "\(order.body)")
        #expect(order.body["state"] == "pendingPayment")
        return Bought(id: try #require(order.body["id"]), total: total)
    }

    private func pay(_ order: Bought, _ server: MallServer) async throws {
        let hook = try await server.admin.post("/v1/webhooks/hooks", ["name": "payments"])
        #expect(hook.status == 201, "\(hook.body)")
        let secret = try #require(hook.body["secret"]?.string)
        let body: JSON = [
            "type": "payment.captured", "timestamp": "2026-11-22T18:00:00Z",
            "data": [
                "order": order.id, "amount": ["amount": .integer(order.total), "currency": "USD"], "provider": "test",
                "reference": "ch_1",
            ],
        ]
        let bytes = Array(body.canonicalText.utf8)
        let signed = try await WebhookPeer.headers(secret: secret, id: "msg_1", body: body.canonicalText)
        var forged = signed
        forged["webhook-signature"] = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        let anyone = MallClient(address: server.address, key: nil)
        let refused = try await anyone.send("POST", "/v1/hooks/demo/payments", bytes, forged)
        #expect(refused.status == 401)
        #expect(refused.code == "webhook.wrongSignature")
        for _ in 0..<2 {
            let accepted = try await anyone.send("POST", "/v1/hooks/demo/payments", bytes, signed)
            #expect(accepted.status == 202, "\(accepted.body)")
        }
        let paid = try await server.customer.get("/v1/orders/\(order.id.string ?? "")").body
        #expect(paid["state"] == "paid")
        #expect(paid["captured"] == .integer(order.total))
    }

    private func subscribe(to type: String, _ server: MallServer) async throws -> WebhookPeer.Receiver {
        let receiver = try await WebhookPeer.Receiver()
        let endpoint = try await server.admin.post(
            "/v1/webhooks/endpoints", ["url": .string(receiver.url), "eventTypes": [.string(type)]])
        #expect(endpoint.status == 201, "\(endpoint.body)")
        try await receiver.trust(try #require(endpoint.body["secret"]?.string))
        return receiver
    }

    private func refund(_ order: Bought, _ server: MallServer) async throws {
        let requester = try await server.client("usr_rita", roles: ["support", "finance"])
        let finance = try await server.client("usr_fritz", roles: ["finance"])
        let path = "/v1/orders/\(order.id.string ?? "")/refunds"
        let small = try await requester.post(
            path, ["amount": ["amount": .integer(order.total + 1), "currency": "USD"], "reason": "broken"])
        #expect(small.code == "refund.exceedsPaid", "what cannot be carried out is never held")
        let held = try await requester.post(path, ["amount": ["amount": 6000, "currency": "USD"], "reason": "broken"])
        #expect(held.status == 202, "\(held.body)")
        let task = try #require(held.body["task"]?.string, "\(held.body)")
        let approve: JSON = ["outcome": "approved", "comment": "seen the photos"]
        let byStranger = try await server.seller.post("/v1/tasks/\(task)/decision", approve)
        #expect(byStranger.status == 403)
        #expect(byStranger.code == "approval.notInPool")
        let byRequester = try await requester.post("/v1/tasks/\(task)/decision", approve)
        #expect(byRequester.status == 403)
        #expect(byRequester.code == "approval.makerIsChecker")
        #expect(try await server.customer.get("/v1/orders/\(order.id.string ?? "")").body["refunded"] == 0)
        let byFinance = try await finance.post("/v1/tasks/\(task)/decision", approve)
        #expect(byFinance.status == 200, "\(byFinance.body)")
        let again = try await finance.post("/v1/tasks/\(task)/decision", approve)
        #expect(again.code == "approval.alreadyDecided")
    }
}
