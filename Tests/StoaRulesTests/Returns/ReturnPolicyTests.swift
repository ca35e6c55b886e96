import Diagnostics
import StoaCommerce
import StoaRules
import Testing

/// A cart that was bought by a book, and what comes back of it, step by step.
struct SoldCart {
    let book: Rulebook
    let input: QuoteInput
    let quote: Quote
    let sold: [SoldLine]

    init(_ book: Rulebook, _ cart: Cart, codes: [String] = [], at: Instant = Instant(millisecondsSince1970: 0)) throws {
        self.book = book
        input = QuoteInput(cart: cart, codes: codes, at: at)
        quote = try book.quote(cart, codes: codes, at: at)
        sold = zip(cart.lines, quote.lines).map { SoldLine($1, quantity: $0.quantity, unitPrice: $0.unitPrice) }
    }

    func dues(_ remaining: [String: Int64]) throws -> Dues {
        try book.dues(of: quote, sold: sold, remaining: remaining, input: input)
    }

    /// What each of several returns gives back; `line → units` a return.
    func refunds(_ returns: [[String: Int64]]) throws -> [Int64] {
        var remaining = Dictionary(uniqueKeysWithValues: sold.map { ($0.id, $0.quantity) })
        var paid = quote.totals.total
        return try returns.map { back in
            for (line, count) in back { remaining[line, default: 0] -= count }
            let refund = max(0, paid - (try dues(remaining)).total)
            paid -= refund
            return refund
        }
    }
}

