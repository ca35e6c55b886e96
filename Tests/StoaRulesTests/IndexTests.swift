import Diagnostics
import Foundation
import PropertyTesting
import StoaCommerce
import Testing

@testable import StoaRules

@Suite("The index finds what a look at every rule finds")
struct IndexTests {
    private static let trials: UInt64 = TestRun.isLong ? 100_000 : 1_000
    private static let firstSeed = TestRun.seed(1)

    private struct Trial {
        let book: Rulebook
        let cart: Cart
        let codes: [String]
        let left: [String: Remaining]
        let at: Instant
    }

    private func trial(_ seed: UInt64) throws -> Trial {
        var conditions = RandomConditions(seed: seed &* 6_364_136_223_846_793_005)
        let files = conditions.rules(Int(seed % 10) + 1)
        return Trial(
            book: try Rulebook.compile(files), cart: conditions.cart(), codes: seed % 3 == 0 ? ["one", "TWO", "nonsense"] : [],
            left: seed % 4 == 0 ? ["r0": Remaining(uses: 0), "r1": Remaining(uses: 1)] : [:], at: conditions.instant)
    }

    private func indexed(_ trial: Trial) throws -> Data {
        try bytes(trial.book.quote(trial.cart, codes: trial.codes, left: trial.left, at: trial.at))
    }

    /// Every rule of the book is a candidate, and is judged in full.
    private func naive(_ trial: Trial, without lost: String? = nil) throws -> Data {
        try bytes(
            trial.book.quote(trial.cart, codes: trial.codes, left: trial.left, at: trial.at) { _, _ in
                trial.book.promotions.filter { $0.id != lost }.map { FoundRule($0) }
            })
    }

    private func bytes(_ quote: Quote) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(quote)
    }

    @Test("every byte of the quote is equal, statuses and near misses included")
    func equalToNaive() throws {
        print("index = naive: seeds \(Self.firstSeed)…\(Self.firstSeed + Self.trials - 1)")
        for seed in Self.firstSeed..<Self.firstSeed + Self.trials {
            let trial = try trial(seed)
            let (indexed, naive) = (try indexed(trial), try naive(trial))
            #expect(
                indexed == naive,
                "seed \(seed): \(String(decoding: indexed, as: UTF8.self)) is not \(String(decoding: naive, as: UTF8.self))")
        }
    }

    @Test("what fails only where a search looks ahead is not told", arguments: [2635, 7737, 12_269] as [UInt64])
    func failuresOfBounds(seed: UInt64) throws {
        let trial = try trial(seed)
        #expect(try indexed(trial) == naive(trial))
    }

    @Test("the books of the other properties too")
    func equalForSetsAndBudgets() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = RandomBooks(seed: seed &* 7919)
            let cart = random.cart()
            let trial = Trial(
                book: try Rulebook.compile(random.rules(Int(seed % 6) + 1)), cart: cart, codes: ["CODE"], left: [:],
                at: Instant(millisecondsSince1970: 0))
            let (indexed, naive) = (try indexed(trial), try naive(trial))
            #expect(
                indexed == naive,
                "seed \(seed &* 7919): \(String(decoding: indexed, as: UTF8.self)) is not \(String(decoding: naive, as: UTF8.self))")
        }
    }

    @Test("the comparison can fail: a rule that is overlooked is noticed")
    func plantedFault() throws {
        let noticed = try (1...40 as ClosedRange<UInt64>).contains { seed in
            let trial = try trial(seed)
            return try indexed(trial) != naive(trial, without: "r0")
        }
        #expect(noticed)
    }

    @Test("rules that a cart cannot meet are not looked at")
    func fewCandidates() throws {
        var (met, all) = (0, 0)
        for seed in 1...200 as ClosedRange<UInt64> {
            let trial = try trial(seed)
            let items = try Item.merged(from: trial.cart)
            met += trial.book.indexes[trial.cart.currency].candidates(trial.cart, items, coupons: [], at: trial.at).count
            all += trial.book.promotions.count
        }
        #expect(met * 2 < all, "\(met) of \(all) rules")
    }

    @Test("counters are those of rules that the cart could meet")
    func counters() throws {
        let files = (0..<50).map { index in
            SourceText(
                name: "r\(index)/rule.yaml",
                text: "kind: Promotion\nid: r\(index)\nlines: 'line.sku == \"sku-\(index)\"'\ngive:\n  percent: 10\nlimits: { uses: 5 }\n")
        }
        let book = try Rulebook.compile(files)
        let cart = Cart(currency: .usd, lines: [Cart.Line(id: "1", sku: "sku-7", quantity: 1, unitPrice: 100)])
        #expect(book.usageCounters(for: cart, codes: [], at: Instant(millisecondsSince1970: 0)).map(\.rule) == ["r7"])
    }

    @Test("an interval index finds the spans around an instant")
    func intervals() {
        var random = RandomBooks(seed: 11)
        for count in [0, 1, 2, 7, 64, 200] {
            let spans = (0..<count).map { index in
                let from = Int64(random.number(0...100))
                return (from: from, until: from + Int64(random.number(1...30)), rule: Int32(index))
            }
            let index = IntervalIndex(spans)
            for instant in -1...132 as ClosedRange<Int64> {
                var found: [Int32] = []
                index.forEach(containing: instant) { found.append($0) }
                #expect(found.sorted() == spans.filter { $0.from <= instant && instant < $0.until }.map(\.rule))
            }
        }
    }
}
