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

/// Rules as a test writes them, in a book whose zone is New York.
private func book(_ texts: String...) throws -> Rulebook {
    try Rulebook.compile(
        texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
            + [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nzone: America/New_York\n")])
}

/// A tenth off a shirt of 20.00 is 2.00.
private func tenOff(_ limits: String) -> String { "kind: Promotion\nid: ten\ngive: { percent: 10 }\nlimits: { \(limits) }\n" }

private func shirt(_ total: Int64, customer: String = "cus_1", codes: [String] = []) -> JSON {
    guard case .object(var order) = OrderTests.order([("shirt", 1)], total: total, customer: customer) else { return .null }
    if !codes.isEmpty { order["codes"] = .array(codes.map { .string($0) }) }
    return .object(order)
}

extension TestMall {
    fileprivate func usage(of rule: String = "ten", customer: String? = nil) async throws -> JSON {
        var query: [String: JSON] = ["id": .string(rule)]
        if let customer { query["customer"] = .string(customer) }
        return try await run("promotion.usage", .object(query))
    }

    /// Used, pending and left of one count.
    fileprivate func count(_ what: String, of rule: String = "ten", customer: String? = nil) async throws -> [Int64] {
        let usage = try await usage(of: rule, customer: customer)
        return ["used", "pending", "left"].compactMap { usage[pointer: "/\(what)/\($0)"]?.integer }
    }

    fileprivate func stock(_ quantity: Int64) async throws {
        try await run("stock.supply", ["sku": "shirt", "quantity": .integer(quantity)])
    }

    fileprivate func place(_ total: Int64, customer: String = "cus_1") async throws -> JSON {
        try await run("order.place", shirt(total, customer: customer))["id"] ?? .null
    }

    fileprivate func pay(_ order: JSON, _ total: Int64) async throws {
        try await run(
            "payment.capture",
            [
                "order": order, "amount": ["amount": .integer(total), "currency": "USD"], "provider": "test",
                "reference": .string("ref-\(order.string ?? "")"),
            ])
    }

    /// How many of many orders at once came to each end; nil is success.
    fileprivate func placeAtOnce(_ orders: [JSON]) async -> [String?: Int] {
        await withTaskGroup(of: String?.self) { group in
            for order in orders { group.addTask { await refusal("order.place", order) } }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }
}

@Suite("Redemption")
struct RedemptionTests {
    @Test("uses are held by an order, kept by its payment, and given back by its cancel", arguments: TestEngine.available)
    func uses(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: book(tenOff("uses: 2"))) { mall in
            let first = try await mall.place(1800)
            let second = try await mall.place(1800)
            #expect(try await mall.count("uses") == [0, 2, 0])
            let refusal = await #expect(throws: Refusal.self) { try await mall.run("order.place", shirt(1800)) }
            #expect(refusal?.code == "quote.changed")
            #expect(refusal?.payload?[pointer: "/quote/totals/total"] == 2000)
            try await mall.pay(first, 1800)
            #expect(try await mall.count("uses") == [1, 1, 0])
            try await mall.run("order.cancel", ["id": second, "reason": "changed my mind"])
            #expect(try await mall.count("uses") == [1, 0, 1])
            try await mall.run(
                "order.refund", ["id": first, "amount": ["amount": 1800, "currency": "USD"], "reason": "broken"], as: TestMall.admin)
            #expect(try await mall.count("uses") == [1, 0, 1])
            try await mall.run("order.cancel", ["id": first, "reason": "broken"])
            #expect(try await mall.count("uses") == [0, 0, 2])
        }
    }

    @Test("an order that nobody pays gives its use back")
    func expiry() async throws {
        try await TestMall.run(on: .sqlite, rules: book(tenOff("uses: 1"))) { mall in
            let order = try await mall.place(1800)
            #expect(await mall.refusal("order.place", shirt(1800)) == "quote.changed")
            try await mall.run("order.expire", ["id": order], as: .system)
            #expect(try await mall.count("uses") == [0, 0, 1])
            _ = try await mall.place(1800)
        }
    }

    @Test("a customer's uses are their own", arguments: TestEngine.available)
    func perCustomer(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: book(tenOff("perCustomer: 2"))) { mall in
            try await mall.stock(50)
            let outcomes = await mall.placeAtOnce((0..<20).map { shirt(1800, customer: $0 % 2 == 0 ? "cus_1" : "cus_2") })
            #expect(outcomes == [nil: 4, "quote.changed": 16])
            #expect(try await mall.count("customer", customer: "cus_1") == [0, 2, 0])
            #expect(try await mall.usage()["customer"] == nil)
            // Who is not known yet is shown what they may still get.
            let quote = try await mall.run("quote.create", ["channel": "web", "lines": [["sku": "shirt", "quantity": 1]]])
            #expect(quote[pointer: "/totals/total"] == 1800)
        }
    }

    @Test(
        "a day's uses end at midnight of the rulebook's zone; a cancel gives back the day it was used on", arguments: TestEngine.available)
    func perDay(engine: TestEngine) async throws {
        // A second before midnight in New York.
        let clock = Mutex(try Instant("2026-11-23T04:59:59Z"))
        try await TestMall.run(on: engine, rules: book(tenOff("perDay: 2")), clock: { clock.withLock { $0 } }) { mall in
            let first = try await mall.place(1800)
            _ = try await mall.place(1800)
            #expect(await mall.refusal("order.place", shirt(1800)) == "quote.changed")
            clock.withLock { $0 = $0.advanced(bySeconds: 1) }
            #expect(try await mall.count("today") == [0, 0, 2])
            _ = try await mall.place(1800)
            try await mall.run("order.cancel", ["id": first, "reason": "late"])
            #expect(try await mall.count("today") == [0, 1, 1])
            clock.withLock { $0 = $0.advanced(bySeconds: -1) }
            #expect(try await mall.count("today") == [0, 1, 1])
        }
    }

    @Test("a campaign counts one use an order, and none where its rule is not used")
    func campaign() async throws {
        let rules = try book(
            "kind: Promotion\nid: ten\ncode: spring\ngive: { percent: 10 }\n",
            "kind: Promotion\nid: five\ncode: spring\ngive: { percent: 5 }\n",
            "kind: Coupon\nid: spring\ncodes: [SPRING]\nlimits: { uses: 2, perCustomer: 1 }\n")
        try await TestMall.run(on: .sqlite, rules: rules) { mall in
            _ = try await mall.place(2000)
            try await mall.run("order.place", shirt(1700, codes: ["spring"]))
            #expect(try await mall.count("uses", of: "spring") == [0, 1, 1])
            let again = await #expect(throws: Refusal.self) { try await mall.run("order.place", shirt(1700, codes: ["SPRING"])) }
            #expect(again?.payload?[pointer: "/quote/discounts/0/status"] == "refused")
            try await mall.run("order.place", shirt(1700, customer: "cus_2", codes: ["SPRING"]))
            #expect(try await mall.count("uses", of: "spring") == [0, 2, 0])
        }
    }

    @Test("a newer rulebook may allow more, or less, on what was counted before", arguments: TestEngine.available)
    func changedLimit(engine: TestEngine) async throws {
        let source = ChangingRulebook(try book(tenOff("uses: 2")))
        try await TestMall.run(on: engine, rulebooks: source) { mall in
            for _ in 0..<2 { _ = try await mall.place(1800) }
            #expect(await mall.refusal("order.place", shirt(1800)) == "quote.changed")
            source.publish(try book(tenOff("uses: 4")))
            let orders = [try await mall.place(1800), try await mall.place(1800)]
            #expect(await mall.refusal("order.place", shirt(1800)) == "quote.changed")
            source.publish(try book(tenOff("uses: 1")))
            #expect(try await mall.count("uses") == [0, 4, 0])
            try await mall.run("order.cancel", ["id": orders[0], "reason": "late"])
            #expect(await mall.refusal("order.place", shirt(1800)) == "quote.changed")
            try await mall.pay(orders[1], 1800)
            #expect(try await mall.count("uses") == [1, 2, 0])
        }
    }

    @Test("a gift that is gone changes the quote, for who says what was shown")
    func gifts() async throws {
        let rules = try book("kind: Promotion\nid: gift\ngive: { gift: { sku: mug, quantity: 1, mode: alwaysAdd } }\nlimits: { uses: 1 }\n")
        try await TestMall.run(on: .sqlite, rules: rules) { mall in
            guard case .object(var order) = shirt(2000) else { return }
            order["expectedGifts"] = [["sku": "mug", "quantity": 1]]
            try await mall.run("order.place", .object(order))
            #expect(try await mall.count("uses", of: "gift") == [0, 1, 0])
            #expect(await mall.refusal("order.place", .object(order)) == "quote.changed")
            order["expectedGifts"] = []
            try await mall.run("order.place", .object(order))
        }
    }

    @Test("usage is there for those whose business it is")
    func usage() async throws {
        let rules = try book(
            tenOff("uses: 3, budget: \"50.00\", atEdge: reject"),
            "kind: Promotion\nid: own\nsellers: [sel_a]\ngive: { percent: 1 }\nlimits: { perDay: 1 }\n",
            "kind: Promotion\nid: endless\ngive: { shipping: { percent: 1 } }\n")
        try await TestMall.run(on: .sqlite, rules: rules) { mall in
            let count: JSON = ["limit": 3, "used": 0, "pending": 0, "left": 3]
            let budget: JSON = ["currency": "USD", "limit": 5000, "used": 0, "pending": 0, "left": 5000]
            let expected: JSON = ["rule": "ten", "kind": "promotion", "uses": count, "budgets": .array([budget]), "atEdge": "reject"]
            let found = try await mall.usage()
            #expect(found == expected)
            #expect(await mall.refusal("promotion.usage", ["id": "nothing"]) == "promotion.notFound")
            #expect(await mall.refusal("promotion.usage", ["id": "endless"]) == "promotion.notLimited")
            #expect(await mall.refusal("promotion.usage", ["id": "ten"], as: TestMall.customer(1)) == "auth.forbidden")
            #expect(await mall.refusal("promotion.usage", ["id": "ten"], as: TestMall.seller) == "promotion.notFound")
            #expect(await mall.refusal("promotion.usage", ["id": "own"], as: TestMall.seller) == nil)
        }
    }

    @Test("an order under rules without limits moves stock alone")
    func unlimited() async throws {
        try await TestMall.run(on: .sqlite, rules: book("kind: Promotion\nid: ten\ngive: { percent: 10 }\n")) { mall in
            let order = try await mall.place(1800)
            let stored = try await mall.store.documents(
                [DocumentKey(kind: "order", id: order.string ?? "")], in: TenantScope(authenticated: TestMall.tenant))[0]
            #expect(stored?.body?["reservations"]?.array?.count == 1)
            #expect(stored?.body?["redemptions"] == nil)
        }
    }
}

@Suite("Redemption under load")
struct RedemptionLoadTests {
    @Test("200 orders at once on 50 uses: exactly 50 get the discount, the others the new quote", arguments: TestEngine.available)
    func exactUses(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: book(tenOff("uses: 50"))) { mall in
            try await mall.stock(150)
            #expect(await mall.placeAtOnce(Array(repeating: shirt(1800), count: 200)) == [nil: 50, "quote.changed": 150])
            #expect(try await mall.count("uses") == [0, 50, 0])
        }
    }

    @Test("a budget that rejects gives whole discounts and never a minor unit more", arguments: TestEngine.available)
    func exactBudgetRejecting(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: book(tenOff("budget: \"41.99\", atEdge: reject"))) { mall in
            try await mall.stock(50)
            #expect(await mall.placeAtOnce(Array(repeating: shirt(1800), count: 100)) == [nil: 20, "quote.changed": 80])
            #expect(try await mall.count("budgets/0") == [0, 4000, 199])
        }
    }

    @Test("a budget that clips is used to its last minor unit", arguments: TestEngine.available)
    func exactBudgetClipping(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: book(tenOff("budget: \"41.99\""))) { mall in
            try await mall.stock(50)
            #expect(await mall.placeAtOnce(Array(repeating: shirt(1800), count: 60)) == [nil: 20, "quote.changed": 40])
            // What is left is less than a whole discount: one order gets it, at the quote that says so.
            #expect(await mall.placeAtOnce(Array(repeating: shirt(1801), count: 30)) == [nil: 1, "quote.changed": 29])
            #expect(try await mall.count("budgets/0") == [0, 4199, 0])
            _ = try await mall.place(2000)
        }
    }

    @Test("orders and cancels at once never leave more or less than there was", arguments: TestEngine.available)
    func churn(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: book(tenOff("uses: 5, budget: \"10.00\""))) { mall in
            try await mall.stock(50)
            try await withThrowingTaskGroup { group in
                for _ in 0..<12 {
                    group.addTask {
                        for _ in 0..<8 {
                            guard let order = try? await mall.place(1800) else { continue }
                            try await mall.run("order.cancel", ["id": order, "reason": "churn"])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await mall.count("uses") == [0, 0, 5])
            #expect(try await mall.count("budgets/0") == [0, 0, 1000])
        }
    }
}

/// A rulebook that is replaced while the mall is open.
private final class ChangingRulebook: RulebookSource {
    private let book: Mutex<Rulebook>
    init(_ book: Rulebook) { self.book = Mutex(book) }
    func current(for tenant: TenantID) -> Rulebook { book.withLock { $0 } }
    func publish(_ next: Rulebook) { book.withLock { $0 = next } }
}
