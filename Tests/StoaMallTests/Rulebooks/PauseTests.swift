import JSONDocument
import StoaCommerce
import StoaExtension
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("The kill switch")
struct PauseTests {
    private let two = BookFixture.files(BookFixture.percent(15), BookFixture.percent(5, id: "extra"))

    @Test("a paused promotion is given to nobody, says so in the quote, and runs again when it is resumed", arguments: TestEngine.available)
    func pause(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            try await mall.publishAndActivate(two)
            #expect(try await mall.shirtTotal() == 1600)
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1600))
            let paused = try await mall.run("promotion.pause", ["id": "sale", "reason": "wrong price"])
            #expect(paused["isPaused"] == true)
            let quote = try await mall.shirtQuote()
            #expect(quote[pointer: "/totals/total"] == 1900)
            let fate = quote["discounts"]?.array?.first { $0["rule"] == "sale" }
            #expect(fate?["status"] == "paused")
            #expect(fate?["reason"]?.string?.hasPrefix("paused since") == true)
            #expect(await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 1600)) == "quote.changed")
            #expect(try await mall.run("order.get", ["id": order["id"] ?? .null])[pointer: "/totals/total"] == 1600, "who has it keeps it")
            // A new version is no way around it.
            try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(25)))
            #expect(try await mall.shirtTotal() == 2000)
            #expect(try await mall.control()[pointer: "/paused/sale/reason"] == "wrong price")
            #expect(try await mall.run("promotion.resume", ["id": "sale"])["isPaused"] == false)
            #expect(try await mall.shirtTotal() == 1500)
            let journal = try await mall.journalled().filter { $0.command.hasPrefix("promotion.") }
            #expect(journal.map(\.command) == ["promotion.pause", "promotion.resume"])
            #expect(journal.first?.body[pointer: "/input/reason"] == "wrong price")
        }
    }

    @Test("a rule of the host's folder can be paused as well, and the folder stays in force")
    func folder() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            try await mall.run("promotion.pause", ["id": "sale", "reason": "x"])
            #expect(try await mall.shirtTotal() == 2000)
            #expect(try await mall.control()["inForce"] == nil)
        }
    }

    @Test("pausing twice keeps the first reason; what is not paused can be resumed; what does not exist cannot be paused")
    func edges() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            #expect(await mall.refusal("promotion.pause", ["id": "sael", "reason": "x"]) == "promotion.notFound")
            try await mall.run("promotion.pause", ["id": "sale", "reason": "first"])
            #expect(try await mall.run("promotion.pause", ["id": "sale", "reason": "second"])[pointer: "/pause/reason"] == "first")
            #expect(try await mall.run("promotion.resume", ["id": "other"])["isPaused"] == false)
            #expect(await mall.refusal("promotion.pause", ["id": "sale", "reason": "x"], as: TestMall.customer(1)) == "auth.forbidden")
        }
    }

    @Test("a promotion behind a code is only spoken of to who gave the code, and the code is not used up")
    func codes() async throws {
        let coupon = RuleFile(name: "spring/rule.yaml", text: "kind: Coupon\nid: spring\ncodes: [SPRING]\nlimits: { uses: 1 }\n")
        try await TestMall.run(on: .sqlite) { mall in
            try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(10, more: "code: spring\n"), coupon))
            try await mall.run("promotion.pause", ["id": "sale", "reason": "x"])
            #expect(try await mall.shirtQuote()["discounts"] == [])
            let quote = try await mall.shirtQuote(codes: ["spring"])
            #expect(quote["discounts"]?.array?.map { $0["status"] } == ["refused", "paused"])
            #expect(try await mall.run("promotion.usage", ["id": "spring"])[pointer: "/uses/used"] == 0)
        }
    }

    @Test("no more than a thousand promotions are paused one by one")
    func tooMany() async throws {
        let rules = (0...1_000).map { BookFixture.percent(1, id: "r\($0)", more: "channels: [none]\n") }
        let folder = try BookFixture.Folder(rules)
        try await TestMall.run(on: .sqlite, rulebooks: folder) { mall in
            var refused: [String] = []
            for index in 0...1_000 {
                if let code = await mall.refusal("promotion.pause", ["id": .string("r\(index)"), "reason": "x"]) { refused.append(code) }
            }
            #expect(refused == ["promotion.tooManyPaused"])
        }
    }
}
