import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Synchronization
import Testing

/// Rules as a test writes them, in a folder of the host.
private func folder(_ rules: String...) throws -> BookFixture.Folder {
    try BookFixture.Folder(
        rules.enumerated().map { RuleFile(name: "r\($0.offset)/rule.yaml", text: "id: r\($0.offset)\n" + $0.element) } + [
            BookFixture.settings
        ])
}

private func shirts(_ quantity: Int64, customer: String = "cus_1") -> JSON {
    OrderTests.order([("shirt", quantity)], total: quantity * 2000, customer: customer)
}

extension TestMall {
    /// Pieces that are there and free, that were sold, that are owed, and that are owed to who has not paid.
    fileprivate func stock(of sku: String = "shirt") async throws -> [Int64] {
        let accounts = ["available", "sold", "owed"].map { AccountID("stock:\(sku)/\($0)") }
        let balances = try await store.balances(accounts, in: TenantScope(authenticated: TestMall.tenant))
        return [balances[0]?.available ?? 0, balances[1]?.posted ?? 0, balances[2]?.posted ?? 0, balances[2]?.reservedIn ?? 0]
    }

    fileprivate func place(_ quantity: Int64, customer: String = "cus_1") async throws -> JSON {
        try await run("order.place", shirts(quantity, customer: customer))
    }

    fileprivate func pay(_ order: JSON) async throws {
        try await run(
            "payment.capture",
            [
                "order": order["id"] ?? .null,
                "amount": ["amount": order[pointer: "/totals/total"] ?? .null, "currency": "USD"], "provider": "test",
                "reference": .string("ref-\(order["id"]?.string ?? "")"),
            ])
    }

    fileprivate func cancel(_ order: JSON) async throws { try await run("order.cancel", ["id": order["id"] ?? .null, "reason": "x"]) }

    /// Six orders of one to four pieces, each of which is paid or cancelled, and a supply of two in between.
    ///
    /// - Returns: the pieces that were paid for.
    fileprivate func trade(as worker: Int) async throws -> Int64 {
        var kept: Int64 = 0
        for round in 0..<6 {
            let quantity = Int64(1 + (worker + round) % 4)
            if round == 3 { try await run("stock.supply", ["sku": "shirt", "quantity": 2]) }
            guard let order = try? await place(quantity) else { continue }
            if (worker + round).isMultiple(of: 3) {
                try await cancel(order)
            } else {
                try await pay(order)
                kept += quantity
            }
        }
        return kept
    }

    fileprivate func placeAtOnce(_ orders: [JSON]) async -> [String?: Int] {
        await withTaskGroup(of: String?.self) { group in
            for order in orders { group.addTask { await refusal("order.place", order) } }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }
}

@Suite("Stock rules on a server")
struct StockTests {
    @Test("what is kept back is not sold, and what comes later is told and served first", arguments: TestEngine.available)
    func backOrder(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: folder("kind: Stock\nlines: line.sku == \"shirt\"\nsafety: 5\nbackOrder: 10\n")) {
            mall in
            let quote = try await mall.run("quote.create", ["cart": shirts(47)["cart"] ?? .null])
            #expect(quote["stock"] == [["sku": "shirt", "wanted": 47, "backOrdered": 2, "short": 0, "rules": ["r0"]]])
            var wish = shirts(47)
            wish["backOrder"] = false
            let declined = wish
            let refusal = await #expect(throws: Refusal.self) { try await mall.run("order.place", declined) }
            #expect(refusal?.code == "stock.insufficient")
            #expect(refusal?.payload?["available"] == 45)
            let order = try await mall.place(47)
            #expect(order["backOrdered"] == ["shirt": 2])
            #expect(try await mall.run("order.get", ["id": order["id"] ?? .null])["backOrdered"] == ["shirt": 2])
            #expect(try await mall.stock() == [5, 0, 0, 2])
            try await mall.pay(order)
            #expect(try await mall.stock() == [5, 45, 2, 0])
            #expect(try await mall.run("stock.supply", ["sku": "shirt", "quantity": 10])["available"] == 13)
            #expect(try await mall.stock() == [13, 47, 0, 0])
            #expect(await mall.refusal("order.place", shirts(19)) == "stock.insufficient")
            #expect(try await mall.place(18)["backOrdered"] == ["shirt": 10])
            #expect(try await mall.stock() == [5, 47, 0, 10])
            let report = try await mall.run("stock.get", ["sku": "shirt"])
            let expected: JSON = [
                "sku": "shirt", "available": 5, "reserved": 8, "safety": 5, "sellable": 0, "owed": 10, "backOrderLeft": 0,
                "heldSeconds": 86_400, "rules": ["r0"],
            ]
            #expect(report == expected)
        }
    }

