import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules
import StoaTesting
import Testing

@Suite("Permissions of the book in force")
struct PermissionTests {
    private static let merchandiser = Actor(kind: .user, id: "usr_mel", roles: ["merchandiser"])
    private static let lead = Actor(kind: .user, id: "usr_lee", roles: ["shift-lead"])
    private static func support(_ id: String, _ more: String...) -> Actor {
        Actor(kind: .user, id: id, roles: Set(more).union(["support"]))
    }

    private func permission(_ id: String, _ text: String) -> RuleFile {
        RuleFile(name: "\(id)/rule.yaml", text: "kind: Permission\nid: \(id)\n\(text)\n")
    }

    private func book(_ files: RuleFile...) -> JSON { BookFixture.json(files + [BookFixture.percent(10), BookFixture.settings]) }

    @Test("a grant lets in whom the operation's roles keep out, and keeps out whom it does not name", arguments: TestEngine.available)
    func grant(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let pause: JSON = ["id": "sale", "reason": "wrong price"]
            #expect(await mall.refusal("promotion.pause", pause, as: Self.lead) == "auth.forbidden")
            try await mall.publishAndActivate(book(permission("night", "on: [promotion.pause, promotion.resume]\nallow: shift-lead")))
            #expect(await mall.refusal("promotion.pause", pause, as: Self.merchandiser) == "permission.notGranted")
            #expect(await mall.refusal("promotion.pause", pause, as: Self.lead) == nil)
            #expect(await mall.refusal("promotion.resume", ["id": "sale"]) == nil)
            let entries = try await mall.journalled()
            #expect(
                entries.last { $0.command == "promotion.pause" && $0.body["refusal"] == nil }?.body[pointer: "/notes/permission"] == "night"
            )
            #expect(entries.contains { $0.command == "promotion.pause" && $0.body["refusal"] == "permission.notGranted" })
        }
    }

    @Test("a denial reads what is stored of the order, and is refused and journalled for queries too", arguments: TestEngine.available)
    func deny(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let small = try await mall.run("order.place", OrderTests.order([("mug", 1)], total: 810))
            let large = try await mall.run("order.place", OrderTests.order([("shirt", 10)], total: 18_000))
            try await mall.publishAndActivate(
                book(
                    permission(
                        "trainees",
                        "on: [order.get, order.cancel]\ndeny: trainee\nwhen: subject.order.quote.totals.total > 10000\nmessage: ask Mia")))
            let trainee = Self.support("usr_tom", "trainee")
            let refusal = await #expect(throws: Refusal.self) {
                try await mall.run("order.cancel", ["id": large["id"] ?? .null, "reason": "x"], as: trainee)
            }
            #expect(refusal?.code == "permission.denied")
            #expect(refusal?.kind == .forbidden)
            #expect(refusal?.message == "ask Mia")
            #expect(await mall.refusal("order.get", ["id": large["id"] ?? .null], as: trainee) == "permission.denied")
            #expect(await mall.refusal("order.get", ["id": small["id"] ?? .null], as: trainee) == nil)
            #expect(await mall.refusal("order.get", ["id": "ord_none"], as: trainee) == "permission.failed")
            #expect(await mall.refusal("order.cancel", ["id": small["id"] ?? .null, "reason": "x"], as: trainee) == nil)
            let denied = try await mall.journalled().filter { $0.body["refusal"] == "permission.denied" }
            #expect(denied.map(\.command) == ["order.cancel", "order.get"])
            #expect(denied.allSatisfy { $0.body[pointer: "/notes/permission"] == "trainees" && $0.body[pointer: "/actor/id"] == "usr_tom" })
            #expect(try await mall.run("order.get", ["id": large["id"] ?? .null])["state"] == "pendingPayment")
        }
    }

    @Test("who did something with an order before, under whatever book, may be kept from the next", arguments: TestEngine.available)
    func separation(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let (mia, fritz) = (Self.support("usr_mia"), Self.support("usr_fritz"))
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1800), as: mia)["id"] ?? .null
            try await mall.run(
                "payment.capture",
                ["order": order, "amount": ["amount": 1800, "currency": "USD"], "provider": "test", "reference": "1"])
            let refund: JSON = ["id": order, "amount": ["amount": 100, "currency": "USD"], "reason": "late"]
            #expect(await mall.refusal("order.refund", refund, as: mia) == nil)
            try await mall.publishAndActivate(
                book(permission("four-eyes", "on: order.refund\nseparate: [order.place, payment.capture]")))
            #expect(await mall.refusal("order.refund", refund, as: mia) == "permission.separated")
            #expect(await mall.refusal("order.refund", refund) == "permission.separated")
            #expect(await mall.refusal("order.refund", refund, as: fritz) == nil)
            // A refund is not what the rule is about, so he may refund again.
            #expect(await mall.refusal("order.refund", refund, as: fritz) == nil)
            #expect(try await mall.run("order.get", ["id": order])["refunded"] == 300)
        }
    }

    @Test("a book that would give administration away, or names what is not there, is not published; a pattern gives nothing away")
    func administration() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            for (rule, code) in [
                ("on: payment.capture\nallow: support", "rule.grantsAdministration"),
                ("on: order.refnd\ndeny: trainee", "rule.unknownOperation"),
                ("on: rulebook.activate\ndeny: everyone", "rule.protectedOperation"),
            ] {
                let refusal = await #expect(throws: Refusal.self) { try await mall.publish(book(permission("p", rule))) }
                #expect(refusal?.code == "rulebook.invalid")
                #expect(refusal?.violations.map(\.code) == [code])
            }
            try await mall.publishAndActivate(book(permission("all", "on: '*'\nallow: everyone")))
            let payment: JSON = ["order": "ord_1", "amount": ["amount": 1, "currency": "USD"], "provider": "test", "reference": "1"]
            #expect(await mall.refusal("payment.capture", payment, as: Self.lead) == "auth.forbidden")
            #expect(await mall.refusal("order.get", ["id": "ord_1"], as: Self.lead) == "order.notFound")
        }
    }

    @Test("what is denied unseen leaves no card number in the journal")
    func cardNumber() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            let card: JSON = ["kind": "card", "amount": 810, "token": "4242 4242 4242 4242"]
            let input: JSON = ["tenders": [card], "note": 4_242_424_242_424_242]
            #expect(await mall.refusal("order.place", input, as: Self.lead) == "auth.forbidden")
            let entry = try #require(try await mall.journalled().last { $0.command == "order.place" })
            #expect(entry.body[pointer: "/input/tenders/0/amount"] == 810)
            #expect(!entry.body.canonicalText.contains("4242"))
        }
    }

    @Test("an input is checked before a rule reads it, and only of those whom a role could let in")
    func order() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            try await mall.publishAndActivate(
                book(permission("small", "on: order.cancel\nallow: support\nwhen: size(command.reason) < 10")))
            #expect(await mall.refusal("order.cancel", ["id": "ord_1"], as: Self.support("usr_1")) == "input.missingField")
            #expect(await mall.refusal("order.cancel", ["id": "ord_1"], as: Self.lead) == "permission.notGranted")
            #expect(await mall.refusal("order.cancel", ["id": "ord_1", "reason": "short"], as: Self.support("usr_1")) == "order.notFound")
            let long: JSON = ["id": "ord_1", "reason": "much too long"]
            #expect(await mall.refusal("order.cancel", long, as: Self.support("usr_1")) == "permission.notGranted")
        }
    }

    @Test("no book locks out whoever may put another one into its place", arguments: TestEngine.available)
    func noLockOut(engine: TestEngine) async throws {
        func gate(_ command: String, _ effect: String) -> RuleFile {
            let id = "gate-" + command.replacing(".", with: "-")
            return RuleFile(name: "\(id)/rule.yaml", text: "kind: Gate\nid: \(id)\non: \(command)\neffect: { \(effect) }\n")
        }
        let shut = ["publish", "activate", "rollback", "unschedule"].map { gate("rulebook.\($0)", "deny: all.shut, message: no") }
        let waiting = [gate("rulebook.activate", "hold: nowhere")]
        let broken = RuleFile(
            name: "b/rule.yaml",
            text: "kind: Gate\nid: b\non: rulebook.activate\nwhen: command.none > 3\neffect: { deny: all.shut, message: no }\n")
        let everyone = permission("shut", "on: '*'\ndeny: everyone")
        let nobody = permission("nobody", "on: '*'\nallow: nobody-has-this-role\nwhen: command.none > 3")
        for files in [[everyone, nobody], [everyone] + shut, [nobody, broken], [everyone] + waiting] {
            try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
                let way = try await mall.publish(BookFixture.files(BookFixture.percent(15)))
                try await mall.publishAndActivate(BookFixture.json(files + [BookFixture.percent(20), BookFixture.settings]))
                #expect(await mall.refusal("rulebook.publish", BookFixture.files(BookFixture.percent(16))) == nil)
                #expect(await mall.refusal("rulebook.list", [:]) == nil)
                #expect(await mall.refusal("rulebook.rollback", ["reason": "locked"]) == nil)
                try await mall.publishAndActivate(BookFixture.json(files + [BookFixture.percent(20), BookFixture.settings]))
                #expect(await mall.refusal("rulebook.activate", ["id": way]) == nil)
                #expect(try await mall.shirtTotal() == 1700)
                // By permissions alone a merchandiser is not locked out either.
                guard files == [everyone, nobody] else { return }
                try await mall.publishAndActivate(BookFixture.json(files + [BookFixture.percent(20), BookFixture.settings]))
                #expect(await mall.refusal("rulebook.activate", ["id": way], as: Self.merchandiser) == nil)
            }
        }
    }
}
