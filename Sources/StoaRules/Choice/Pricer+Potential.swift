import StoaCommerce
import StoaExpressions

extension Pricer {
    /// The most that an entry of the timeline can give from a state on.
    ///
    /// - Parameters:
    ///   - step: the state's snapshot: the running step's, whose rules read older, higher prices, or one of now.
    ///   - isRunning: whether the entry belongs to the running step.
    func potential(_ entry: TimelineEntry, in state: PricingState, _ step: StepFacts, isRunning: Bool) -> Potential {
        let rule = candidates[entry.candidate].rule
        var potential = Potential()
        guard !isOut(entry.candidate, step) else { return potential }
        for give in rule.gives where give.phase == entry.stage.phase {
            switch give.verb {
            case .shipping(let shipping): add(shipping, state, to: &potential)
            case .points(let points):
                potential.extras += mostExtras(points, in: state)
                potential.worth = min(Money.amountMax, potential.worth + mostWorth(points, in: state))
            case .percent, .amount, .price, .gift, .tiers: continue
            }
        }
        let budget = budgetBound(entry.candidate, in: state)
        if let budget { potential.shipping = min(potential.shipping, budget) }
        guard entry.action == .decide else { return potential }
        let paying = rule.gives.filter(\.isForItems)
        if paying.count == 1, !rule.take.isEmpty, isMonotone(entry.candidate, paying[0]) {
            potential.items = wantedForSets(entry.candidate, paying[0], in: state, step)
        } else {
            for give in paying {
                potential.items = min(Money.amountMax, potential.items + most(give, entry.candidate, in: state, step))
            }
        }
        if !isRunning, paying.count == 1, case .percent(let rate) = paying[0].verb, paying[0].basis == .step,
            let share = try? rate.times(Rational(Potential.shareOne)), let whole = try? share.divided(by: Rational(100))
        {
            potential.share = Int64(clamping: whole.numerator / whole.denominator + 1)
            potential.slack = roundingSlack(paying[0].rounding.scope)
        }
        for give in rule.gives { if case .gift(let gift) = give.verb { add(gift, give, rule, to: &potential) } }
        // What a budget leaves is a bound of its own, of a rule that is cut and of one that is refused alike. A lower cap
        // keeps the sum of potentials sound; that a refused rule may come back at lower prices is why the bound of the
        // prices stays beside it.
        if let budget { potential.items = min(potential.items, budget) }
        return potential
    }

    /// Whether a set rule's own packing now is the most it can ever give: what it gives must only fall when prices fall
    /// and units are taken.
    ///
    /// Packed for the buyer out of parts that share no units, what a rule gives is made of order statistics of the
    /// prices: both make them fall. Units that a fixed choice (`cheapest`) would leave must not be taken by anyone, so no
    /// other set rule may reach them. Which lines take part must not depend on prices.
    private func isMonotone(_ candidate: Int, _ give: Give) -> Bool {
        if let known = searchFacts[candidate].isMonotone { return known }
        let answer = judgeMonotone(candidates[candidate].rule, candidate, give)
        searchFacts[candidate].isMonotone = answer
        return answer
    }

    /// Whether what a set rule gives moves by no more than prices do, whatever other rules use up.
    func isSteadySet(_ candidate: Int, _ give: Give) -> Bool {
        isMonotone(candidate, give) && !isContested(candidate, partMasks(candidate))
    }

    /// By item: whether a rule could come to discount it.
    func reach(of candidate: Int) -> [Bool] {
        if let known = searchFacts[candidate].reach { return known }
        let rule = candidates[candidate].rule
        let step = StepFacts(totals: facts.items.map(\.listTotal))
        let gifts = rule.gives.compactMap { give in
            if case .gift(let gift) = give.verb, gift.mode == .addMissing { gift.sku } else { nil }
        }
        // A plugin's proposal is for the items that it names.
        let named: Set<String>? = rule.gives.contains { $0.item == nil } ? nil : Set(rule.gives.compactMap(\.item))
        var reach = [Bool](repeating: false, count: facts.items.count)
        for item in servable(candidate, step) { reach[item] = true }
        for item in reach.indices {
            if let sku = facts.items[item].facts.sku, gifts.contains(sku) { reach[item] = true }
            if let named, !named.contains(facts.items[item].facts.id) { reach[item] = false }
        }
        searchFacts[candidate].reach = reach
        return reach
    }

    /// The items that a rule's conditions could come to match, in their order.
    private func servable(_ candidate: Int, _ step: StepFacts) -> [Int] {
        if let known = searchFacts[candidate].servable { return known }
        let rule = candidates[candidate].rule
        var items =
            rule.lines?.readsPrices == true
            ? facts.items.indices.filter { conditions.couldMatch($0, candidate, condition: 0, step) }
            : conditions.matching(candidate, condition: 0, step)
        if !rule.take.isEmpty {
            items = items.filter { item in rule.take.indices.contains { conditions.couldMatch(item, candidate, condition: $0 + 1, step) } }
        }
        searchFacts[candidate].servable = items
        return items
    }

