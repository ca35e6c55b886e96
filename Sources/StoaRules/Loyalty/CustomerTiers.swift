import StoaCommerce

/// Names for customers by what they bought in a period: the rule of kind `Earn` with `tiers`. A book has one at most.
struct CustomerTiers: Sendable {
    struct Row: Sendable {
        let from: LoyaltyMeasure.Bound
        let tier: String
    }

    let id: String
    let measure: LoyaltyMeasure
    let active: ActiveWindow
    /// In ascending order of `from`.
    let rows: [Row]

    /// The highest row that is reached, from 0; nil for none.
    func row(reachedBy tally: Standing.Tally) -> Int? { rows.lastIndex { measure.hasReached($0.from, tally) } }

    /// The row that is reached, or the tier that a customer was given by hand, if that stands higher in the rows. A tier that stands
    /// in no row gives way.
    func tier(reachedBy tally: Standing.Tally, stated: String?) -> String? {
        let own = stated.flatMap { stated in rows.lastIndex { $0.tier == stated } }
        guard let reached = row(reachedBy: tally), own.map({ $0 < reached }) ?? true else { return stated }
        return rows[reached].tier
    }
}