    @Test("pieces that come in while an order is not paid are kept for it, and are its own once it is", arguments: TestEngine.available)
    func arrival(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: folder("kind: Stock\nsafety: 5\nbackOrder: 10\n")) { mall in
            let order = try await mall.place(48)
            try await mall.run("stock.supply", ["sku": "shirt", "quantity": 4])
            #expect(try await mall.stock() == [9, 0, 0, 3])
            #expect(try await mall.place(1)["backOrdered"] == nil)
            #expect(try await mall.stock() == [8, 0, 0, 3])
            try await mall.pay(order)
            #expect(try await mall.stock() == [5, 48, 0, 0])
        }
    }

    @Test("a cancel gives back what was owed before what was there, and serves who waits", arguments: TestEngine.available)
    func cancelling(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: folder("kind: Stock\nbackOrder: 10\n")) { mall in
            let (first, second) = (try await mall.place(52), try await mall.place(3, customer: "cus_2"))
            let unpaid = try await mall.place(1)
            for order in [first, second] { try await mall.pay(order) }
            #expect(try await mall.stock() == [0, 50, 5, 1])
            try await mall.cancel(unpaid)
            #expect(try await mall.stock() == [0, 50, 5, 0])
            try await mall.run(
                "order.refund", ["id": first["id"] ?? .null, "amount": ["amount": 104_000, "currency": "USD"], "reason": "x"])
            try await mall.cancel(first)
            // Two of the five were its own; fifty pieces come back, of which three are owed to the other.
            #expect(try await mall.stock() == [47, 3, 0, 0])
        }
    }

    @Test("how much one customer may buy is counted by period, and given back by a cancel", arguments: TestEngine.available)
    func customerLimit(engine: TestEngine) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(
            on: engine, rulebooks: folder("kind: Stock\nperCustomer: { quantity: 3, every: month }\n"), clock: { clock.withLock { $0 } }
        ) { mall in
            let first = try await mall.place(2)
            let refusal = await #expect(throws: Refusal.self) { try await mall.place(2) }
            #expect(refusal?.code == "stock.limitReached")
            #expect(refusal?.payload?["left"] == 1)
            let quote = try await mall.run("quote.create", ["cart": shirts(2)["cart"] ?? .null])
            #expect(quote[pointer: "/stock/0/customerLeft"] == 1)
            #expect(quote[pointer: "/stock/0/short"] == 1)
            try await mall.pay(try await mall.place(1))
            _ = try await mall.place(3, customer: "cus_2")
            // Another article has a count of its own.
            try await mall.run("order.place", OrderTests.order([("mug", 3)], total: 2700))
            try await mall.cancel(first)
            _ = try await mall.place(2)
            #expect(await mall.refusal("order.place", shirts(1)) == "stock.limitReached")
            clock.withLock { $0 = $0.advanced(bySeconds: 31 * 86_400) }
            _ = try await mall.place(3)
        }
    }

    @Test("an order that is not paid in the rule's time lets its pieces, and what it was promised, go", arguments: TestEngine.available)
    func reservation(engine: TestEngine) async throws {
        let rule = "kind: Stock\nlines: line.sku == \"shirt\"\nbackOrder: 5\nperCustomer: { quantity: 60 }\nreserve: PT30M\n"
        try await TestMall.run(on: engine, rulebooks: folder(rule)) { mall in
            let order = try await mall.place(52)
            #expect(order["heldUntil"] == .string(TestMall.now.advanced(bySeconds: 1800).description))
            let other = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 900))
            #expect(other["heldUntil"] == nil)
            let due = try await mall.store.claimWork(
                ClaimRequest(kind: .timer, limit: 10, now: TestMall.now.advanced(bySeconds: 1800), leaseMilliseconds: 1))
            #expect(due.map(\.claim.key) == ["order.expire/\(order["id"]?.string ?? "")"])
            try await mall.run("order.expire", due[0].body, as: .system)
            #expect(try await mall.stock() == [50, 0, 0, 0])
            _ = try await mall.place(52)
        }
    }

    @Test("a gift is a piece too, and is kept back like one")
    func gifts() async throws {
        let gift = "kind: Promotion\ngive: { gift: { sku: mug, quantity: 1, mode: alwaysAdd } }\n"
        try await TestMall.run(on: .sqlite, rulebooks: folder(gift, "kind: Stock\nlines: line.category == \"things\"\nsafety: 49\n")) {
            mall async throws in
            #expect(try await mall.place(1)["gifts"] == [["sku": "mug", "quantity": 1]])
            #expect(try await mall.stock(of: "mug")[0] == 49)
            #expect(await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 2000)) == "stock.insufficient")
        }
    }

    @Test("a receipt holds what was there, and is reckoned again from it; an altered one is found", arguments: TestEngine.available)
    func receipts(engine: TestEngine) async throws {
        let rules = "kind: Stock\nsafety: 5\nbackOrder: 10\nperCustomer: { quantity: 60, every: week }\n"
        try await TestMall.run(on: engine, rulebooks: folder(rules)) { mall in
            let order = try await mall.place(47)
            let receipt = try await mall.run("order.receipt", ["id": order["id"] ?? .null])
            #expect(receipt[pointer: "/input/stock"] == [["sku": "shirt", "available": 50]])
            #expect(receipt[pointer: "/quote/stock/0/backOrdered"] == 2)
            #expect(receipt[pointer: "/order/redemptions/0/counter/kind"] == "stock")
            let found = try ReceiptVerifier().verify(Array(receipt.canonicalText.utf8))
            #expect(found.findings.map(\.code) == [])
            var altered = receipt
            altered["input"]?["stock"] = [["sku": "shirt", "available": 60]]
            let findings = try ReceiptVerifier().verify(Array(altered.canonicalText.utf8)).findings
            #expect(findings.contains { $0.code == "receipt.differs" && $0.at.hasPrefix("/quote/stock") }, "\(findings)")
        }
    }
}

