import StoaCommerce
import StoaExpressions

/// What keeping a rule is worth in the end, at least: when that is more than nothing, leaving the rule out need not be
/// explored.
///
/// What the rule took off is an advantage over the same cart without it, whichever later rules apply to both. Those
/// can only wear it down: a percentage takes its share and rounds a few minor units; a rule that may come to more
/// without it (a condition on prices, a threshold within reach, an amount that is clipped) at most all that it can
/// ever give. Rules about other goods, under conditions that prices cannot change, do not touch it at all.
///
/// That later prices differ by no more than the advantage rests on order statistics: the sum of the n cheapest (or
/// dearest) units moves by at most what the units together move.
struct Advantage {
    private let pricer: Pricer
    /// The cart with the rule kept.
    private let state: PricingState
    /// Items whose prices may differ between the two ways.
    private var touched: [Bool]
    /// 2⁴⁰ is all of the advantage.
    private var retained = Potential.shareOne
    private var worn: Int64 = 0
    /// What later rules could take off before the one that is looked at.
    private var mostSoFar: Int64 = 0

    init(of candidate: Int, in state: PricingState, _ pricer: Pricer) {
        self.pricer = pricer
        self.state = state
        touched = pricer.reach(of: candidate)
    }

    /// The least that is left of `gained` after rules that may come later, in their order.
    ///
    /// - Parameters:
    ///   - stage: the stage of the kept rule.
    ///   - most: by candidate, the most it can give from the start of the quote on.
    mutating func remainder(of gained: Int64, after later: [TimelineEntry], from stage: Stage, most: (Int) -> Potential) -> Int64 {
        var index = later.startIndex
        while index < later.endIndex {
            let end = later[index...].firstIndex { $0.stage != later[index].stage } ?? later.endIndex
            var shares: Int64 = 0
            for entry in later[index..<end] where entry.action == .decide {
                let most = most(entry.candidate)
                defer { mostSoFar = min(Money.amountMax, mostSoFar + most.items) }
                switch effect(of: entry.candidate, most, isRunning: entry.stage == stage, isAlone: end - index == 1) {
                case .none: continue
                case .share(let share, let slack):
                    shares = min(Potential.shareOne, shares + share)
                    worn += slack
                case .shifts(let slack): worn += slack
                case .most: worn += most.items + most.shipping + most.worth
                }
                touch(entry.candidate)
            }
            retained = Int64((Int128(retained) * Int128(Potential.shareOne - shares)) >> 40)
            index = end
        }
        return Int64((Int128(gained) * Int128(retained)) >> 40) - worn
    }

    /// What a later rule does to the advantage.
    private enum Effect {
        case none
        /// Takes this share of it, and rounds.
        case share(Int64, slack: Int64)
        /// Takes as much either way, perhaps from other items.
        case shifts(slack: Int64)
        /// May come to anything up to its most on the way without the rule, and to nothing with it.
        case most
    }

    private mutating func touch(_ candidate: Int) {
        for (item, isReached) in pricer.reach(of: candidate).enumerated() where isReached { touched[item] = true }
    }

    private mutating func effect(of candidate: Int, _ most: Potential, isRunning: Bool, isAlone: Bool) -> Effect {
        let rule = pricer.candidates[candidate].rule
        // Rules of the running step read the snapshot that it began with, whatever is kept in it.
        guard isRunning || (holdsSurely(rule.when, candidate) && readsNoPrices(rule) && isReached(rule.spend, candidate)) else {
            return .most
        }
        if rule.gives.allSatisfy({ $0.phase != nil }) { return .none }
        let reach = pricer.reach(of: candidate)
        guard rule.gives.contains(where: { $0.base == .order }) || zip(reach, touched).contains(where: { $0 && $1 }) else { return .none }
        // At the end of its budget a rule takes no share: cut, it takes as much from less; refused, it may take nothing
        // here and all of it there.
        guard !pricer.isNearEdge(candidate, most) else { return .most }
        if isRunning { return takesAsMuch(rule, reach) ? .shifts(slack: Int64(reach.count)) : .most }
        guard rule.gives.count == 1, rule.floor == nil, !pricer.refusesShortCodes, hasNoFloor(reach) else { return .most }
        let give = rule.gives[0]
        if let share = most.share, give.weight == .value, isForWhole(rule, give) || give.base == .lines,
            rule.take.isEmpty || pricer.isSteadySet(candidate, give)
        {
            return .share(share, slack: 2 * (most.slack + Int64(reach.count) + 1))
        }
        if isAlone, case .amount(_, per: .order) = give.verb, give.every == nil, isForWhole(rule, give), least(in: reach) >= most.items {
            return .shifts(slack: Int64(reach.count))
        }
        return .most
    }

    /// Whether a give is for all that the cart holds, so that it is never clipped while something is left.
    private func isForWhole(_ rule: Promotion, _ give: Give) -> Bool {
        rule.take.isEmpty && rule.lines == nil && rule.sellers == nil && give.target == .all && give.count == nil
            && give.countPerItem == nil
            && give.item == nil
    }

    private func readsNoPrices(_ rule: Promotion) -> Bool {
        !(rule.lines?.readsPrices ?? false) && !rule.take.contains { $0.lines?.readsPrices ?? false }
    }

    /// Whether a `when` holds for certain, or is false for certain, also with the rule kept and whatever applies before.
    private func holdsSurely(_ when: CartCondition?, _ candidate: Int) -> Bool {
        guard let when, when.readsPrices else { return true }
        var now = state
        now.freeze()
        return pricer.conditions.holdsSurely(when, candidate, at: StepFacts(now, items: pricer.facts.items), lessBy: mostSoFar)
    }

    /// Whether the rules of the running step leave each other room on the goods that one of them is for: percentages of
    /// the step's prices that come to less than 90 together, of goods that are dear enough for the cents of rounding.
    private func takesAsMuch(_ rule: Promotion, _ reach: [Bool]) -> Bool {
        guard hasNoFloor(reach) else { return false }
        var (together, count) = (Rational.zero, Int64(0))
        for (index, other) in pricer.candidates.enumerated() where other.rule.stage == rule.stage {
            guard zip(reach, pricer.reach(of: index)).contains(where: { $0 && $1 }) else { continue }
            guard other.rule.take.isEmpty, other.rule.floor == nil, other.rule.gives.count == 1, let give = other.rule.gives.first,
                case .percent(let rate) = give.verb, give.base == .lines, give.basis == .step, give.weight == .value,
                let sum = try? together.plus(rate)
            else { return false }
            together = sum
            count += 1
        }
        guard together <= Rational(90) else { return false }
        return reach.indices.allSatisfy { item in
            !reach[item] || state.runs(of: item).allSatisfy { $0.stepPrice >= 20 * count }
        }
    }

    /// Whether the threshold is reached for certain, also with the rule kept and whatever applies before.
    private func isReached(_ spend: SpendThreshold?, _ candidate: Int) -> Bool {
        guard let spend else { return true }
        if spend.basis == .list { return true }
        guard spend.atMost == nil, let least = spend.atLeast?.amount(in: pricer.facts.currency) else { return false }
        return pricer.measure(spend, candidate, StepFacts(totals: state.items.map(\.total))) - mostSoFar >= least
    }

    private func hasNoFloor(_ reach: [Bool]) -> Bool {
        !reach.indices.contains { reach[$0] && pricer.facts.items[$0].floor > 0 }
    }

    /// What the goods that a rule reaches come to at least when it acts.
    private func least(in reach: [Bool]) -> Int64 {
        zip(state.items, reach).reduce(0) { $1.1 ? $0 + $1.0.total : $0 } - mostSoFar
    }
}
