import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Synchronization
import Testing

@Suite("Points that end")
struct PointLotTests {
    /// A point for each dollar, good for thirty days, and five without end beside every order.
    private static func folder() throws -> BookFixture.Folder {
        try BookFixture.Folder([
            RuleFile(name: "base/rule.yaml", text: "kind: Earn\nid: base\npoints: { per: \"1.00\", earn: 1 }\nexpires: { after: P30D }\n"),
            RuleFile(name: "more/rule.yaml", text: "kind: Earn\nid: more\npoints: { fixed: 5 }\n"), BookFixture.settings,
        ])
    }

    private static let day: Int64 = 86_400

    private func withMall(_ engine: TestEngine, _ body: (TestMall, @escaping @Sendable (Int64) -> Void) async throws -> Void) async throws {
        let clock = Mutex(TestMall.now)
        try await TestMall.run(on: engine, rulebooks: Self.folder(), clock: { clock.withLock { $0 } }) { mall in
            try await body(mall) { days in clock.withLock { $0 = $0.advanced(bySeconds: days * Self.day) } }
        }
    }

    @discardableResult
    private func buy(_ mall: TestMall, shirts: Int64, pays: Bool = true) async throws -> JSON {
        let order = try await mall.run("order.place", OrderTests.order([("shirt", shirts)], total: shirts * 2000))["id"] ?? .null
        if pays { try await pay(mall, order, shirts * 2000) }
        return order
    }

    private func pay(_ mall: TestMall, _ order: JSON, _ total: Int64) async throws {
        try await mall.run(
            "payment.capture",
            ["order": order, "amount": ["amount": .integer(total), "currency": "USD"], "provider": "t", "reference": order])
    }

    /// Points by lot, the earliest end first.
    private func lots(_ mall: TestMall) async throws -> [Int64] {
        let found = try await mall.run("points.get", ["customer": "cus_1"], as: TestMall.customer(1))
        let lots = found["lots"]?.array?.compactMap { $0["points"]?.integer } ?? []
        #expect(found["points"]?.integer == lots.reduce(0, +))
        return lots
    }

    private func next(_ mall: TestMall) async throws -> JSON? {
        try await mall.run("points.get", ["customer": "cus_1"])[pointer: "/next/expiresAt"]
    }

    private func spend(_ mall: TestMall, _ points: Int64) async throws -> JSON {
        try await mall.run("points.spend", ["customer": "cus_1", "points": .integer(points), "reason": "a mug"])
    }

    /// Runs the timers that are due, as delivery does.
    private func runTimers(_ mall: TestMall, at now: Instant) async throws -> Int64 {
        var expired: Int64 = 0
        for work in try await mall.store.claimWork(ClaimRequest(kind: .timer, limit: 100, now: now, leaseMilliseconds: 60_000))
        where work.name == "points.expire" {
            let request = OperationRequest(
                work.name, tenant: work.tenant, actor: .system, input: work.body, completing: work.claim)
            expired += try await mall.executor.run(request).output["points"]?.integer ?? 0
        }
        return expired
    }

