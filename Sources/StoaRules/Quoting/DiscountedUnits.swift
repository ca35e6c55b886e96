/// The units of an item as they are dealt back to its lines: those with the largest discount first.
struct DiscountedUnits {
    private let trail: [TrailNode]
    private var runs: ArraySlice<UnitRun>

    /// - Parameter isDealt: whether several lines share the units; one alone gets them in any order.
    init(_ runs: ArraySlice<UnitRun>, trail: [TrailNode], isDealt: Bool) {
        self.trail = trail
        self.runs = isDealt ? runs.indices.sorted { (runs[$0].price, $0) < (runs[$1].price, $1) }.map { runs[$0] }[...] : runs
    }

    /// Adds what each candidate took off the next units to its share.
    mutating func take(_ count: Int64, into shares: inout [Int64]) {
        var left = count
        while left > 0, let run = runs.first {
            let units = min(left, run.count)
            left -= units
            var node = run.trail
            while node >= 0 {
                let discount = trail[Int(node)]
                shares[Int(discount.rule)] += discount.amount * units
                node = discount.earlier
            }
            if units == run.count { runs.removeFirst() } else { runs[runs.startIndex].count -= units }
        }
    }
}
