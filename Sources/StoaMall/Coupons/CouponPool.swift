import StoaCommerce
import StoaKernel

/// Which codes of a campaign were given out: exported from the lowest serial number up, issued from the highest down, so
/// that no code is given to two people.
///
/// What was issued is kept as serial numbers, and not as how many they are, because a campaign's `count` is what the book
/// in force says: with another count the highest numbers are others.
struct CouponPool: Noun {
    static let kind = "couponPool"
    static let idPrefix = "cpl"

    let id: ID<CouponPool>
    /// Issued, or not to be issued any more; ascending, and apart from each other. One for each count that a campaign had.
    private(set) var taken: [Serials] = []
    /// Below this everything that is not taken may have been exported.
    var exported: Int64 = 0

    init(id: ID<CouponPool>) { self.id = id }

    /// Serial numbers from one up to another.
    struct Serials: Sendable, Hashable, Codable {
        var from: Int64
        /// The first that is not among them.
        var until: Int64
    }

    /// How many codes can still be issued of so many.
    func left(of count: Int64) -> Int64 { gaps(from: exported, below: count).reduce(0) { $0 + $1.until - $1.from } }

    /// The highest codes that can be issued of so many, descending; fewer where there are no more.
    func highestFree(below count: Int64, most: Int64) -> [Int64] {
        var serials: [Int64] = []
        for gap in gaps(from: exported, below: count).reversed() {
            let first = max(gap.from, gap.until - (most - Int64(serials.count)))
            serials += (first..<gap.until).reversed()
        }
        return serials
    }

    /// The lowest codes that nobody was issued, from a serial number on, and the next one after them.
    func lowestFree(from first: Int64, below count: Int64, most: Int64) -> (serials: [Int64], next: Int64?) {
        var serials: [Int64] = []
        for gap in gaps(from: first, below: count) {
            let until = min(gap.until, gap.from + most - Int64(serials.count))
            serials += gap.from..<until
            if until < gap.until { return (serials, until) }
        }
        return (serials, nil)
    }

    /// Never issues them again, nor exports them.
    mutating func take(_ serials: [Int64]) {
        let all = (taken + serials.map { Serials(from: $0, until: $0 + 1) }).sorted { $0.from < $1.from }
        taken = all.reduce(into: []) { merged, next in
            if let last = merged.indices.last, merged[last].until >= next.from {
                merged[last].until = max(merged[last].until, next.until)
            } else {
                merged.append(next)
            }
        }
    }

    /// What is not taken within bounds, ascending.
    private func gaps(from first: Int64, below count: Int64) -> [Serials] {
        var gaps: [Serials] = []
        var start = first
        for serials in taken where serials.until > start {
            if serials.from >= count { break }
            if serials.from > start { gaps.append(Serials(from: start, until: serials.from)) }
            start = serials.until
        }
        if start < count { gaps.append(Serials(from: start, until: count)) }
        return gaps
    }
}

extension DecisionContext {
    /// What was given out of a campaign; version 0 where nothing was.
    mutating func pool(_ campaign: String) throws(Interruption) -> Versioned<CouponPool> {
        let id = ID<CouponPool>(trusted: campaign)
        return try find(id) ?? Versioned(CouponPool(id: id), version: 0)
    }

    mutating func keep(_ pool: Versioned<CouponPool>) throws(Interruption) {
        if pool.version == 0 { try create(pool.value) } else { try update(pool) }
    }
}
