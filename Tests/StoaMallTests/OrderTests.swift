import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import Testing

@Suite("Orders")
struct OrderTests {
    static func order(_ lines: [(String, Int64)], total: Int64, tenders: JSON? = nil, customer: String = "cus_1") -> JSON {
        [
            "cart": [
                "channel": "web", "customer": ["id": .string(customer)],
                "lines": .array(lines.map { ["sku": .string($0.0), "quantity": .integer($0.1)] }),
            ],
            "tenders": tenders ?? (total == 0 ? [] : [["kind": "card", "amount": .integer(total), "token": "tok_1"]]),
            "expectedTotal": .integer(total),
        ]
    }

    private func paid(_ mall: TestMall, _ lines: [(String, Int64)], _ total: Int64) async throws -> JSON {
        let order = try await mall.run("order.place", OrderTests.order(lines, total: total))
        try await mall.run("payment.capture", capture(order, total, "ref-\(order["id"]?.string ?? "")"))
        return order["id"] ?? .null
    }

    private func capture(_ order: JSON, _ amount: Int64, _ reference: String) -> JSON {
        [
            "order": order["id"] ?? .null, "amount": ["amount": .integer(amount), "currency": "USD"], "provider": "test",
            "reference": .string(reference),
        ]
    }

    private func available(_ mall: TestMall, _ sku: String) async throws -> Int64? {
        try await mall.store.balances(
            [AccountID("stock:\(sku)/available")], in: TenantScope(authenticated: TestMall.tenant))[0]?.available
    }

    @Test("an order holds its stock, and points at the product version that was sold", arguments: TestEngine.available)
    func place(engine: TestEngine) async throws {
        try await TestMall.run(on: engine) { mall in
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 2), ("mug", 1)], total: 4900))
            #expect(order["state"] == "pendingPayment")
            #expect(order[pointer: "/totals/total"] == 4900)
            #expect(order[pointer: "/lines/0/productVersion"] == 1)
            #expect(try await available(mall, "shirt") == 48)
            #expect(try await mall.run("order.get", ["id": order["id"] ?? .null]) == order)
        }
    }

    @Test("payment sells the stock once, however often it is told")
    func captureTwice() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 2000))
            for _ in 0..<2 {
                let paid = try await mall.run("payment.capture", capture(order, 2000, "ref-1"))
                #expect(paid["state"] == "paid")
                #expect(paid["captured"] == 2000)
            }
            #expect(await mall.refusal("payment.capture", capture(order, 1999, "ref-2")) == "payment.amountMismatch")
            #expect(try await available(mall, "shirt") == 49)
        }
    }

    @Test(
        "what cannot be ordered is refused with its own code",
        arguments: [
            (OrderTests.order([("shirt", 1)], total: 1), "quote.changed"),
            (OrderTests.order([("shirt", 51)], total: 102_000), "stock.insufficient"),
            (OrderTests.order([("hat", 1)], total: 100), "product.notFound"),
            (OrderTests.order([("shirt", 1)], total: 2000, tenders: []), "order.tenderMismatch"),
            (OrderTests.order([("shirt", 1)], total: 2000, customer: "cus_9"), "customer.notFound"),
            (
                OrderTests.order(
                    [("shirt", 1)], total: 2000, tenders: [["kind": "card", "amount": 2000, "token": "4111 1111 1111 1111"]]),
                "payment.cardNumberRefused"
            ),
            (OrderTests.order([("shirt", -1)], total: 2000), "input.outOfRange"),
        ] as [(JSON, String)])
    func refused(input: JSON, code: String) async throws {
        try await TestMall.run(on: .sqlite) { mall in
            #expect(await mall.refusal("order.place", input) == code)
            let left = try await available(mall, "shirt")
            #expect(left == 50)
        }
    }

    @Test("a changed price answers with the new quote")
    func changedQuote() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let refusal = await #expect(throws: Refusal.self) {
                try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1))
            }
            #expect(refusal?.payload?[pointer: "/quote/totals/total"] == 2000)
        }
    }

    @Test("refunds never pass what was paid")
    func refunds() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let unpaid = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 900))
            func refund(_ order: JSON, _ amount: Int64, _ currency: JSON = "USD") -> JSON {
                ["id": order, "amount": ["amount": .integer(amount), "currency": currency], "reason": "broken"]
            }
            #expect(await mall.refusal("order.refund", refund(unpaid["id"] ?? .null, 1)) == "refund.notPaid")
            let order = try await paid(mall, [("shirt", 1)], 2000)
            #expect(await mall.refusal("order.refund", refund(order, 2001)) == "refund.exceedsPaid")
            #expect(await mall.refusal("order.refund", refund(order, 100, "KRW")) == "refund.currencyMismatch")
            #expect(await mall.refusal("order.refund", refund(order, 0)) == "refund.notPositive")
            #expect(try await mall.run("order.refund", refund(order, 1500))["remaining"] == 500)
            #expect(await mall.refusal("order.refund", refund(order, 501)) == "refund.exceedsPaid")
            #expect(await mall.refusal("order.cancel", ["id": order, "reason": "late"]) == "order.refundFirst")
            #expect(try await mall.run("order.refund", refund(order, 500))["remaining"] == 0)
            #expect(try await mall.run("order.cancel", ["id": order, "reason": "late"])["state"] == "cancelled")
            #expect(try await available(mall, "shirt") == 50)
        }
    }

    @Test("an unpaid order that expires gives its stock back; money that comes later is due back")
    func expiry() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let system = Actor.system
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 3)], total: 6000))
            let reference: JSON = ["id": order["id"] ?? .null]
            #expect(await mall.refusal("order.expire", reference, as: TestMall.customer(1)) == "auth.forbidden")
            try await mall.run("order.expire", reference, as: system)
            #expect(try await available(mall, "shirt") == 50)
            #expect(try await mall.run("payment.capture", capture(order, 6000, "late"), as: system)["state"] == "cancelled")
            let payment = DocumentKey(Payment.id(provider: "test", reference: "late"))
            let stored = try await mall.store.documents([payment], in: TenantScope(authenticated: TestMall.tenant))[0]
            #expect(stored?.body?["state"] == "refundDue")
        }
    }

    @Test("readers see what is theirs")
    func visibility() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let order = try await mall.run(
                "order.place", OrderTests.order([("shirt", 1), ("mug", 1)], total: 2900), as: TestMall.customer(1))
            let reference: JSON = ["id": order["id"] ?? .null]
            #expect(await mall.refusal("order.get", reference, as: TestMall.customer(2)) == "order.notFound")
            let own = try await mall.run("order.get", reference, as: TestMall.seller)
            #expect(own["lines"]?.array?.compactMap { $0["sku"] } == ["shirt"])
            #expect(own["totals"] == nil)
            #expect(try await mall.run("order.list", [:], as: TestMall.customer(2))["items"] == [])
        }
    }

    @Test("prices come from the store unless a simulation may state them")
    func simulation() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let stated: JSON = ["currency": "USD", "lines": [["quantity": 2, "unitPrice": 150]]]
            #expect(await mall.refusal("quote.create", stated, as: TestMall.customer(1)) == "quote.factsNotAllowed")
            for body in [stated, ["cart": stated]] {
                let quote = try await mall.run("quote.create", body)
                #expect(quote[pointer: "/totals/total"] == 300)
            }
        }
    }
}

