import JSONDocument
import StoaCommerce
import StoaExtension
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Experiments with rulebooks")
struct ExperimentTests {
    private let fifteen = BookFixture.files(BookFixture.percent(15))

    private func start(_ mall: TestMall, percent: Int64, id: JSON = "autumn") async throws -> JSON {
        let candidate = try await mall.publish(fifteen)
        return try await mall.run("experiment.start", ["id": id, "candidate": candidate, "percent": .integer(percent)])
    }

    @Test(
        "each cart stays on its side, the sides are as large as they should be, and quotes and orders say which",
        arguments: TestEngine.available)
    func arms(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let experiment = try await start(mall, percent: 30)
            #expect(experiment["control"] == .string(BookFixture.folder.book.hash))
            var candidates = 0
            for number in 0..<200 {
                let quote = try await mall.shirtQuote(cart: "cart-\(number)")
                let arm = try #require(quote[pointer: "/experiment/arm"]?.string)
                #expect(quote[pointer: "/totals/total"] == (arm == "candidate" ? 1700 : 1800))
                #expect(quote["rulebook"] == experiment[arm])
                if number < 20 { #expect(try await mall.shirtQuote(cart: "cart-\(number)") == quote) }
                candidates += arm == "candidate" ? 1 : 0
            }
            // 60 are expected, with a standard deviation of 6.5; the ids are fixed, so this never wavers.
            #expect((41...79).contains(candidates), "\(candidates)")
            for customer in ["cus_1", "cus_2"] {
                let quote = try await mall.shirtQuote(customer: customer, cart: "cart-1")
                #expect(try await mall.shirtQuote(customer: customer, cart: "cart-2")["experiment"] == quote["experiment"])
                let total = quote[pointer: "/totals/total"]?.integer ?? 0
                let order = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: total, customer: customer))
                #expect(order["experiment"] == quote["experiment"])
                #expect(order["rulebook"] == quote["rulebook"])
            }
        }
    }

    @Test("who cannot be known again takes no part")
    func nobody() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            _ = try await start(mall, percent: 100)
            let quote = try await mall.shirtQuote()
            #expect(quote["experiment"] == nil)
            #expect(quote[pointer: "/totals/total"] == 1800)
            #expect(try await mall.shirtTotal(cart: "x") == 1700)
        }
    }

    @Test("another experiment divides the customers anew")
    func independent() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            var sides: [[Bool]] = []
            for id: JSON in ["first", "second"] {
                _ = try await start(mall, percent: 50, id: id)
                var side: [Bool] = []
                for number in 0..<40 { side.append(try await mall.shirtTotal(cart: "cart-\(number)") == 1700) }
                sides.append(side)
                try await mall.run("experiment.stop", ["id": id])
            }
            let both = zip(sides[0], sides[1]).count { $0 && $1 }
            #expect(sides[0] != sides[1])
            #expect(both > 0 && both < sides[0].count { $0 }, "neither the same half nor the other one")
        }
    }

    @Test("one experiment at a time; no activation meanwhile, but a rollback ends it")
    func rules() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            let before = try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(12)))
            try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(14)))
            _ = try await start(mall, percent: 50)
            let other = try await mall.publish(BookFixture.files(BookFixture.percent(20)))
            #expect(
                await mall.refusal("experiment.start", ["id": "two", "candidate": other, "percent": 10]) == "experiment.running")
            #expect(await mall.refusal("rulebook.activate", ["id": other]) == "experiment.running")
            #expect(try await mall.run("rulebook.rollback", ["reason": "x"])["id"] == before)
            let ended = try await mall.run("experiment.get", ["id": "autumn"])
            #expect(ended["state"] == "stopped")
            #expect(ended["stoppedBy"] == "usr_admin")
            #expect(try await mall.shirtQuote(cart: "a")["experiment"] == nil)
            #expect(
                await mall.refusal("experiment.start", ["id": "autumn", "candidate": other, "percent": 10]) == "experiment.exists")
            #expect(
                await mall.refusal("experiment.start", ["id": "three", "candidate": before, "percent": 10]) == "experiment.sameRulebook")
            #expect(await mall.refusal("experiment.stop", ["id": "none"]) == "experiment.notFound")
            #expect(try await mall.run("experiment.stop", ["id": "autumn"]) == ended, "stopping twice changes nothing")
            #expect(
                await mall.refusal("experiment.start", ["id": "four", "candidate": other, "percent": 101]) == "input.outOfRange")
        }
    }

    @Test("a pause reaches both sides")
    func pause() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            _ = try await start(mall, percent: 50)
            try await mall.run("promotion.pause", ["id": "sale", "reason": "x"])
            for number in 0..<20 { #expect(try await mall.shirtTotal(cart: "cart-\(number)") == 2000) }
        }
    }
}