    @Test("are lots by their end; what ends first is spent first, and comes back with the end that it had", arguments: TestEngine.available)
    func spending(engine: TestEngine) async throws {
        try await withMall(engine) { mall, advance in
            try await buy(mall, shirts: 1)
            let firstEnd = try await next(mall)
            advance(10)
            try await buy(mall, shirts: 2)
            #expect(try await lots(mall) == [20, 40, 10])
            #expect(try await next(mall) == firstEnd)
            let spent = try await spend(mall, 65)
            #expect(spent["lots"]?.array?.compactMap { $0["points"]?.integer } == [20, 40, 5])
            #expect(try await lots(mall) == [5])
            #expect(await mall.refusal("points.spend", ["customer": "cus_1", "points": 6, "reason": "x"]) == "points.insufficient")
            let id = spent["id"] ?? .null
            let back = try await mall.run("points.restore", ["id": id, "points": 30, "reason": "not in stock"])
            #expect(back["points"] == 30)
            #expect(back["left"] == 35)
            #expect(try await lots(mall) == [25, 10], "the last taken first")
            #expect(await mall.refusal("points.restore", ["id": id, "points": 36, "reason": "x"]) == "points.exceedsSpent")
            // The first lot ends meanwhile: of the rest only what is still good comes back.
            advance(21)
            let rest = try await mall.run("points.restore", ["id": id, "reason": "not in stock"])
            #expect(rest["points"] == 15)
            #expect(rest["lapsed"] == 20)
            #expect(try await lots(mall) == [40, 10])
            #expect(await mall.refusal("points.restore", ["id": id, "reason": "x"]) == "points.exceedsSpent")
            #expect(await mall.refusal("points.restore", ["id": "pts_none", "reason": "x"]) == "pointSpending.notFound")
            #expect(
                await mall.refusal("points.spend", ["customer": "cus_1", "points": 1, "reason": "x"], as: TestMall.customer(1))
                    == "auth.forbidden")
        }
    }

    @Test("are gone at their end, whether the timer has run or not, and are taken away once", arguments: TestEngine.available)
    func ending(engine: TestEngine) async throws {
        try await withMall(engine) { mall, advance in
            try await buy(mall, shirts: 1)
            advance(30)
            #expect(try await lots(mall) == [20, 5])
            let end = try await next(mall) ?? .null
            advance(1)
            #expect(try await lots(mall) == [5])
            #expect(await mall.refusal("points.spend", ["customer": "cus_1", "points": 6, "reason": "x"]) == "points.insufficient")
            let now = TestMall.now.advanced(bySeconds: 31 * Self.day)
            #expect(try await runTimers(mall, at: now) == 20)
            #expect(try await runTimers(mall, at: now) == 0)
            let again = try await mall.run("points.expire", ["customer": "cus_1", "end": end], as: .system)
            #expect(again["points"] == 0)
            #expect(try await lots(mall) == [5])
            let balances = try await mall.store.balances(
                [AccountID("expired:points:cus_1"), AccountID("outside:points:cus_1")], in: TenantScope(authenticated: TestMall.tenant))
            #expect(balances.map { $0?.posted } == [20, -25], "nothing came from nowhere")
        }
    }

    @Test("one lot ended by many at once ends once", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await withMall(engine) { mall, advance in
            try await buy(mall, shirts: 1)
            let end = try await next(mall) ?? .null
            advance(31)
            let expired = await withTaskGroup(of: Int64.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        (try? await mall.run("points.expire", ["customer": "cus_1", "end": end], as: .system))?["points"]?.integer ?? 0
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(expired == 20)
        }
    }

    @Test("32 who spend at once spend no more than there is", arguments: TestEngine.available)
    func overspending(engine: TestEngine) async throws {
        try await withMall(engine) { mall, _ in
            try await buy(mall, shirts: 2)
            let spent = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<32 { group.addTask { (try? await spend(mall, 10)) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(spent <= 4)
            // Who lost every race may try again.
            var more = 0
            while (try? await spend(mall, 10)) != nil { more += 1 }
            #expect(spent + more == 4)
            #expect(try await lots(mall) == [5])
        }
    }

    @Test("of goods that come back go back from their lot, or from others where they were spent", arguments: TestEngine.available)
    func returns(engine: TestEngine) async throws {
        try await withMall(engine) { mall, advance in
            let first = try await buy(mall, shirts: 2)
            advance(10)
            let second = try await buy(mall, shirts: 1)
            #expect(try await lots(mall) == [40, 20, 10])
            let half: JSON = ["id": first, "lines": [["line": "1", "quantity": 1]], "reason": "too small"]
            #expect(try await mall.run("order.return", half)["points"] == 23, "half of 40 and of 5, rounded up")
            #expect(try await lots(mall) == [20, 20, 7])
            _ = try await spend(mall, 30)
            #expect(try await lots(mall) == [10, 7])
            // 20 and 2 are due, of a lot that was spent and of one that was not: 10 are missing in the end.
            let rest: JSON = ["id": first, "lines": [["line": "1", "quantity": 1]], "reason": "too small"]
            #expect(try await mall.run("order.return", rest)["points"] == 17)
            #expect(try await lots(mall) == [])
            advance(31)
            let ended: JSON = ["id": second, "lines": [["line": "1", "quantity": 1]], "reason": "too small"]
            #expect(try await mall.run("order.return", ended)["points"] == 0, "the rest was spent, and 20 have ended")
        }
    }

    @Test("promised by an order that is paid after their end never become anybody's", arguments: TestEngine.available)
    func latePayment(engine: TestEngine) async throws {
        try await withMall(engine) { mall, advance in
            let order = try await buy(mall, shirts: 1, pays: false)
            advance(31)
            #expect(try await runTimers(mall, at: TestMall.now.advanced(bySeconds: 31 * Self.day)) == 0)
            try await pay(mall, order, 2000)
            #expect(try await lots(mall) == [5])
            advance(2)
            #expect(try await runTimers(mall, at: TestMall.now.advanced(bySeconds: 33 * Self.day)) == 20, "the timer came again")
        }
    }
}
