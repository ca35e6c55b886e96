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

@Suite("Refused codes are counted, and too many bar every code")
struct CodeAttemptsTests {
    /// A tenth off a shirt of 20.00 by SUMMER, and a fifth by WINTER while it is not paused.
    private static func book() throws -> Rulebook {
        try Rulebook.compile([
            SourceText(name: "ten/rule.yaml", text: "kind: Promotion\nid: ten\ncode: summer\ngive: { percent: 10 }\n"),
            SourceText(name: "summer/rule.yaml", text: "kind: Coupon\nid: summer\ncodes: [SUMMER]\n"),
            SourceText(name: "fifth/rule.yaml", text: "kind: Promotion\nid: fifth\ncode: winter\ngive: { percent: 20 }\n"),
            SourceText(name: "winter/rule.yaml", text: "kind: Coupon\nid: winter\ntype: pool\ncount: 100\n"),
            SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
        ])
    }

    private static let cart: [String: JSON] = ["channel": "web", "lines": [["sku": "shirt", "quantity": 1]]]

    @discardableResult
    private func quote(
        _ mall: TestMall, _ codes: [String], as customer: Int = 1, from client: String? = nil
    ) async throws -> JSON {
        let input: JSON = ["cart": .object(Self.cart), "codes": .array(codes.map { .string($0) })]
        let request = OperationRequest(
            "quote.create", tenant: TestMall.tenant, actor: TestMall.customer(customer), input: input, client: client)
        return try await mall.executor.run(request).output
    }

    private func total(_ quote: JSON) -> Int64? { quote[pointer: "/totals/total"]?.integer }

    private func attempts(_ mall: TestMall, _ customer: String = "cus_1") async throws -> JSON {
        try await mall.run("coupon.attempts", ["customer": .string(customer)])
    }

    private func order(_ mall: TestMall, _ codes: [String], total: Int64 = 1800) async -> Refusal? {
        guard case .object(var order) = OrderTests.order([("shirt", 1)], total: total) else { return nil }
        order["codes"] = .array(codes.map { .string($0) })
        do {
            try await mall.run("order.place", .object(order), as: TestMall.customer(1))
            return nil
        } catch { return error }
    }

    private func documents(_ mall: TestMall) async throws -> [Document] {
        try await mall.store.scan(
            Scan(kind: "codeAttempts", key: nil, value: nil, after: nil, limit: 10), in: TenantScope(authenticated: TestMall.tenant)
        ).items
    }

