import StoaCommerce
import StoaExpressions

extension Pricer {
    /// The most that an entry of the timeline can give from a state on.
    ///
    /// - Parameter step: the running step's snapshot when the entry belongs to it: its rules read older, higher prices.
    func potential(_ entry: TimelineEntry, in state: PricingState, _ step: StepFacts?) -> Potential {
        let rule = candidates[entry.candidate].rule
        var potential = Potential()
        for give in rule.gives where give.isShipping == (entry.action == .ship || rule.stage.phase == .shipping) {
            if case .shipping(let shipping) = give.verb { add(shipping, state, to: &potential) }
        }
        guard entry.action == .decide else { return potential }
        let paying = rule.gives.filter(\.isForItems)
        for give in paying { potential.items = min(Money.amountMax, potential.items + most(give, entry.candidate, in: state, step)) }
        if step == nil, paying.count == 1, case .percent(let rate) = paying[0].verb, paying[0].basis == .step,
            let share = try? rate.times(Rational(Potential.shareOne)), let whole = try? share.divided(by: Rational(100))
        {
            potential.share = Int64(clamping: whole.numerator / whole.denominator + 1)
            potential.slack = roundingSlack(paying[0].rounding.scope)
        }
        for give in rule.gives { if case .gift(let gift) = give.verb { add(gift, give, rule, to: &potential) } }
        return potential
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
            let amount = min(discount(give.verb, on: max(state.shipping[index].stepPrice, state.shipping[index].price)), state.shipping[index].price)
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
                let total = facts.items.reduce(0) { $0 + $1.listTotal }
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

    private func most(_ give: Give, _ candidate: Int, in state: PricingState, _ step: StepFacts?) -> Int64 {
        let rule = candidates[candidate].rule
        var slices = reachable(give, candidate, in: state, step)
        let reach = slices.reduce(0) { $0 + $1.totalRoom }
        if let units = targetUnits(give, rule, slices.unitCount) { slices = slices.dearestFirst().prefix(units: units) }
        var most = bound(give.verb, give, rule, slices, state, step)
        if let cap = give.cap?.amount(in: facts.currency) { most = min(most, cap) }
        return min(most, reach)
    }

    /// Units that the rule could come to match, at the higher of the prices it could read.
    private func reachable(_ give: Give, _ candidate: Int, in state: PricingState, _ step: StepFacts?) -> [UnitSlice] {
        let rule = candidates[candidate].rule
        let now = step ?? StepFacts(state, items: facts.items)
        var slices: [UnitSlice] = []
        for (index, item) in facts.items.enumerated() {
            if let only = give.item, item.facts.id != only { continue }
            guard couldMatch(index, candidate, condition: 0, now) else { continue }
            let isPart = rule.take.isEmpty || rule.take.indices.contains { couldMatch(index, candidate, condition: $0 + 1, now) }
            guard isPart else { continue }
            for (position, run) in state.items[index].runs.enumerated() where rule.take.isEmpty || !run.isTaken {
                let value = give.basis == .list ? item.unitPrice : step == nil ? run.price : run.stepPrice
                slices.append(UnitSlice(item: index, run: position, count: run.count, value: value, room: run.price))
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
        _ verb: Give.Verb, _ give: Give, _ rule: Promotion, _ slices: [UnitSlice], _ state: PricingState, _ step: StepFacts?
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
            let rows = tiers.rows.map { bound($0.verb, give, rule, slices, state, step) }
            // Alone among modifiers, an item's own tiers can each reach their best row.
            guard tiers.mode == .graduated || tiers.perItem else { return rows.max() ?? 0 }
            return rows.reduce(0) { min(Money.amountMax, $0 + scaled($1, by: tiers.perItem ? Int64(facts.items.count) : 1)) }
        case .gift, .shipping: return 0
        }
    }

    private func merchandise(_ give: Give, _ state: PricingState, _ step: StepFacts?) -> Int64 {
        var sum: Int64 = 0
        for (index, item) in facts.items.enumerated() where item.facts.discountable {
            sum += give.basis == .list ? item.listTotal : step?.totals[index] ?? state.items[index].total
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