@Suite("Under load")
struct ConcurrencyTests {
    @Test("200 orders at once for the last 50 pieces: exactly 50 succeed, and the ledger sums to zero", arguments: TestEngine.available)
    func noOversell(engine: TestEngine) async throws {
        try await TestMall.run(on: engine) { mall in
            let outcomes = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<200 {
                    group.addTask { await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 2000)) }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 50)
            #expect(Set(outcomes.compactMap { $0 }) == ["stock.insufficient"])
            let accounts = ["stock:shirt/available", "stock:shirt/sold", "stock:mug/available", "stock:mug/sold", "outside:suppliers"]
            let balances = try await mall.store.balances(accounts.map { AccountID($0) }, in: TenantScope(authenticated: TestMall.tenant))
            #expect(balances.compactMap { $0?.posted }.reduce(0, +) == 0)
            #expect(balances.compactMap { $0.map { $0.reservedIn - $0.reservedOut } }.reduce(0, +) == 0)
            #expect(balances[0]?.available == 0)
            #expect(balances[1]?.reservedIn == 50)
        }
    }

    @Test("the same request sent 20 times at once is one order", arguments: TestEngine.available)
    func idempotency(engine: TestEngine) async throws {
        try await TestMall.run(on: engine) { mall in
            let input = OrderTests.order([("shirt", 1)], total: 2000)
            let orders = try await withThrowingTaskGroup(of: JSON.self) { group in
                for _ in 0..<20 { group.addTask { try await mall.run("order.place", input, key: "once") } }
                return try await group.reduce(into: Set<JSON>()) { $0.insert($1) }
            }
            #expect(orders.count == 1)
            #expect(await mall.refusal("order.place", OrderTests.order([("mug", 1)], total: 900), key: "once") == "idempotency.keyReused")
        }
    }
}
