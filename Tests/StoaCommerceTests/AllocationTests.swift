import PropertyTesting
import StoaCommerce
import Testing

@Suite("Allocation deals out exactly")
struct AllocationTests {
    private func check(
        _ amount: Int64, _ weights: [Int64], within capacities: [Int64]? = nil, gives shares: [Int64], undistributed: Int64 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let result = allocate(amount, weights: weights, capacities: capacities ?? weights.map { _ in Money.amountMax })
        #expect(result.shares == shares, sourceLocation: sourceLocation)
        #expect(result.undistributed == undistributed, sourceLocation: sourceLocation)
    }

    @Test("spare units go to the largest remainder, ties to the earlier part")
    func largestRemainder() {
        check(1000, [5000, 5000, 5000], gives: [334, 333, 333])
        check(300, [4300, 1400, 2300], gives: [161, 53, 86])
        check(299, [4300, 1400, 2300], gives: [161, 52, 86])
        check(5, [0, 1], gives: [0, 5])
    }

    @Test("a full part's excess flows to the others; what nobody can take is reported")
    func waterFilling() {
        check(2500, [5000, 6000], within: [500, 6000], gives: [500, 2000])
        check(100, [1, 1], within: [30, 40], gives: [30, 40], undistributed: 30)
        check(100, [0, 0], gives: [0, 0], undistributed: 100)
    }

    @Test("sums and bounds hold for random amounts", arguments: 0..<200)
    func properties(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = Int(random.next() % 8) + 1
        let weights = (0..<count).map { _ in Int64(random.next() % 10_000) }
        let capacities = (0..<count).map { _ in Int64(random.next() % 3000) }
        let amount = Int64(random.next() % 12_000)
        let result = allocate(amount, weights: weights, capacities: capacities)
        #expect(result.shares.reduce(0, +) + result.undistributed == amount, "seed \(seed)")
        #expect(zip(result.shares, capacities).allSatisfy { (0...$1).contains($0) }, "seed \(seed)")
        let room = zip(weights, capacities).filter { $0.0 > 0 }.map(\.1).reduce(0, +)
        #expect(result.undistributed == max(0, amount - room), "seed \(seed)")
    }
}
