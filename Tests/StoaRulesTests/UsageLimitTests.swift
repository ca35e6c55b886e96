import Diagnostics
import Foundation
import StoaCommerce
import StoaRules
import Testing

@Suite("Limits and budgets in a quote")
struct UsageLimitTests {
    private static let at = Instant(millisecondsSince1970: 1_795_000_000_000)

    private func book(_ texts: String...) throws -> Rulebook {
        try Rulebook.compile(
            texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
                + [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nzone: America/New_York\n")])
    }

    private func cart(_ prices: Int64..., customer: String? = nil) -> Cart {
        let lines = prices.enumerated().map {
            Cart.Line(id: "l\($0.offset)", sku: "sku-\($0.offset)", quantity: 1, unitPrice: $0.element)
        }
        return Cart(
            currency: .usd, selectedShipping: "standard", customer: customer.map { Cart.Buyer(id: $0) }, lines: lines,
            shipping: [ShippingOption(method: "standard", price: 500), ShippingOption(method: "express", price: 1500)])
    }

    private static let tenOff = "kind: Promotion\nid: ten\ngive: { percent: 10 }\n"

    @Test(
        "what is used up does not act",
        arguments: [Remaining(uses: 0), Remaining(perCustomer: 0), Remaining(perDay: 0), Remaining(budget: 0)])
    func usedUp(left: Remaining) throws {
        let book = try book(Self.tenOff + "limits: { uses: 9, perCustomer: 2, perDay: 3, budget: \"50.00\" }\n")
        #expect(try book.quote(cart(10_000), at: Self.at).totals.discount == 1000)
        let quote = try book.quote(cart(10_000), left: ["ten": left], at: Self.at)
        #expect(quote.totals.discount == 0)
        #expect(quote.discounts == [])
        #expect(quote.nearMisses == [])
    }

    @Test("a code is refused in the same words whether it is unknown, its campaign or its rule used up, or its budget short")
    func oneRefusal() throws {
        let book = try book(
            Self.tenOff + "code: spring\nlimits: { uses: 9, budget: \"5.00\", atEdge: reject }\n",
            "kind: Coupon\nid: spring\ncodes: [SPRING]\nlimits: { uses: 4, perCustomer: 1 }\n")
        func answer(_ code: String, _ left: [String: Remaining] = [:], price: Int64 = 4000) throws -> [Quote.Discount] {
            try book.quote(cart(price), codes: [code], left: left, at: Self.at).discounts
        }
        #expect(try answer("SPRING").map(\.amount) == [400])
        let unknown = try answer("SUMMER")[0]
        var expected = unknown
        expected.rule = "SPRING"
        #expect(unknown.status == .refused)
        #expect(try answer("SPRING", ["spring": Remaining(uses: 0)]) == [expected])
        #expect(try answer("SPRING", ["spring": Remaining(perCustomer: 0)]) == [expected])
        #expect(try answer("SPRING", ["ten": Remaining(uses: 0)]) == [expected])
        #expect(try answer("SPRING", price: 5010) == [expected])
        #expect(try answer("SPRING", ["ten": Remaining(budget: 399)]) == [expected])
    }

    @Test("clip gives what is left to the minor unit, dealt in proportion; reject gives all or nothing")
    func edges() throws {
        for (edge, given) in [("clip", 501), ("reject", 0)] as [(String, Int64)] {
            let book = try book(Self.tenOff + "limits: { budget: \"100.00\", atEdge: \(edge) }\n")
            let quote = try book.quote(cart(10_000, 5000), left: ["ten": Remaining(budget: 501)], at: Self.at)
            #expect(quote.totals.discount == given)
            #expect(quote.lines.map(\.discount) == (given == 0 ? [0, 0] : [334, 167]))
            #expect(try book.quote(cart(10_000, 5000), left: ["ten": Remaining(budget: 1500)], at: Self.at).totals.discount == 1500)
        }
    }

    @Test("a list of gives is cut as a whole, shipping last")
    func clippedList() throws {
        let book = try book(
            "kind: Promotion\nid: all\ngive:\n  - { percent: 10 }\n  - { shipping: { percent: 100 } }\nlimits: { budget: \"100.00\" }\n")
        func discount(_ left: Int64) throws -> [Int64] {
            let quote = try book.quote(cart(10_000), left: ["all": Remaining(budget: left)], at: Self.at)
            return [quote.lines[0].discount] + quote.shipping.map(\.discount) + [quote.totals.discount]
        }
        #expect(try discount(10_000) == [1000, 500, 1500, 1500])
        #expect(try discount(1200) == [1000, 200, 200, 1200])
        #expect(try discount(1000) == [1000, 0, 0, 1000])
        #expect(try discount(7) == [7, 0, 0, 7])
    }

    @Test("sets are cut too")
    func clippedSet() throws {
        let book = try book(
            "kind: Promotion\nid: pair\ntake: { any: { quantity: 2 } }\ngive: { percent: 100, to: cheapest }\nlimits: { budget: \"9.00\" }\n"
        )
        #expect(try book.quote(cart(2000, 1500), at: Self.at).totals.discount == 900)
    }

    @Test("counters are those of rules that could apply, by the day of the rulebook's zone")
    func counters() throws {
        let book = try book(
            Self.tenOff + "code: spring\nlimits: { uses: 9, perCustomer: 2, perDay: 3, budget: { USD: \"50.00\" } }\n",
            "kind: Coupon\nid: spring\ncodes: [SPRING]\nlimits: { uses: 4, perCustomer: 1 }\n",
            "kind: Promotion\nid: free\ngive: { percent: 1 }\n")
        #expect(book.usageCounters(for: cart(100), codes: [], at: Self.at) == [])
        // 22:40 in New York on the day before.
        let counters = book.usageCounters(for: cart(100, customer: "cus_1"), codes: ["spring"], at: try Instant("2026-11-23T03:40:00Z"))
        #expect(counters.map(\.limit) == [.uses, .perCustomer, .perDay, .budget, .uses, .perCustomer])
        #expect(counters.map(\.ceiling) == [9, 2, 3, 5000, 4, 1])
        #expect(counters.compactMap(\.day) == ["2026-11-22"])
        #expect(try book.day(of: Instant("2026-11-23T05:00:00Z")) == "2026-11-23")
        #expect(try book.day(of: Instant("2026-11-23T04:59:59.999Z")) == "2026-11-22")
        #expect(book.usageCounters(for: cart(100), codes: ["spring"], at: Self.at).map(\.limit) == [.uses, .perDay, .budget, .uses])
        let left = Rulebook.remaining([(counters[0], 7), (counters[3], 6000)])
        #expect(left == ["ten": Remaining(uses: 2, budget: 0)])
    }

    @Test("one use an order for a rule and for a campaign, however many codes and rules; none for a code that was superseded")
    func redemptions() throws {
        let book = try book(
            Self.tenOff + "code: spring\nlimits: { uses: 9, budget: \"50.00\" }\n",
            "kind: Promotion\nid: five\ncode: spring\ngive: { percent: 5 }\n",
            "kind: Promotion\nid: better\nstack: { conflicts: [ten, five] }\nspend: { atLeast: \"100.00\" }\ngive: { percent: 50 }\n",
            "kind: Coupon\nid: spring\ncodes: [SPRING, SPRING2]\nlimits: { uses: 4 }\n")
        func redeemed(_ price: Int64) throws -> [Redemption] {
            let cart = cart(price)
            let quote = try book.quote(cart, codes: ["SPRING", "SPRING2"], at: Self.at)
            return book.redemptions(of: quote, cart: cart, codes: ["SPRING", "SPRING2"], left: [:], at: Self.at)
        }
        #expect(
            try redeemed(5001).map { "\($0.counter.rule) \($0.counter.limit) \($0.amount)" } == [
                "ten uses 1", "ten budget 500", "spring uses 1",
            ])
        #expect(try redeemed(10_000) == [])
    }

    @Test("a test beside a rule says what is left, and only of limits that there are")
    func testFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-limits-\(UUID().uuidString)")
        let rule = folder.appending(path: "ten")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data((Self.tenOff + "limits: { uses: 9, budget: { USD: \"5.00\" } }\n").utf8).write(to: rule.appending(path: "rule.yaml"))
        func run(_ left: String) throws -> RuleTests.Report {
            let cart = "{ currency: USD, lines: [ { id: a, quantity: 1, unitPrice: 2000 } ] }"
            let text = "tests:\n  - name: t\n    cart: \(cart)\n    left: \(left)\n    expect: { discount: 150 }\n"
            try Data(text.utf8).write(to: rule.appending(path: "tests.yaml"))
            return RuleTests.run(directory: folder.path)
        }
        #expect(try run("{ ten: { budget: 150 } }").passed)
        #expect(try run("{ ten: { budget: 151 } }").outcomes.map(\.failures) == [["discount: expected 150, found 151"]])
        let unknown = try run("{ tan: { uses: 0 } }").diagnostics
        #expect(unknown.map(\.code) == ["test.unknownName"])
        #expect(unknown.first?.hint == "did you mean 'ten'?")
        #expect(try run("{ ten: { perDay: 0 } }").diagnostics.map(\.code) == ["test.unknownField"])
    }

    @Test("a limit that is not told costs nothing and changes nothing")
    func untouched() throws {
        let plain = try book(Self.tenOff)
        #expect(plain.usageCounters(for: cart(100), codes: [], at: Self.at) == [])
        let limited = try book(Self.tenOff + "limits: { uses: 1 }\n")
        var quote = try limited.quote(cart(10_000, 77), at: Self.at)
        quote.rulebook = plain.hash
        #expect(try quote == plain.quote(cart(10_000, 77), at: Self.at))
    }
}
