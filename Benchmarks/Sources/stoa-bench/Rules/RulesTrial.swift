import CAllocations
import Measuring
import StoaCommerce
import StoaRules

/// A compiled book and carts of which each meets 5 to 10 rules that apply.
struct RulesTrial: Sendable {
    let book: SyntheticBook
    let compiled: Rulebook
    let carts: [SyntheticMall.CartWithCodes]
    /// Memory that the compiled book holds, its source texts left out.
    let bytes: Int
    let appliedMean: Double
    let nearMissesMean: Double

    private static let cartCount = 64

    init(rules: Int, lines: Int, objective: String = "customer", seed: UInt64) throws {
        let mall = SyntheticMall(rules: rules, lines: lines)
        book = SyntheticBook(mall, objective: objective, seed: seed)
        let files = book.files
        let before = allocated_bytes()
        compiled = try Rulebook.compile(files)
        bytes = allocated_bytes() - before
        var numbers = SeededNumbers(seed: seed &+ 1)
        var (carts, applied, near): ([SyntheticMall.CartWithCodes], Int, Int) = ([], 0, 0)
        for _ in 0..<Self.cartCount * 100 where carts.count < Self.cartCount {
            let given = mall.cart(&numbers, coupons: book.codes)
            let quote = try compiled.quote(given.cart, codes: given.codes, at: SyntheticMall.now)
            let count = quote.discounts.count { $0.status == .applied }
            guard (5...10).contains(count) else { continue }
            carts.append(given)
            applied += count
            near += quote.nearMisses.count
        }
        guard carts.count == Self.cartCount else { throw BenchmarkError("only \(carts.count) carts meet 5 to 10 of \(rules) rules") }
        self.carts = carts
        appliedMean = Double(applied) / Double(carts.count)
        nearMissesMean = Double(near) / Double(carts.count)
    }

    func quote(_ run: Int) throws -> Quote {
        let given = carts[run % carts.count]
        return try compiled.quote(given.cart, codes: given.codes, at: SyntheticMall.now)
    }

    /// Microseconds that half of the quotes, and all but one of a hundred, take at most; medians of several runs.
    func percentiles(runs: Int) throws -> (p50: Double, p99: Double) {
        let quotes = 40 * carts.count
        var (halves, tails): ([Double], [Double]) = ([], [])
        for _ in 0...runs {
            var times: [Double] = []
            let end = ContinuousClock.now + .seconds(2)
            for run in 0..<quotes where run < 2 * carts.count || ContinuousClock.now < end {
                let start = ContinuousClock.now
                _ = try quote(run)
                times.append((ContinuousClock.now - start).seconds * 1e6)
            }
            times.sort()
            halves.append(times[times.count / 2])
            tails.append(times[times.count * 99 / 100])
        }
        // The first run warms up.
        return (median(Array(halves.dropFirst())), median(Array(tails.dropFirst())))
    }

    func meanNanoseconds() throws -> Double {
        var run = 0
        return try nanosecondsPerRun(for: .seconds(1)) {
            _ = try quote(run)
            run += 1
        }
    }

    func compileMilliseconds(runs: Int) throws -> Double {
        let files = book.files
        var times: [Double] = []
        for _ in 0..<max(1, min(runs, 3)) {
            let start = ContinuousClock.now
            _ = try Rulebook.compile(files)
            times.append((ContinuousClock.now - start).seconds * 1e3)
        }
        return median(times)
    }
}
