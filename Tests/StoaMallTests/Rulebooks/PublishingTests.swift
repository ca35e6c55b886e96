import Diagnostics
import JSONDocument
import StoaCommerce
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Publishing rulebooks")
struct PublishingTests {
    @Test(
        "a version is kept with its files and its maker, under the hash that quotes name, and changes no price",
        arguments: TestEngine.available)
    func publish(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            var files = BookFixture.files(BookFixture.percent(15))
            files["note"] = "autumn"
            let published = try await mall.run("rulebook.publish", files)
            #expect(published["isNew"] == true)
            #expect(published["promotions"] == 1)
            let hash = try Rulebook.compile([BookFixture.percent(15), BookFixture.settings]).hash
            #expect(published["id"] == .string(hash))
            #expect(try await mall.shirtTotal() == 1800)
            let kept = try await mall.run("rulebook.get", ["id": .string(hash)])
            #expect(kept["files"] == files["files"])
            #expect(kept[pointer: "/version/publishedBy"] == "usr_admin")
            #expect(kept[pointer: "/version/note"] == "autumn")
            #expect(kept[pointer: "/version/origin"] == "published")
        }
    }

    @Test("equal rules are one version, whoever sends them again, and in whatever order", arguments: TestEngine.available)
    func idempotent(engine: TestEngine) async throws {
        try await TestMall.run(on: engine) { mall in
            let first = try await mall.run("rulebook.publish", BookFixture.json([BookFixture.percent(15), BookFixture.settings]))
            let again = try await mall.run("rulebook.publish", BookFixture.json([BookFixture.settings, BookFixture.percent(15)]))
            #expect(again["id"] == first["id"])
            #expect(again["isNew"] == false)
            #expect(try await mall.control()["items"]?.array?.count == 1)
        }
    }

    @Test("one bad file fails the whole book, and every mistake of every file is told with its place")
    func mistakes() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let files = BookFixture.files(
                BookFixture.percent(15), RuleFile(name: "a/rule.yaml", text: "kind: Promotion\nid: a\ngvie: { percent: 10 }\n"),
                RuleFile(name: "b/rule.yaml", text: "kind: Promotion\nid: b\nwhen: cart.subtotl > 3\ngive: { percent: 10 }\n"))
            let refusal = await #expect(throws: Refusal.self) { try await mall.run("rulebook.publish", files) }
            #expect(refusal?.code == "rulebook.invalid")
            let findings = refusal?.payload?["findings"]?.array ?? []
            #expect(
                findings.contains { $0["code"] == "rule.unknownField" && $0["file"] == "a/rule.yaml" && $0["line"] == 3 }, "\(findings)")
            #expect(findings.contains { $0["file"] == "b/rule.yaml" && $0["line"] == 3 }, "\(findings)")
            #expect(refusal?.violations.contains { $0.pointer.description == "/files/1/text" } == true)
            let listed = try await mall.control()
            #expect(listed["items"] == [])
        }
    }

    @Test("tests that lie beside the rules gate their publication")
    func failingTests() async throws {
        func tests(_ discount: Int) -> RuleFile {
            RuleFile(
                name: "sale/tests.yaml",
                text: """
                    tests:
                      - name: a tenth off
                        cart: { currency: USD, lines: [ { id: a, quantity: 1, unitPrice: 2000 } ] }
                        expect: { discount: \(discount) }

                    """)
        }
        try await TestMall.run(on: .sqlite) { mall in
            let refusal = await #expect(throws: Refusal.self) {
                try await mall.run("rulebook.publish", BookFixture.files(BookFixture.percent(10), tests(300)))
            }
            #expect(refusal?.code == "rulebook.testsFailed")
            #expect(refusal?.payload?[pointer: "/failed/0/name"] == "a tenth off")
            let published = try await mall.run("rulebook.publish", BookFixture.files(BookFixture.percent(10), tests(200)))
            #expect(published["tests"] == 1)
        }
    }

    @Test(
        "names and sizes have limits",
        arguments: [
            ([RuleFile(name: "../rule.yaml", text: "")], "rulebook.badFileName"),
            ([RuleFile(name: "rule.yaml", text: "")], "rulebook.badFileName"),
            ([RuleFile(name: "a/b/rule.yaml", text: "")], "rulebook.badFileName"),
            ([RuleFile(name: "a/.rule", text: "")], "rulebook.badFileName"),
            ([BookFixture.percent(10), BookFixture.percent(10)], "rulebook.badFileName"), ([], "input.wrongCount"),
            ([RuleFile(name: "a/rule.yaml", text: String(repeating: " ", count: RuleLimits.fileBytesMax + 1))], "rulebook.invalid"),
            (
                (0...RuleLimits.bookBytesMax / RuleLimits.fileBytesMax).map {
                    RuleFile(name: "r\($0)/rule.yaml", text: String(repeating: " ", count: RuleLimits.fileBytesMax))
                }, "rulebook.tooLarge"
            ),
        ] as [([RuleFile], String)])
    func limits(files: [RuleFile], code: String) async throws {
        try await TestMall.run(on: .sqlite) { mall in
            #expect(await mall.refusal("rulebook.publish", BookFixture.json(files)) == code)
        }
    }

    @Test("only those who may write rules publish them")
    func roles() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let files = BookFixture.files(BookFixture.percent(15))
            #expect(await mall.refusal("rulebook.publish", files, as: TestMall.seller) == "auth.forbidden")
            #expect(await mall.refusal("rulebook.publish", files, as: TestMall.customer(1)) == "auth.forbidden")
        }
    }

    @Test("versions are listed the newest first, page by page")
    func list() async throws {
        let clock = TestClock()
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder, clock: { clock.now }) { mall in
            var ids: [JSON] = []
            for percent in 11...15 {
                clock.advance(seconds: 1)
                ids.append(try await mall.publish(BookFixture.files(BookFixture.percent(percent))))
            }
            let first = try await mall.run("rulebook.list", ["limit": 3])
            let rest = try await mall.run("rulebook.list", ["limit": 3, "after": first["next"] ?? .null])
            let listed = ((first["items"]?.array ?? []) + (rest["items"]?.array ?? [])).compactMap { $0["id"] }
            #expect(listed == ids.reversed())
            #expect(rest["next"] == nil)
            #expect(first["current"] == .string(BookFixture.folder.book.hash))
        }
    }
}
