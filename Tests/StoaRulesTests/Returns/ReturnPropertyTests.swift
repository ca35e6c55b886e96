import Diagnostics
import Foundation
import PropertyTesting
import StoaCommerce
import StoaRules
import Testing

@Suite("What holds for every return")
struct ReturnPropertyTests {
    private static let trials: UInt64 = TestRun.isLong ? 100_000 : 1_000

    /// A random cart bought by a random book whose rules have the policies that `policy` chooses.
    private func sold(_ random: inout RandomBooks, limits: Bool = true, policy: (inout RandomBooks) -> ReturnPolicy) throws -> SoldCart {
        let cart = random.cart()
        let count = random.number(1...5)
        let files = random.rules(count).map { file -> SourceText in
            guard file.name.hasPrefix("r"), file.name != "rulebook.yaml" else { return file }
            let lines = file.text.split(separator: "\n").filter { limits || !$0.hasPrefix("limits:") }
            return SourceText(name: file.name, text: lines.joined(separator: "\n") + "\nreturns: \(policy(&random).rawValue)\n")
        }
        return try SoldCart(Rulebook.compile(files), cart, codes: random.chance(50) ? ["CODE"] : [])
    }

    /// All units, in random returns of random lines.
    private func splits(_ sold: SoldCart, _ random: inout RandomBooks) -> [[String: Int64]] {
        var left = Dictionary(uniqueKeysWithValues: sold.sold.map { ($0.id, $0.quantity) })
        var returns: [[String: Int64]] = []
        while !left.isEmpty {
            var back: [String: Int64] = [:]
            for id in left.keys.sorted() where random.chance(60) {
                let count = Int64(random.number(1...Int(left[id] ?? 1)))
                back[id] = count
                left[id] = (left[id] ?? 0) - count == 0 ? nil : (left[id] ?? 0) - count
            }
            if !back.isEmpty { returns.append(back) }
        }
        return returns
    }

    @Test("proportional returns of all units, in any order and split, give back exactly what was paid; none is negative")
    func proportional() throws {
        for seed in 1...Self.trials {
            var random = RandomBooks(seed: seed &* 104_729)
            let sold = try sold(&random) { _ in .proportional }
            let returns = splits(sold, &random)
            let refunds = try sold.refunds(returns)
            #expect(refunds.reduce(0, +) == sold.quote.totals.total, "seed \(seed &* 104_729): \(refunds)")
            // A unit is worth the same whenever it comes back: nothing had to be clamped.
            #expect(try Self.isUnclamped(sold, returns, refunds), "seed \(seed &* 104_729): \(refunds)")
        }
    }

    private static func isUnclamped(_ sold: SoldCart, _ returns: [[String: Int64]], _ refunds: [Int64]) throws -> Bool {
        var remaining = Dictionary(uniqueKeysWithValues: sold.sold.map { ($0.id, $0.quantity) })
        var before = sold.quote.totals.total
        for (back, refund) in zip(returns, refunds) {
            for (line, count) in back { remaining[line, default: 0] -= count }
            let after = try sold.dues(remaining).total
            if before - after != refund || after < 0 { return false }
            before = after
        }
        return true
    }

    @Test("under mixed policies no refund is more than what is left, all together are what was paid, and nothing goes below zero")
    func mixed() throws {
        for seed in 1...Self.trials {
            var random = RandomBooks(seed: seed &* 15_485_863)
            let sold = try sold(&random) { $0.one(ReturnPolicy.allCases) }
            var remaining = Dictionary(uniqueKeysWithValues: sold.sold.map { ($0.id, $0.quantity) })
            var left = sold.quote.totals.total
            for back in splits(sold, &random) {
                for (line, count) in back { remaining[line, default: 0] -= count }
                let dues = try sold.dues(remaining)
                let refund = max(0, left - dues.total)
                let parts = dues.list + sold.quote.totals.shipping - dues.rules.reduce(0) { $0 + $1.amount }
                let isGone = remaining.values.allSatisfy { $0 == 0 }
                #expect(dues.total == (isGone ? 0 : parts) && dues.total >= 0 && refund <= left, "seed \(seed &* 15_485_863)")
                #expect(dues.rules.allSatisfy { $0.amount >= 0 } && dues.shipping >= 0, "seed \(seed &* 15_485_863)")
                left -= refund
            }
            #expect(left == 0, "seed \(seed &* 15_485_863)")
        }
    }

    @Test("where every rule is clawed back, the rest costs what it would have cost alone")
    func clawback() throws {
        for seed in 1...Self.trials {
            var random = RandomBooks(seed: seed &* 32_452_843)
            let sold = try sold(&random, limits: false) { _ in .clawback }
            let problem = try Self.difference(sold, &random)
            #expect(problem == nil, "seed \(seed &* 32_452_843): \(problem ?? "")")
        }
    }

    private static func difference(_ sold: SoldCart, _ random: inout RandomBooks) throws -> String? {
        guard sold.book.clawsBack(sold.quote) || !sold.quote.discounts.contains(where: { $0.status == .applied }) else {
            return "nothing is clawed back"
        }
        guard sold.book.clawsBack(sold.quote) else { return nil }
        var remaining: [String: Int64] = [:]
        var rest = sold.input.cart
        for index in rest.lines.indices {
            rest.lines[index].quantity = Int64(random.number(0...Int(rest.lines[index].quantity)))
            remaining[rest.lines[index].id] = rest.lines[index].quantity
        }
        guard rest.lines.contains(where: { $0.quantity > 0 }) else { return nil }
        let alone = try sold.book.quote(rest, codes: sold.input.codes, at: sold.input.at).totals.total
        let dues = try sold.dues(remaining).total
        return dues == alone ? nil : "\(dues) instead of \(alone)"
    }

    @Test("the checks can fail: shares that are rounded return by return do not add up")
    func plantedRounding() throws {
        let rule = "kind: Promotion\nid: ten\ngive: { amount: \"10.00\", per: order }\n"
        let cart = Cart(currency: .usd, lines: [Cart.Line(id: "a", quantity: 3, unitPrice: 2000)])
        let sold = try SoldCart(ReturnPolicyTests.book(rule), cart)
        let naive = (0..<3).map { _ in (sold.quote.totals.total + 1) / 3 }
        #expect(naive.reduce(0, +) != sold.quote.totals.total)
        #expect(try !Self.isUnclamped(sold, [["a": 1], ["a": 1], ["a": 1]], naive))
        #expect(try Self.isUnclamped(sold, [["a": 1], ["a": 1], ["a": 1]], sold.refunds([["a": 1], ["a": 1], ["a": 1]])))
    }

    @Test("the checks can fail: a rule with another policy is not what the rest would have cost")
    func plantedPolicy() throws {
        var found = 0
        for seed in 1...UInt64(200) {
            var random = RandomBooks(seed: seed &* 32_452_843)
            if try Self.difference(sold(&random, limits: false) { _ in .keep }, &random) != nil { found += 1 }
        }
        #expect(found > 50)
    }
}