    private func judgeMonotone(_ rule: Promotion, _ candidate: Int, _ give: Give) -> Bool {
        guard give.base == .lines, rule.floor == nil, !rule.allowsPartialSet, give.weight == .value, !rule.take.contains(where: \.sameItem),
            !(rule.lines?.readsPrices ?? false), !rule.take.contains(where: { $0.lines?.readsPrices ?? false })
        else { return false }
        if case .tiers = give.verb { return false }
        let masks = partMasks(candidate)
        if rule.take.count == 1, rule.take[0].pick == .cheapest { return give.target != .dearest && !isContested(candidate, masks) }
        let areForBuyer =
            rule.take.allSatisfy { $0.pick == .best } || (rule.take.count == 1 && rule.take[0].pick == .dearest && give.target != .dearest)
        if areForBuyer { return masks.allSatisfy { $0.nonzeroBitCount <= 1 } }
        // Buy the dearer, get the cheaper of the same units.
        guard rule.take.count == 2, case .part(let target) = give.target, rule.take[target].pick == .cheapest,
            rule.take[1 - target].pick == .dearest || rule.take[1 - target].pick == .best
        else { return false }
        return masks.allSatisfy { $0 == 0 || $0 == 3 } && !isContested(candidate, masks)
    }

    /// By item: the parts of a set rule that it could serve, a bit a part.
    private func partMasks(_ candidate: Int) -> [Int] {
        if let known = searchFacts[candidate].masks { return known }
        let step = StepFacts(totals: facts.items.map(\.listTotal))
        let found = facts.items.indices.map { item in
            guard conditions.couldMatch(item, candidate, condition: 0, step) else { return 0 }
            var mask = 0
            for part in candidates[candidate].rule.take.indices where conditions.couldMatch(item, candidate, condition: part + 1, step) {
                mask |= 1 << part
            }
            return mask
        }
        searchFacts[candidate].masks = found
        return found
    }

    private func isContested(_ candidate: Int, _ masks: [Int]) -> Bool {
        candidates.indices.contains { other in
            guard other != candidate, !candidates[other].rule.take.isEmpty else { return false }
            return zip(masks, partMasks(other)).contains { $0 != 0 && $1 != 0 }
        }
    }

    /// Minor units that rounding can add: one where it happens.
    private func roundingSlack(_ scope: RoundingPoint.Scope) -> Int64 {
        switch scope {
        case .total: 1
        case .item: Int64(facts.items.count)
        case .unit: unitCount
        }
    }

    private var unitCount: Int64 { facts.items.reduce(0) { $0 + $1.quantity } }

    private func add(_ give: ShippingGive, _ state: PricingState, to potential: inout Potential) {
        for (index, option) in facts.shipping.enumerated() {
            if let methods = give.methods, !methods.contains(option.method) { continue }
            // The running step reads the snapshot, which is higher than the price now.
            let amount = min(
                discount(give.verb, on: max(state.shipping[index].stepPrice, state.shipping[index].price)), state.shipping[index].price)
            if index == facts.selectedShipping { potential.shipping += amount } else { potential.extras += amount }
        }
    }

    private func add(_ gift: Gift, _ give: Give, _ rule: Promotion, to potential: inout Potential) {
        var times: Int64 = 1
        if !rule.take.isEmpty {
            times = setsMax(rule, unitCount)
        } else if let every = give.every {
            switch every {
            case .units(let units): times = unitCount / units
            case .spend(let table):
                let total = facts.items.reduce(0) { $0 + max($1.listTotal, $1.priceTotal) }
                times = total / max(1, table.amount(in: facts.currency) ?? 1)
            }
            times = min(times, rule.times ?? .max)
        }
        let units = min(scaled(gift.quantity, by: times), Cart.quantityMax)
        potential.extras += units
        potential.worth += scaled(facts.giftWorth, by: units)
        if gift.mode == .addMissing {
            for item in facts.items where item.facts.sku == gift.sku {
                potential.items += scaled(item.unitPrice, by: min(units, item.quantity))
            }
        }
    }

    private func setsMax(_ rule: Promotion, _ units: Int64) -> Int64 {
        let quantity = rule.take.reduce(0) { $0 + $1.quantity }
        return min(rule.times ?? .max, units / max(1, quantity) + (rule.allowsPartialSet ? 1 : 0))
    }

    // MARK: Items

    private func most(_ give: Give, _ candidate: Int, in state: PricingState, _ step: StepFacts) -> Int64 {
        let rule = candidates[candidate].rule
        var slices = reachable(give, candidate, in: state, step)
        let reach = slices.reduce(0) { $0 + $1.totalRoom }
        if let units = targetUnits(give, rule, slices.unitCount) { slices = slices.dearestFirst().prefix(units: units) }
        var most = bound(give.verb, give, rule, slices, state, step)
        if let cap = give.cap?.amount(in: facts.currency) { most = min(most, cap) }
        return min(most, reach)
    }