@Suite("Stock rules under load")
struct StockLoadTests {
    @Test("200 orders at once leave the safety stock and never pass the back-order", arguments: TestEngine.available)
    func exactStock(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: folder("kind: Stock\nsafety: 5\nbackOrder: 20\n")) { mall async throws in
            let orders = (0..<200).map { shirts(1, customer: $0.isMultiple(of: 2) ? "cus_1" : "cus_2") }
            #expect(await mall.placeAtOnce(orders) == [nil: 65, "stock.insufficient": 135])
            #expect(try await mall.stock() == [5, 0, 0, 20])
        }
    }

    @Test("200 orders at once never pass what a customer may buy", arguments: TestEngine.available)
    func exactLimit(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: folder("kind: Stock\nperCustomer: { quantity: 7, every: day }\n")) {
            mall async throws in
            let orders = (0..<200).map { shirts(1, customer: $0.isMultiple(of: 2) ? "cus_1" : "cus_2") }
            #expect(await mall.placeAtOnce(orders) == [nil: 14, "stock.limitReached": 186])
            #expect(try await mall.stock()[0] == 36)
        }
    }

    @Test("orders, payments, cancels and supplies at once lose no piece and make none", arguments: TestEngine.available)
    func churn(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: folder("kind: Stock\nsafety: 3\nbackOrder: 15\n")) { mall in
            let kept = try await withThrowingTaskGroup(of: Int64.self) { group in
                for worker in 0..<8 { group.addTask { try await mall.trade(as: worker) } }
                return try await group.reduce(0, +)
            }
            let stock = try await mall.stock()
            #expect(stock[3] == 0)
            #expect(stock[1] + stock[2] == kept)
            #expect(stock[0] + stock[1] == 50 + 16)
            #expect(stock[2] <= 15)
        }
    }
}
