import StoaCommerce

/// The most that one rule can give from some state on, whatever other rules do before it.
///
/// Holds because prices only ever fall and units are only ever taken: a later state gives no rule more to take from.
struct Potential {
    /// Minor units off items.
    var items: Int64 = 0
    /// At most `share` / 2⁴⁰ of the merchandise when its step begins, plus `slack` for rounding; nil when only `items`
    /// bounds the rule.
    var share: Int64?
    var slack: Int64 = 0
    /// Minor units off the selected way to ship.
    var shipping: Int64 = 0
    /// Declared worth of gifts, in minor units.
    var worth: Int64 = 0
    var extras: Int64 = 0

    static let shareOne: Int64 = 1 << 40
}

/// A rule that is still open at some state, with what it could give.
struct OpenPotential: Sendable {
    let candidate: Int
    let stage: Stage
    let potential: Potential
    /// The group whose limit it counts against, nil for none.
    let group: Int?
    /// Whether nothing may stand beside it.
    let isAlone: Bool
}

/// What rules that are still open can give together, step after step.
struct PotentialSum {
    /// A lower bound of the merchandise that is left.
    private var left: Int64
    private let start: Int64
    private(set) var shipping: Int64 = 0
    private(set) var worth: Int64 = 0
    private(set) var extras: Int64 = 0

    init(items: Int64) {
        left = items
        start = items
    }

    var itemsMoney: Int64 { start - left }

    /// Adds the rules of one step. Rules that take shares of what is there compound from step to step; within a step
    /// they read one snapshot, so their shares add up. The bound on what is left must not rise when less was there,
    /// which holds while the shares together are at most all.
    ///
    /// - Parameter room: how many rules of a group may still join; of a group within one step the ones that give most
    ///   are counted.
    mutating func add(_ rules: [OpenPotential], room: (Int) -> Int) {
        var shares: Int64 = 0
        for rule in rules { shares += min(rule.potential.share ?? 0, Potential.shareOne) }
        var off: Int64 = 0
        var byGroup: [Int: [Int64]] = [:]
        for rule in rules {
            var most = rule.potential.items
            if let share = rule.potential.share, shares <= Potential.shareOne {
                let part = (Int128(left) * Int128(share) + Int128(Potential.shareOne - 1)) >> 40
                most = min(most, Int64(clamping: part) + rule.potential.slack)
            }
            if let group = rule.group { byGroup[group, default: []].append(most) } else { off = min(start, off + most) }
            shipping = min(Money.amountMax, shipping + rule.potential.shipping)
            worth = min(Money.amountMax, worth + rule.potential.worth)
            extras = min(Money.amountMax, extras + rule.potential.extras)
        }
        for (group, amounts) in byGroup {
            for most in amounts.sorted(by: >).prefix(max(0, room(group))) { off = min(start, off + most) }
        }
        left = max(0, left - off)
    }
}
