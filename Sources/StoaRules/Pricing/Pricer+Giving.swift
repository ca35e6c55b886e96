import StoaCommerce
import StoaExpressions

extension Pricer {
    /// Applies a candidate whose conditions hold; false when it comes to nothing and the state is as before.
    ///
    /// A list of gives is all or none; a proposal's gives are for different items and stand alone.
    func give(_ candidate: Int, to state: inout PricingState, _ step: StepFacts) -> Bool {
        attempt(candidate, on: &state, step) == .given
    }

    /// How an attempt to apply a candidate ended.
    enum Attempt {
        case given
        /// There is nothing in the cart that it could take off; the state is as before.
        case nothing
        /// It would take off more than its budget has left, and must not be cut; the state is as before.
        case overBudget
    }

    /// As ``give(_:to:_:)``, with the reason.
    func attempt(_ candidate: Int, on state: inout PricingState, _ step: StepFacts) -> Attempt {
        let rule = candidates[candidate].rule
        let undistributed = state.undistributed
        // A copy to go back to costs as much as the rule; most rules have one give, which changes nothing when it fails.
        let before = mayFailMidway(candidate) ? state : nil
        let succeeded: Bool
        if rule.take.isEmpty {
            var (any, all) = (false, true)
            for index in rule.gives.indices where rule.gives[index].phase ?? rule.stage.phase == rule.stage.phase {
                let isGiven = apply(rule.gives[index], candidate, to: &state, step)
                any = any || isGiven
                all = all && isGiven
            }
            succeeded = candidates[candidate].isProposal ? any : all
        } else {
            succeeded = giveSets(candidate, to: &state, step)
        }
        let isShort = refusesShortCodes && !candidates[candidate].codes.isEmpty && state.undistributed > undistributed
        guard succeeded, !isShort else {
            if let before { state = before }
            return .nothing
        }
        if let budget = candidates[candidate].budget, budget.rejects, state.amounts[candidate] > budget.left {
            if let before { state = before }
            return .overBudget
        }
        return .given
    }

    /// Whether an attempt may have changed the state when it turns out to come to nothing.
    private func mayFailMidway(_ candidate: Int) -> Bool {
        let rule = candidates[candidate].rule
        return rule.gives.count > 1 || (!rule.take.isEmpty && !rule.gives.contains(where: \.isForItems))
            || candidates[candidate].budget?.rejects == true
            || (refusesShortCodes && !candidates[candidate].codes.isEmpty)
    }

    /// The parts of a list of gives that act in a later phase than the others.
    func complete(_ entry: TimelineEntry, in state: inout PricingState, _ step: StepFacts) {
        for give in candidates[entry.candidate].rule.gives where give.phase == entry.stage.phase {
            _ = apply(give, entry.candidate, to: &state, step)
        }
    }

    private func apply(_ give: Give, _ candidate: Int, to state: inout PricingState, _ step: StepFacts) -> Bool {
        switch give.verb {
        case .shipping(let shipping): return apply(shipping, candidate, to: &state)
        case .points(let points): return add(points, candidate, to: &state, step)
        case .gift(let gift):
            let slices = slices(candidate, basis: give.basis, in: state, step)
            guard !slices.isEmpty else { return false }
            return add(gift, times: repetitions(of: give, slices, candidate), candidate, to: &state, step)
        case .percent, .amount, .price, .tiers:
            let slices = chosenSlices(give, candidate, in: state, step)
            guard !slices.isEmpty else { return false }
            let dealt = deal(give, over: slices, candidate, step)
            return take(dealt, from: slices, candidate, in: &state)
        }
    }

    private func chosenSlices(_ give: Give, _ candidate: Int, in state: PricingState, _ step: StepFacts) -> [UnitSlice] {
        var slices = slices(candidate, basis: give.basis, item: give.item, in: state, step)
        if give.target == .all, give.countPerItem == nil, give.count == nil { return slices }
        switch give.target {
        case .all, .part: break
        case .cheapest: slices = slices.cheapestFirst()
        case .dearest: slices = slices.dearestFirst()
        }
        if let most = give.countPerItem {
            var left: [Int: Int64] = [:]
            slices = slices.compactMap { slice in
                var part = slice
                part.count = min(slice.count, left[slice.item, default: most])
                left[slice.item] = left[slice.item, default: most] - part.count
                return part.count > 0 ? part : nil
            }
        }
        if let count = give.count { slices = slices.prefix(units: count) }
        return slices.inItemOrder()
    }

