import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("Generated codes")
struct PoolCodeTests {
    private static let secret = PoolSecret(master: [UInt8](repeating: 1, count: 32), tenant: "t", campaign: "summer")
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private func text(_ serial: Int64) -> String { PoolCode.text(of: "summer", serial: serial, secret: Self.secret) }

    @Test("a code is its serial number, whichever of 10⁸", arguments: [0, 1, 50_000_000, 99_999_999, (1 << 30) - 1] as [Int64])
    func roundTrip(serial: Int64) throws {
        let code = text(serial)
        #expect(code.utf8.count == 29)
        #expect(try #require(PoolCode(code)).serial(Self.secret) == serial)
        let written = code.lowercased().replacing("-", with: " ").replacing("0", with: "o").replacing("1", with: "l")
        #expect(PoolCode(written)?.serial(Self.secret) == serial, "as a buyer may write it")
    }

    @Test("every wrong character and every swap of two is found by the check character")
    func mistyped() throws {
        let code = Array(text(123_456).replacing("-", with: ""))
        for place in code.indices {
            for wrong in Self.alphabet where wrong != code[place] {
                var other = code
                other[place] = wrong
                #expect(PoolCode(String(other)) == nil)
            }
            for second in code.indices where second > place && code[second] != code[place] {
                var other = code
                other.swapAt(place, second)
                #expect(PoolCode(String(other)) == nil)
            }
        }
        #expect(PoolCode(String(code.dropLast())) == nil)
        #expect(PoolCode(String(code) + "0") == nil)
        #expect(PoolCode("") == nil)
        #expect(PoolCode(String(code.dropLast()) + "U") == nil)
    }

    @Test("a code says nothing under another secret, campaign or tenant, and two characters that are changed to fit are a forgery")
    func forged() throws {
        let code = try #require(PoolCode(text(7)))
        for (tenant, campaign) in [("u", "summer"), ("t", "winter"), ("t\u{1}", "summer")] {
            #expect(code.serial(PoolSecret(master: [UInt8](repeating: 1, count: 32), tenant: tenant, campaign: campaign)) == nil)
        }
        #expect(code.serial(PoolSecret(master: [UInt8](repeating: 2, count: 32), tenant: "t", campaign: "summer")) == nil)
        var random = RandomBooks(seed: 42)
        let own = Array(text(7).replacing("-", with: ""))
        var tried = 0
        while tried < 200 {
            var other = own
            other[random.number(4...23)] = random.one(Self.alphabet)
            other[24] = random.one(Self.alphabet)
            guard other != own, let forged = PoolCode(String(other)) else { continue }
            tried += 1
            #expect(forged.serial(Self.secret) == nil)
        }
    }

    @Test("neighbours have nothing in common but the name of the campaign")
    func neighbours() {
        let codes = (0..<1000).map { text(Int64($0)).replacing("-", with: "") }
        #expect(Set(codes.map { $0.prefix(4) }).count == 1)
        for place in 4..<25 {
            let found = Set(codes.map { Array($0)[place] })
            #expect(found.count == 32, "place \(place)")
        }
        #expect(Set(codes).count == 1000)
    }

    private static func book(_ coupon: String) throws -> Rulebook {
        try ReturnPolicyTests.book(
            "kind: Promotion\nid: ten\ncode: summer\ngive: { percent: 10 }\n", "kind: Coupon\nid: summer\n\(coupon)")
    }

    @Test("a quote takes the codes that it is told of, one use each, and refuses all others in the same words")
    func quoted() throws {
        let book = try Self.book("type: pool\ncount: 100\nactive: { until: 2030-01-01 }\n")
        let cart = Cart(currency: .usd, lines: [Cart.Line(id: "a", quantity: 1, unitPrice: 2000)])
        let at = Instant(millisecondsSince1970: 1_795_000_000_000)
        func answer(_ recognized: [String: RecognizedCode], left: [String: Remaining] = [:], at: Instant = at) throws -> Quote {
            try book.quote(cart, codes: ["Abc"], recognized: recognized, left: left, at: at)
        }
        let code = RecognizedCode(campaign: "summer", serial: 99)
        let given = try answer(["abc": code])
        #expect(given.totals.discount == 200)
        let uses = book.redemptions(of: given, cart: cart, codes: ["Abc"], recognized: ["abc": code], left: [:], at: at)
        #expect(uses == [Redemption(counter: code.counter, amount: 1)])
        #expect(book.usageCounters(for: cart, codes: ["Abc"], recognized: ["abc": code], at: at) == [code.counter])
        let refused = try answer([:]).discounts
        #expect(refused.map(\.reason) == [Rulebook.codeRefusal])
        #expect(try answer(["abc": code], left: ["summer:99": Remaining(uses: 0)]).discounts == refused)
        #expect(try answer(["abc": RecognizedCode(campaign: "summer", serial: 100)]).discounts == refused)
        #expect(try answer(["abc": RecognizedCode(campaign: "winter", serial: 1)]).discounts == refused)
        #expect(try answer(["abc": code], at: Instant("2030-01-01T00:00:00Z")).discounts == refused)
        #expect(try book.quote(cart, codes: ["summer#1"], at: at).totals.discount == 0, "what stands for a code in tests is none")
    }

    @Test(
        "a pool says how many codes it has, and no code",
        arguments: [
            ("type: pool\n", "rule.missingField"), ("type: pool\ncount: 0\n", "rule.outOfRange"),
            ("type: pool\ncount: 100000001\n", "rule.outOfRange"), ("type: pool\ncount: 9\ncodes: [A]\n", "rule.conflictingFields"),
            ("codes: [A]\ncount: 9\n", "rule.conflictingFields"),
            ("type: pool\ncount: 9\nissue: { when: order.paid, to: { segments: [a] } }\n", "cel.unknownField"),
        ])
    func malformed(coupon: String, code: String) {
        let error = #expect(throws: DiagnosticsError.self) { try Self.book(coupon) }
        #expect(error?.diagnostics.map(\.code) == [code])
    }
}
