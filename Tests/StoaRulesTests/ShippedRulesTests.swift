import Diagnostics
import Foundation
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaRules
import Testing

/// The rules that the project ships are examples and fixtures at once.
enum Shipped {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("rules").path
}

@Suite("The shipped rules")
struct ShippedRulesTests {
    /// The link of a mini package hides the folder above; the environment names it then.
    private var directory: String {
        ProcessInfo.processInfo.environment["STOA_RULES"] ?? Shipped.directory
    }

    @Test("check finds nothing")
    func clean() {
        #expect(Rulebook.check(directory: directory).map { $0.rendered() } == [])
    }

    @Test("every test beside a rule passes")
    func ownTests() {
        let report = RuleTests.run(directory: directory)
        #expect(report.diagnostics.map { $0.rendered() } == [])
        for outcome in report.outcomes { #expect(outcome.failures == [], "\(outcome.file): \(outcome.name)") }
        #expect(report.testCount >= 25)
    }

    @Test("the hash does not depend on the order of files, but on their text")
    func hash() throws {
        let book = try Rulebook.load(directory: directory)
        #expect(book.hash.count == 64)
        let a = SourceText(name: "a/rule.yaml", text: "kind: Promotion\nid: a\ngive: { percent: 1 }\n")
        let b = SourceText(name: "b/rule.yaml", text: "kind: Promotion\nid: b\ngive: { percent: 1 }\n")
        #expect(try Rulebook.compile([a, b]).hash == Rulebook.compile([b, a]).hash)
        #expect(try Rulebook.compile([a]).hash != Rulebook.compile([a, b]).hash)
    }

    @Test("the gate denies what is too much, and stays shut when it cannot be judged")
    func gate() throws {
        let book = try Rulebook.load(directory: directory)
        let gate = try #require(book.gates(before: "order.place").first)
        #expect(gate.effect == .deny(code: "order.tooManyUnits", message: "an order holds at most 500 pieces of one article"))
        func applies(_ command: JSON) throws -> Bool {
            try gate.applies(GateFacts(command: command, actor: .system, decided: .null, now: Instant(millisecondsSince1970: 0)))
        }
        #expect(try applies(["cart": ["lines": [["quantity": 501]]]]))
        #expect(try !applies(["cart": ["lines": [["quantity": 500]]]]))
        #expect(try !applies(["order": "x"]))
        #expect(throws: (any Error).self) { try applies(["cart": ["lines": [["quantity": "many"]]]]) }
    }
}