@Suite("Returns under each policy")
struct ReturnPolicyTests {
    static func book(_ texts: String...) throws -> Rulebook {
        try Rulebook.compile(
            texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
                + [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")])
    }

    private static func shirts(_ quantity: Int64, shipping: String? = nil) -> Cart {
        Cart(
            currency: .usd, selectedShipping: shipping, lines: [Cart.Line(id: "a", sku: "shirt", quantity: quantity, unitPrice: 2000)],
            shipping: [ShippingOption(method: "standard", price: 500)])
    }

    private static func tenOff(_ returns: String) -> String {
        "kind: Promotion\nid: ten\nspend: { atLeast: \"60.00\" }\ngive: { amount: \"10.00\", per: order }\n\(returns)"
    }

    @Test(
        "10.00 off three shirts of 20.00, which come back one by one",
        arguments: [
            // 50.00 were paid; a third of the discount belongs to each shirt, the spare cent to the first.
            ("", [1666, 1667, 1667]), ("returns: proportional\n", [1666, 1667, 1667]),
            // All 10.00 stay with what remains.
            ("returns: keep\n", [2000, 2000, 1000]),
            // Two shirts do not reach 60.00: they cost 40.00, and 10.00 of the 20.00 are deducted.
            ("returns: clawback\n", [1000, 2000, 2000]),
        ] as [(String, [Int64])])
    func oneByOne(returns: String, refunds: [Int64]) throws {
        let sold = try SoldCart(Self.book(Self.tenOff(returns)), Self.shirts(3))
        #expect(try sold.refunds([["a": 1], ["a": 1], ["a": 1]]) == refunds)
        #expect(try sold.refunds([["a": 3]]) == [5000])
    }

    @Test("a clawback larger than what comes back waits for the next return, and never makes a refund negative")
    func shortfall() throws {
        let rule = "kind: Promotion\nid: half\nspend: { atLeast: \"60.00\" }\ngive: { percent: 50 }\nreturns: clawback\n"
        let sold = try SoldCart(Self.book(rule), Self.shirts(3))
        // 30.00 were paid for what alone costs 40.00.
        #expect(try sold.refunds([["a": 1], ["a": 1], ["a": 1]]) == [0, 1000, 2000])
    }

    @Test("half of what 20 % from 100 was given for still gets 10 % from 50, where both are clawed back")
    func rivals() throws {
        func rule(_ id: String, _ percent: Int, _ from: Int, _ more: String = "returns: clawback\n") -> String {
            "kind: Promotion\nid: \(id)\nspend: { atLeast: \"\(from).00\" }\ngive: { percent: \(percent) }\nstack: { group: tiers }\n\(more)"
        }
        let both = try SoldCart(Self.book(rule("ten", 10, 50), rule("twenty", 20, 100)), Self.shirts(6))
        #expect(both.quote.totals.total == 9600)
        let dues = try both.dues(["a": 3])
        #expect(dues.total == 5400)
        #expect(dues.rules.map(\.rule) == ["twenty", "ten"])
        #expect(dues.rules.map(\.amount) == [0, 600])
        // What was not given to the order with limits is not given to what remains of it.
        let limited = try SoldCart(
            Self.book(rule("ten", 10, 50, "returns: clawback\nlimits: { uses: 9 }\n"), rule("twenty", 20, 100)), Self.shirts(6))
        #expect(try limited.dues(["a": 3]).total == 6000)
        let paused = try SoldCart(
            Self.book(rule("ten", 10, 50, ""), rule("twenty", 20, 100)), Self.shirts(6))
        #expect(try paused.dues(["a": 3]).total == 6000, "a rule that is not clawed back takes no part")
    }

    @Test("each rule goes by its own policy on one order")
    func mixed() throws {
        let book = try Self.book(
            Self.tenOff("returns: clawback\n"), "kind: Promotion\nid: a5\nphase: item\ngive: { percent: 5 }\n",
            "kind: Promotion\nid: one\ngive: { amount: \"1.00\", per: order }\nreturns: keep\n")
        let sold = try SoldCart(book, Self.shirts(4))
        // 80.00: 4.00 in proportion, 1.00 and 10.00 off the whole.
        #expect(sold.quote.totals.total == 6500)
        let three = try sold.dues(["a": 3])
        // Three shirts cost 57.00 when the other 10.00 are asked for.
        #expect(three.total == 6000 - 300 - 100)
        let two = try sold.dues(["a": 2])
        #expect(two.list == 4000)
        #expect(Dictionary(uniqueKeysWithValues: two.rules.map { ($0.rule, $0.amount) }) == ["a5": 200, "one": 100, "ten": 0])
        #expect(two.total == 3700)
    }

    @Test("shipping stays as long as something does, and is free only as long as it was earned")
    func shipping() throws {
        func sold(_ returns: String) throws -> SoldCart {
            try SoldCart(
                Self.book(
                    "kind: Promotion\nid: free\nspend: { atLeast: \"50.00\" }\ngive: { shipping: { percent: 100 } }\nreturns: \(returns)\n"),
                Self.shirts(3, shipping: "standard"))
        }
        #expect(try sold("clawback").refunds([["a": 1], ["a": 2]]) == [1500, 4500])
        #expect(try sold("keep").refunds([["a": 1], ["a": 2]]) == [2000, 4000])
        let plain = try SoldCart(Self.book(), Self.shirts(3, shipping: "standard"))
        #expect(try plain.refunds([["a": 1], ["a": 2]]) == [2000, 4500])
        #expect(try plain.dues(["a": 1]).shipping == 500)
    }

    @Test(
        "a gift is kept, or due back",
        arguments: [
            ("proportional", ["mug": 1], [:]), ("keep", ["mug": 1], ["mug": 1]), ("clawback", [:], [:]),
        ] as [(String, [String: Int64], [String: Int64])])
    func gifts(returns: String, withOne: [String: Int64], withNone: [String: Int64]) throws {
        let rule = "kind: Promotion\nid: mug\nspend: { atLeast: \"40.00\" }\ngive: { gift: { sku: mug } }\nreturns: \(returns)\n"
        let sold = try SoldCart(Self.book(rule), Self.shirts(3))
        #expect(try sold.dues(["a": 2]).gifts == ["mug": 1])
        #expect(try sold.dues(["a": 1]).gifts == withOne)
        #expect(try sold.dues(["a": 0]).gifts == withNone)
    }

    @Test("of half a set, the half that was free is worth nothing in proportion, and a clawback ends the set")
    func halfOfSet() throws {
        func sold(_ returns: String) throws -> SoldCart {
            let rule = """
                kind: Promotion
                id: pair
                take:
                  buy: { quantity: 1, of: 'line.sku == "shirt"' }
                  get: { quantity: 1, of: 'line.sku == "mug"' }
                give: { percent: 100, to: get }
                returns: \(returns)

                """
            var cart = Self.shirts(1)
            cart.lines.append(Cart.Line(id: "m", sku: "mug", quantity: 1, unitPrice: 900))
            return try SoldCart(Self.book(rule), cart)
        }
        #expect(try sold("proportional").refunds([["m": 1], ["a": 1]]) == [0, 2000])
        #expect(try sold("proportional").refunds([["a": 1], ["m": 1]]) == [2000, 0])
        #expect(try sold("clawback").refunds([["a": 1], ["m": 1]]) == [1100, 900])
    }

    @Test("tax on top of the prices comes back with them")
    func tax() throws {
        var cart = Self.shirts(3)
        cart.pricesInclude = .net
        cart.taxRates = ["standard": "20"]
        let sold = try SoldCart(Self.book(Self.tenOff("")), cart)
        #expect(sold.quote.totals.total == 6000)
        let refunds = try sold.refunds([["a": 1], ["a": 1], ["a": 1]])
        #expect(refunds.reduce(0, +) == 6000)
        #expect(refunds[0] == 1999)
    }
}
