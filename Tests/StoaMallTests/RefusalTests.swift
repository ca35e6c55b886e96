import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import Testing

/// What the mall refuses before anything is bought.
@Suite("Refusals of the mall")
struct RefusalTests {
    private func cart(_ fields: [String: JSON]) -> JSON {
        let standard: [String: JSON] = ["channel": "web", "lines": [["sku": "mug", "quantity": 1]]]
        return ["cart": .object(standard.merging(fields) { $1 })]
    }

    private func order(_ fields: [String: JSON]) -> JSON {
        var order = cart(fields).object ?? [:]
        order["expectedTotal"] = 900
        order["tenders"] = [["kind": "card", "amount": 900, "token": "tok_1"]]
        return .object(order)
    }

    @Test("carts")
    func carts() async throws {
        let line: JSON = ["id": "1", "sku": "mug", "quantity": 1]
        try await TestMall.run(on: .sqlite) { mall in
            #expect(await mall.refusal("quote.create", cart(["channel": "nowhere"])) == "channel.notFound")
            #expect(await mall.refusal("quote.create", cart(["currency": "KRW"])) == "quote.currencyMismatch")
            #expect(await mall.refusal("quote.create", cart(["lines": [line, line]])) == "cart.duplicateLine")
            let abroad: JSON = ["cart": ["currency": "KRW", "lines": [line]]]
            #expect(await mall.refusal("quote.create", abroad) == "product.notForSale")
        }
    }

    @Test("orders")
    func orders() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            #expect(await mall.refusal("order.place", order([:])) == "order.needsCustomer")
            let simulated: JSON = [
                "cart": ["currency": "USD", "customer": ["id": "cus_1"], "lines": [["quantity": 1, "unitPrice": 900]]],
                "expectedTotal": 900, "tenders": [["kind": "card", "amount": 900, "token": "tok_1"]],
            ]
            #expect(await mall.refusal("order.place", simulated) == "order.needsChannel")
            let placed = try await mall.run("order.place", order(["customer": ["id": "cus_1"]]))
            let cancellation: JSON = ["id": placed["id"] ?? .null, "reason": "changed my mind"]
            try await mall.run("order.cancel", cancellation)
            #expect(await mall.refusal("order.cancel", cancellation) == "order.illegalTransition")
        }
    }

    @Test("names that are taken, and other people's products")
    func owners() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let channel: JSON = ["id": "web", "name": "Web", "currency": "USD", "pricesInclude": "net", "zone": "Etc/UTC", "shipping": []]
            #expect(await mall.refusal("channel.create", channel) == "channel.exists")
            #expect(await mall.refusal("seller.create", ["id": "sel_a", "name": "Again"]) == "seller.exists")
            let supply: JSON = ["sku": "mug", "quantity": 5]
            #expect(await mall.refusal("stock.supply", supply, as: TestMall.seller) == "product.notYours")
        }
    }
}