    /// Takes what was dealt off the units; false when nothing was.
    private func take(_ dealt: Dealt, from slices: [UnitSlice], _ candidate: Int, in state: inout PricingState) -> Bool {
        let amounts = clipped(dealt.amounts, candidate, in: state)
        var cuts: [Cut] = []
        cuts.reserveCapacity(amounts.count)
        for (slice, amount) in zip(slices, amounts) where amount > 0 {
            cuts.append(Cut(item: slice.item, run: slice.run, count: slice.count, amount: amount, takes: false))
        }
        // A give that an earlier one of the same rule has left no budget for is not missing: the rule is cut, not refused.
        guard !cuts.isEmpty else { return amounts != dealt.amounts }
        let before = state.amounts[candidate]
        state.apply(cuts, rule: candidate)
        state.undistributed += dealt.undistributed
        state.objective.money += state.amounts[candidate] - before
        return true
    }

    // MARK: Amounts

    /// What a give comes to over some slices.
    func deal(_ give: Give, over slices: [UnitSlice], _ candidate: Int, _ step: StepFacts) -> Dealt {
        let dealt: Dealt
        if case .tiers(let tiers) = give.verb {
            dealt = deal(tiers, of: give, over: slices, candidate, step)
        } else {
            dealt = deal(give.verb, of: give, over: slices, times: repetitions(of: give, slices, candidate), candidate, step)
        }
        guard let cap = give.cap?.amount(in: facts.currency), dealt.total + dealt.undistributed > cap else { return dealt }
        return spreading(give, candidate).deal(cap, over: slices)
    }

    func spreading(_ give: Give, _ candidate: Int, flowsOn: Bool = false) -> Spreading {
        Spreading(
            weight: give.weight, flowsOn: flowsOn || give.base == .order || candidates[candidate].rule.stage.phase == .order,
            taxPercents: facts.netTaxPercents)
    }

    private func repetitions(of give: Give, _ slices: [UnitSlice], _ candidate: Int) -> Int64 {
        let count: Int64
        switch give.every {
        case nil: return 1
        case .units(let units): count = slices.unitCount / units
        case .spend(let table):
            guard let amount = table.amount(in: facts.currency), amount > 0 else { return 0 }
            count = slices.totalValue / amount
        }
        return min(count, candidates[candidate].rule.times ?? .max)
    }

    func deal(
        _ verb: Give.Verb, of give: Give, over slices: [UnitSlice], times: Int64 = 1, _ candidate: Int, _ step: StepFacts
    ) -> Dealt {
        var nothing: Dealt { Dealt(amounts: Array(repeating: 0, count: slices.count)) }
        switch verb {
        case .percent(let rate): return deal(percent: rate, of: give, over: slices, candidate, step)
        case .amount(let table, let scope):
            guard let amount = table.amount(in: facts.currency) else { return nothing }
            switch scope {
            case .order, .set:
                return spreading(give, candidate, flowsOn: true).deal(scaled(amount, by: times), over: slices)
            case .item: return dealPerItem(slices) { _ in amount }
            case .unit: return dealPerUnit(slices) { _ in amount }
            }
        case .price(let table, _):
            guard let price = table.amount(in: facts.currency) else { return nothing }
            return dealPerUnit(slices) { max(0, $0.value - price) }
        case .tiers(let tiers): return deal(tiers, of: give, over: slices, candidate, step)
        case .gift, .shipping, .points: return nothing
        }
    }

    private func deal(percent rate: Rational, of give: Give, over slices: [UnitSlice], _ candidate: Int, _ step: StepFacts) -> Dealt {
        let mode = give.rounding.ofDiscount
        func rounded(_ value: Int64) -> Int64 { roundedPercent(rate, of: value, mode) ?? 0 }
        switch give.base == .order ? .total : give.rounding.scope {
        case .total:
            let value = give.base == .order ? orderValue(give, candidate, step) : slices.totalValue
            return spreading(give, candidate).deal(rounded(value), over: slices)
        case .item: return dealPerItem(slices) { rounded($0) }
        case .unit: return dealPerUnit(slices) { rounded($0.value) }
        }
    }

    /// An amount for each item, dealt over its units; an item takes what it has room for.
    private func dealPerItem(_ slices: [UnitSlice], _ amountOfItem: (Int64) -> Int64) -> Dealt {
        var dealt = Dealt(amounts: [])
        var start = slices.startIndex
        while start < slices.endIndex {
            var end = start
            while end < slices.endIndex, slices[end].item == slices[start].item { end += 1 }
            let own = slices[start..<end]
            let part = allocate(
                amountOfItem(own.reduce(0) { $0 + $1.totalValue }), weights: own.map(\.totalValue), capacities: own.map(\.totalRoom))
            dealt.amounts.append(contentsOf: part.shares)
            dealt.undistributed += part.undistributed
            start = end
        }
        return dealt
    }

    /// Discountable merchandise of the whole cart, or of a seller whose promotion it is.
    func orderValue(_ give: Give, _ candidate: Int, _ step: StepFacts) -> Int64 {
        var sum: Int64 = 0
        for index in conditions.served(by: candidate) {
            sum += give.basis == .list ? facts.items[index].listTotal : step.totals[index]
        }
        return sum
    }
}