    @Test("the eleventh code is not looked at, nor a good one, until ten minutes have passed", arguments: TestEngine.available)
    func budget(engine: TestEngine) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(on: engine, rules: Self.book(), clock: { clock.withLock { $0 } }) { mall in
            for number in 1...10 {
                #expect(total(try await quote(mall, ["guess-\(number)"])) == 2000)
                #expect(try await attempts(mall)["refused"] == .integer(Int64(number)))
                if number < 10 { #expect(total(try await quote(mall, ["summer"])) == 1800, "after \(number)") }
            }
            let barred = try await quote(mall, ["Summer", "summer"])
            #expect(total(barred) == 2000)
            let pool = try await mall.run("coupon.export", ["campaign": "winter", "count": 1])[pointer: "/codes/0"]?.string ?? ""
            #expect(total(try await quote(mall, [pool])) == 2000)
            let refusal = try #require(await order(mall, ["summer"]))
            #expect(refusal.code == "quote.changed")
            #expect(refusal.payload?[pointer: "/quote/discounts/0/reason"] == .string(Rulebook.codeRefusal))
            #expect(try await attempts(mall)["code"] == "coupon.attemptsUsedUp")
            #expect(total(try await quote(mall, ["summer"], as: 2)) == 1800, "another customer is not concerned")

            // The same answer, but for the code, as a code that never was gets from whoever has attempts left.
            let unknown = try await quote(mall, ["nothing"], as: 2)
            #expect(barred["discounts"]?.array?.count == 1, "one code, in two spellings")
            #expect(
                JSON.object(["discounts": unknown["discounts"] ?? .null]).canonicalText.replacing("nothing", with: "Summer")
                    == JSON.object(["discounts": barred["discounts"] ?? .null]).canonicalText)
            #expect(barred["lines"] == unknown["lines"])

            clock.withLock { $0 = $0.advanced(bySeconds: 599) }
            #expect(total(try await quote(mall, ["summer"])) == 2000)
            clock.withLock { $0 = $0.advanced(bySeconds: 1) }
            #expect(total(try await quote(mall, ["summer"])) == 1800)
            #expect(try await attempts(mall) == ["refused": 0, "most": 10])
        }
    }

    @Test("carts without codes write nothing, and a code that stays in a cart is noted once", arguments: TestEngine.available)
    func ordinary(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            for _ in 0..<12 { try await quote(mall, [], from: "198.51.100.1") }
            #expect(try await documents(mall).isEmpty)
            let first = try await mall.journalled().count
            for _ in 0..<12 { try await quote(mall, ["summer"], from: "198.51.100.1") }
            let before = try await mall.journalled().count
            #expect(before == first + 1)
            #expect(try await attempts(mall)["refused"] == 0)
            for _ in 0..<12 {
                try await quote(mall, ["stale"], from: "198.51.100.1")
                try await quote(mall, ["STALE "], from: "198.51.100.1")
            }
            #expect(try await mall.journalled().count == before + 1)
            #expect(try await attempts(mall)["refused"] == 1)
            #expect(try await documents(mall).count == 2, "of the customer and of the address")
            for document in try await documents(mall) {
                let text = "\(document.key.id) \(document.body?.canonicalText ?? "")"
                #expect(!["cus_1", "198.51", "stale"].contains { text.lowercased().contains($0) }, "\(text)")
            }
            let entry = try #require(try await mall.journalled().last)
            #expect(entry.command == "quote.create")
            #expect(!entry.body.canonicalText.lowercased().contains("stale"), "it may be somebody's own code")
        }
    }

    @Test("an address bars the customers behind it, but a shop's server is nobody's address")
    func address() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book()) { mall in
            for customer in 3...8 {
                try await mall.run("customer.put", ["id": .string("cus_\(customer)"), "tier": "standard", "segments": []])
            }
            for customer in 3...7 {
                try await quote(mall, (0..<10).map { "guess-\(customer)-\($0)" }, as: customer, from: "198.51.100.1")
            }
            #expect(total(try await quote(mall, ["summer"], as: 8, from: "198.51.100.1")) == 2000)
            #expect(total(try await quote(mall, ["summer"], as: 8, from: "198.51.100.2")) == 1800)
            for number in 0..<60 {
                let request = OperationRequest(
                    "quote.create", tenant: TestMall.tenant, actor: TestMall.admin,
                    input: ["cart": .object(Self.cart), "codes": ["staff-\(number)"]], client: "198.51.100.3")
                _ = try await mall.executor.run(request)
            }
            #expect(total(try await quote(mall, ["summer"], as: 8, from: "198.51.100.3")) == 1800)
        }
    }

    @Test("a seller who names no customer is counted too")
    func seller() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book()) { mall in
            let input: @Sendable (String) -> JSON = { ["cart": .object(Self.cart), "codes": [.string($0)]] }
            #expect(total(try await mall.run("quote.create", input("summer"), as: TestMall.seller)) == 1800)
            for number in 0..<10 { try await mall.run("quote.create", input("guess-\(number)"), as: TestMall.seller) }
            #expect(total(try await mall.run("quote.create", input("summer"), as: TestMall.seller)) == 2000)
        }
    }

    @Test("codes of one request beyond what is left are told nothing of, good ones among them")
    func overshoot() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book()) { mall in
            try await quote(mall, (0..<8).map { "guess-\($0)" })
            let many = try await quote(mall, ["a", "summer", "b", "c"])
            #expect(total(many) == 2000)
            #expect(many["discounts"]?.array?.count == 4)
            #expect(try await attempts(mall)["refused"] == 10)
        }
    }

    @Test("an order that is refused counts its codes, so its refusal is no free look", arguments: TestEngine.available)
    func refusedOrders(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            for number in 0..<10 { #expect(await order(mall, ["guess-\(number)"], total: 1)?.code == "quote.changed") }
            #expect(try await attempts(mall)["code"] == "coupon.attemptsUsedUp")
            let entry = try #require(try await mall.journalled().last)
            #expect(entry.body["refusal"] == "quote.changed")
            #expect(await order(mall, ["summer"])?.code == "quote.changed")
            #expect(await order(mall, ["summer"], total: 2000) == nil, "the order itself is welcome, without its code")
        }
    }

    @Test("32 at once with different wrong codes: ten are counted, on two hosts", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<32 { group.addTask { _ = try? await quote(mall, ["guess-\(number)"]) } }
            }
            #expect(try await attempts(mall)["refused"] == 10)
            let other = mall.host(rulebooks: Rulebooks(base: OneBook(book: try Self.book()), freshMilliseconds: 0))
            #expect(total(try await quote(other, ["summer"])) == 2000)
        }
    }

    /// Were a good code told of before that is committed, all that come while nothing is counted yet would be told.
    @Test(
        "64 at once, some codes good: what is told was committed first, and nothing past the tenth wrong one",
        arguments: TestEngine.available)
    func goodCodesRace(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rules: Self.book()) { mall in
            let good = try await mall.run("coupon.export", ["campaign": "winter", "count": 8])["codes"]?.array?.compactMap(\.string) ?? []
            #expect(good.count == 8)
            let codes = (good + (0..<56).map { "guess-\($0)" }).shuffled()
            let told = await withTaskGroup(of: String?.self) { group in
                for code in codes {
                    group.addTask { (try? await quote(mall, [code])).flatMap { total($0) == 1600 ? code : nil } }
                }
                return await group.reduce(into: Set<String>()) { if let code = $1 { $0.insert(code) } }
            }
            #expect(told.isSubset(of: good))
            // Who was told nothing, because too many came at once, may ask again; by then the budget is used up.
            for number in 0..<10 { try await quote(mall, ["late-\(number)"]) }
            #expect(try await attempts(mall)["code"] == "coupon.attemptsUsedUp")

            let document = try #require(try await documents(mall).first)
            let history = try await mall.store.history(document.key, limit: 200, in: TenantScope(authenticated: TestMall.tenant))
            var (refused, accepted) = (0, 0)
            for version in history.reversed() {
                let counts = (version.body?["refused"]?.array?.count ?? 0, version.body?["accepted"]?.array?.count ?? 0)
                #expect(counts.0 + counts.1 == refused + accepted + 1, "every version tells of one code")
                #expect(counts.1 == accepted || refused < 10, "a good code was told of when the budget was used up")
                (refused, accepted) = counts
            }
            #expect(refused == 10)
            #expect(accepted == told.count, "no answer went out that was not committed")
        }
    }

    @Test("the receipt of an order whose codes were barred comes out again")
    func receipt() async throws {
        try await TestMall.run(on: .sqlite, rules: Self.book()) { mall in
            try await quote(mall, (0..<10).map { "guess-\($0)" })
            guard case .object(var order) = OrderTests.order([("shirt", 1)], total: 2000) else { return }
            order["codes"] = ["summer"]
            let id = try await mall.run("order.place", .object(order))["id"] ?? .null
            let receipt = try await mall.run("order.receipt", ["id": id])
            #expect(receipt[pointer: "/input/barred"] == ["summer"])
            #expect(receipt[pointer: "/input/codes"] == nil)
            let input = try JSONValueDecoder().decode(QuoteInput.self, from: receipt["input"] ?? .null)
            let quote = try JSONValueDecoder().decode(Quote.self, from: receipt["quote"] ?? .null)
            #expect(try input.reckoned(by: Self.book()).quote.discounts == quote.discounts)
            var planted = input
            planted.barred = []
            #expect(try planted.reckoned(by: Self.book()).quote.discounts != quote.discounts)
        }
    }
}

private struct OneBook: RulebookSource {
    let book: Rulebook
    func current(for tenant: TenantID) -> Rulebook { book }
}
