import StoaCommerce

extension Pricer {
    /// Packs sets and gives for them; the units of every set are taken, so no later set can use them.
    func giveSets(_ candidate: Int, to state: inout PricingState, _ step: StepFacts) -> Bool {
        let rule = candidates[candidate].rule
        let paying = rule.gives.first { $0.isForItems }
        var sets = pack(candidate, paying, in: state, step)
        if let paying { sets.removeAll { worth(of: $0, paying, candidate, step) == 0 } }
        guard !sets.isEmpty else { return false }
        var cuts: [Cut] = []
        for one in sets.flatMap({ $0.slices.flatMap { $0 } }) {
            cuts.append(Cut(item: one.item, run: one.run, count: one.count, amount: 0, takes: true))
        }
        let before = state.amounts[candidate]
        if let paying {
            let (slices, dealt) = deal(paying, over: sets, candidate, step)
            guard dealt.total > 0 else { return false }
            cuts = Cut.merged(taken: cuts, discounts: zip(slices, clipped(dealt.amounts, candidate, in: state)).map { ($0, $1) })
            state.undistributed += dealt.undistributed
        } else {
            cuts = Cut.merged(taken: cuts, discounts: [])
        }
        state.apply(cuts, rule: candidate)
        state.objective.money += state.amounts[candidate] - before
        for give in rule.gives {
            guard case .gift(let gift) = give.verb else { continue }
            let count = sets.reduce(0) { $0 + $1.count }
            guard add(gift, times: count, candidate, to: &state, step) else { return false }
        }
        return true
    }

    /// What a set rule would take off if every unit had room for it; what it really takes is never more.
    func wantedForSets(_ candidate: Int, _ paying: Give, in state: PricingState, _ step: StepFacts) -> Int64 {
        var sets = pack(candidate, paying, in: state, step, clipped: false)
        sets.removeAll { worth(of: $0, paying, candidate, step) == 0 }
        return sets.isEmpty ? 0 : deal(paying, over: sets, candidate, step).dealt.total
    }

    /// The sets that the cart holds now, of units that no set has used.
    private func pack(
        _ candidate: Int, _ paying: Give?, in state: PricingState, _ step: StepFacts, clipped: Bool = true
    ) -> [SetPacking.Sets] {
        let rule = candidates[candidate].rule
        let pool = slices(candidate, basis: paying?.basis ?? .step, untakenOnly: true, clipped: clipped, in: state, step)
        var masks = [UInt8](repeating: 0, count: pool.count)
        for (index, slice) in pool.enumerated() {
            for part in rule.take.indices where conditions.matches(slice.item, candidate, condition: part + 1, step) {
                masks[index] |= 1 << UInt8(part)
            }
        }
        var target: Int?
        if case .part(let part)? = paying?.target { target = part }
        return SetPacking(
            parts: rule.take.map { SetPacking.Part(quantity: $0.quantity, pick: $0.pick, sameItem: $0.sameItem) },
            pool: pool, masks: masks, target: target, isForDearest: paying?.target == .dearest, targetCount: paying?.count ?? 1,
            setsMax: rule.times ?? .max, allowsPartial: rule.allowsPartialSet, gain: gain(of: paying),
            priceOfSet: priceOfSet(paying)
        ).packed()
    }

    private func gain(of give: Give?) -> (UnitSlice) -> Int64 {
        switch give?.verb {
        case .amount(let table, .unit):
            let amount = table.amount(in: facts.currency) ?? 0
            return { min(amount, $0.value) }
        case .price(let table, .unit):
            let price = table.amount(in: facts.currency) ?? 0
            return { max(0, $0.value - price) }
        default: return { $0.value }
        }
    }

    private func priceOfSet(_ give: Give?) -> Int64 {
        if case .price(let table, .set)? = give?.verb { table.amount(in: facts.currency) ?? 0 } else { 0 }
    }

    /// What the give comes to for sets that are alike; a set that brings nothing must not use units up.
    private func worth(of sets: SetPacking.Sets, _ give: Give, _ candidate: Int, _ step: StepFacts) -> Int64 {
        if case .price(_, .set) = give.verb { return amountOff(sets, give) }
        return targeted(give, in: sets).totalValue
    }