    /// Units that the rule could come to match, at the higher of the prices it could read.
    private func reachable(_ give: Give, _ candidate: Int, in state: PricingState, _ step: StepFacts) -> [UnitSlice] {
        let rule = candidates[candidate].rule
        var slices: [UnitSlice] = []
        let items = servable(candidate, step)
        slices.reserveCapacity(items.count)
        for item in items {
            if let only = give.item, facts.items[item].facts.id != only { continue }
            for (position, run) in state.runs(of: item).enumerated() where rule.take.isEmpty || !run.isTaken {
                let value = give.basis == .list ? facts.items[item].listPrice : run.stepPrice
                slices.append(UnitSlice(item: item, run: position, count: run.count, value: value, room: run.price))
            }
        }
        return slices
    }

    /// How many units the give can act on, or nil for all.
    private func targetUnits(_ give: Give, _ rule: Promotion, _ units: Int64) -> Int64? {
        guard !rule.take.isEmpty else { return give.count }
        let each: Int64
        switch give.target {
        case .all: each = rule.take.reduce(0) { $0 + $1.quantity }
        case .part(let part): each = give.count ?? rule.take[part].quantity
        case .cheapest, .dearest: each = give.count ?? 1
        }
        return scaled(each, by: setsMax(rule, units))
    }

    private func bound(
        _ verb: Give.Verb, _ give: Give, _ rule: Promotion, _ slices: [UnitSlice], _ state: PricingState, _ step: StepFacts
    ) -> Int64 {
        switch verb {
        case .percent(let rate):
            let value = give.base == .order ? merchandise(give, state, step) : slices.totalValue
            let exact = (try? percent(rate, of: value).rounded(.down)) ?? Money.amountMax
            return exact + roundingSlack(give.base == .order ? .total : give.rounding.scope)
        case .amount(let table, let scope):
            let amount = table.amount(in: facts.currency) ?? 0
            switch scope {
            case .order: return scaled(amount, by: repetitions(give, rule, slices))
            case .set: return scaled(amount, by: setsMax(rule, unitCount))
            case .item: return scaled(amount, by: Int64(slices.count))
            case .unit: return slices.reduce(0) { min(Money.amountMax, $0 + scaled(min(amount, $1.value), by: $1.count)) }
            }
        case .price(let table, let scope):
            guard scope == .unit, let price = table.amount(in: facts.currency) else { return slices.totalValue }
            return slices.reduce(0) { $0 + max(0, $1.value - price) * $1.count }
        case .tiers(let tiers):
            let rows = reachableRows(tiers, give, rule, slices).map { bound($0.verb, give, rule, slices, state, step) }
            // Alone among modifiers, an item's own tiers can each reach their best row.
            guard tiers.mode == .graduated || tiers.perItem else { return rows.max() ?? 0 }
            return rows.reduce(0) { min(Money.amountMax, $0 + scaled($1, by: tiers.perItem ? Int64(facts.items.count) : 1)) }
        case .gift, .shipping, .points: return 0
        }
    }

    /// Rows of a slab that can still be reached: what is measured only ever falls.
    private func reachableRows(
        _ tiers: Tiers, _ give: Give, _ rule: Promotion, _ slices: [UnitSlice]
    ) -> ArraySlice<Tiers.Row> {
        guard tiers.mode == .slab, !tiers.perItem, give.base == .lines else { return tiers.rows[...] }
        let measured: Int64
        switch tiers.measure {
        case .spend: measured = slices.totalValue
        case .units: measured = slices.unitCount
        case .items: measured = Int64(Set(slices.map(\.item)).count)
        }
        let reached = tiers.rows.prefix { row in
            switch row.from {
            case .count(let count): count <= measured
            case .spend(let table): (table.amount(in: facts.currency) ?? 0) <= measured
            }
        }
        // The number of units of rules that match by product facts alone never changes, and so neither does their row.
        let isFixed = tiers.measure == .units && rule.take.isEmpty && give.target == .all && give.countPerItem == nil
        return isFixed && !(rule.lines?.readsPrices ?? false) ? reached.suffix(1) : reached
    }

    private func merchandise(_ give: Give, _ state: PricingState, _ step: StepFacts) -> Int64 {
        var sum: Int64 = 0
        for index in facts.items.indices where facts.items[index].facts.discountable {
            sum += give.basis == .list ? facts.items[index].listTotal : step.totals[index]
        }
        return sum
    }

    private func repetitions(_ give: Give, _ rule: Promotion, _ slices: [UnitSlice]) -> Int64 {
        let count: Int64
        switch give.every {
        case nil: return 1
        case .units(let units): count = slices.unitCount / units
        case .spend(let table): count = slices.totalValue / max(1, table.amount(in: facts.currency) ?? 1)
        }
        return min(count, rule.times ?? .max)
    }
}
