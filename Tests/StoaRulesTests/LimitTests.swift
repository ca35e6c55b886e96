import Diagnostics
import Foundation
import JSONDocument
import StoaCommerce
import StoaRules
import Testing

@Suite("Past each limit of rules and quotes stands an error of its own")
struct LimitTests {
    private static let now = Instant(millisecondsSince1970: 1_795_000_000_000)

    private func codes(_ files: [SourceText]) -> Set<String> {
        do throws(DiagnosticsError) { _ = try Rulebook.compile(files) } catch { return Set(error.diagnostics.map(\.code)) }
        return []
    }

    private func rule(_ id: Int, _ extra: String = "") -> SourceText {
        SourceText(name: "r\(id)/rule.yaml", text: "kind: Promotion\nid: r\(id)\ngive: { percent: 10 }\n" + extra)
    }

    private func refusal(_ cart: Cart, by book: Rulebook = .empty, codes: [String] = []) -> String? {
        do throws(RulesError) { _ = try book.quote(cart, codes: codes, at: Self.now) } catch { return error.code }
        return nil
    }

    @Test("lists in files")
    func lists() {
        let channels = (0...RuleLimits.listMax).map { "c\($0)" }.joined(separator: ", ")
        #expect(codes([rule(1, "channels: [\(channels)]\n")]) == ["rule.tooMany"])
        let lines = Array(repeating: "{ id: a, quantity: 1, unitPrice: 1 }", count: Cart.linesMax + 1).joined(separator: ", ")
        let cart = SourceText(name: "cart.yaml", text: "currency: USD\nlines: [\(lines)]\n")
        let error = #expect(throws: DiagnosticsError.self) { try CartFile.read(cart) }
        #expect(error?.diagnostics.map(\.code) == ["cart.tooMany"])
    }

    @Test("rules of a book, and rules for one cart")
    func rules() throws {
        let one = rule(1)
        #expect(codes(Array(repeating: one, count: RuleLimits.rulesMax + 1)) == ["rule.tooManyRules"])
        let book = try Rulebook.compile((0...RuleLimits.candidatesMax).map { rule($0) })
        let line = Cart.Line(id: "1", quantity: 1, unitPrice: 900)
        #expect(refusal(Cart(currency: .usd, lines: [line]), by: book) == "rule.tooManyCandidates")
    }

    @Test("lines and codes of a cart")
    func carts() {
        let lines = (0...Cart.linesMax).map { Cart.Line(id: "\($0)", quantity: 1, unitPrice: 1) }
        #expect(refusal(Cart(currency: .usd, lines: lines)) == "quote.tooManyLines")
        #expect(refusal(Cart(currency: .usd, lines: Array(lines.prefix(Cart.linesMax)))) == nil)
        let given = (0...RuleLimits.codesMax).map { "CODE\($0)" }
        #expect(refusal(Cart(currency: .usd, lines: []), codes: given) == "quote.tooManyCodes")
        #expect(refusal(Cart(currency: .usd, lines: []), codes: Array(given.dropLast())) == nil)
    }

    @Test("folders and files that cannot be read")
    func unreadable() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-rules-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(RuleTests.run(directory: folder.path).diagnostics.map(\.code) == ["rule.directoryUnreadable"])
        let rule = folder.appending(path: "summer")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        try Data([0x69, 0x64, 0x3A, 0x20, 0xFF]).write(to: rule.appending(path: "rule.yaml"))
        #expect(RuleTests.run(directory: folder.path).diagnostics.map(\.code) == ["rule.fileUnreadable"])
    }

    @Test("tests of a file")
    func tests() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-rules-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let summer = folder.appending(path: "summer")
        try FileManager.default.createDirectory(at: summer, withIntermediateDirectories: true)
        try rule(1).text.write(to: summer.appending(path: "rule.yaml"), atomically: true, encoding: .utf8)
        let one = "  - { name: a, cart: { currency: USD, lines: [] }, expect: {} }\n"
        let text = "tests:\n" + String(repeating: one, count: RuleLimits.listMax + 1)
        try text.write(to: summer.appending(path: "tests.yaml"), atomically: true, encoding: .utf8)
        #expect(RuleTests.run(directory: folder.path).diagnostics.map(\.code) == ["test.tooMany"])
    }

    @Test(
        "worked cases",
        arguments: [
            (#"{"id": "t", "cart": {"currency": "USD", "lines": 5}, "promotions": []}"#, "case.malformed"),
            (
                #"{"id": "t", "cart": {"currency": "USD", "lines": []}, "promotions": [{"id": "p", "effect": "lottery"}]}"#,
                "case.notExpressible"
            ),
        ])
    func cases(text: String, code: String) throws {
        let json = try JSON(parsing: text, name: "case")
        let error = #expect(throws: CaseError.self) { try PromotionCase(json).answer() }
        #expect(error?.code == code)
    }
}