    /// The slices that the give acts on, merged over all sets, with what they get.
    private func deal(
        _ give: Give, over sets: [SetPacking.Sets], _ candidate: Int, _ step: StepFacts
    ) -> (slices: [UnitSlice], dealt: Dealt) {
        var isPerSet = false
        if case .price(_, .set) = give.verb { isPerSet = true }
        if case .amount(_, .set) = give.verb { isPerSet = true }
        guard isPerSet else {
            let slices = merged(sets.flatMap { targeted(give, in: $0) })
            return (slices, deal(give, over: slices, candidate, step))
        }
        var slices: [UnitSlice] = []
        var dealt = Dealt(amounts: [])
        for one in sets {
            let own = merged(targeted(give, in: one))
            let part = spreading(give, candidate, flowsOn: true).deal(amountOff(one, give), over: own)
            slices += own
            dealt.amounts += part.amounts
            dealt.undistributed += part.undistributed
        }
        guard let cap = give.cap?.amount(in: facts.currency), dealt.total > cap else { return (slices, dealt) }
        let all = merged(sets.flatMap { targeted(give, in: $0) })
        return (all, spreading(give, candidate).deal(cap, over: all))
    }

    /// What comes off sets that are alike, for an amount or a price a set; a price never raises.
    private func amountOff(_ sets: SetPacking.Sets, _ give: Give) -> Int64 {
        let value = targeted(give, in: sets).totalValue
        switch give.verb {
        case .price(let table, _):
            guard let price = table.amount(in: facts.currency) else { return 0 }
            return max(0, value - scaled(price, by: sets.count))
        case .amount(let table, _):
            guard let amount = table.amount(in: facts.currency) else { return 0 }
            return scaled(amount, by: sets.count)
        default: return 0
        }
    }

    private func targeted(_ give: Give, in sets: SetPacking.Sets) -> [UnitSlice] {
        let units: [UnitSlice]
        switch give.target {
        case .all: return sets.slices.flatMap { $0 }
        case .part(let part):
            units = sets.slices[part].dearestFirst()
            return give.count.map { units.prefix(units: $0 * sets.count) } ?? units
        case .cheapest: units = sets.slices.flatMap { $0 }.cheapestFirst()
        case .dearest: units = sets.slices.flatMap { $0 }.dearestFirst()
        }
        return units.prefix(units: (give.count ?? 1) * sets.count)
    }

    private func merged(_ slices: [UnitSlice]) -> [UnitSlice] {
        var result: [UnitSlice] = []
        for slice in slices.inItemOrder() {
            if let last = result.last, last.item == slice.item, last.run == slice.run {
                result[result.count - 1].count += slice.count
            } else {
                result.append(slice)
            }
        }
        return result
    }
}

extension Give {
    var isForItems: Bool {
        switch verb {
        case .percent, .amount, .price, .tiers: true
        case .gift, .shipping, .points: false
        }
    }
}

extension Cut {
    /// The units that sets use, run by run: first those with a discount, then the others.
    static func merged(taken: [Cut], discounts: [(slice: UnitSlice, amount: Int64)]) -> [Cut] {
        let taken = taken.sorted { ($0.item, $0.run) < ($1.item, $1.run) }
        let order = discounts.indices.sorted { first, second in
            let (left, right) = (discounts[first].slice, discounts[second].slice)
            return (left.item, left.run, first) < (right.item, right.run, second)
        }
        var cuts: [Cut] = []
        var (index, next) = (0, 0)
        while index < taken.count {
            let (item, run) = (taken[index].item, taken[index].run)
            var left: Int64 = 0
            while index < taken.count, taken[index].item == item, taken[index].run == run {
                left += taken[index].count
                index += 1
            }
            while next < order.count, discounts[order[next]].slice.item == item, discounts[order[next]].slice.run == run {
                let (slice, amount) = discounts[order[next]]
                cuts.append(Cut(item: item, run: run, count: slice.count, amount: amount, takes: true))
                left -= slice.count
                next += 1
            }
            if left > 0 { cuts.append(Cut(item: item, run: run, count: left, amount: 0, takes: true)) }
        }
        return cuts
    }
}
