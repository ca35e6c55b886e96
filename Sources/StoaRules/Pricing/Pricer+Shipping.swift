import StoaCommerce

extension Pricer {
    /// Takes money off the ways to ship; false when there was none to take.
    func apply(_ give: ShippingGive, _ candidate: Int, to state: inout PricingState) -> Bool {
        var succeeded = false
        let clip = clip(candidate, in: state)
        for (index, option) in facts.shipping.enumerated() {
            if let methods = give.methods, !methods.contains(option.method) { continue }
            let current = state.shipping[index]
            var amount = min(discount(give.verb, on: current.stepPrice), current.price)
            guard amount > 0 else { continue }
            succeeded = true
            // Every option is shown as it would be if it were selected.
            if let clip { amount = min(amount, clip) }
            if let budget = candidates[candidate].budget, budget.rejects, index != facts.selectedShipping, amount > budget.left { continue }
            guard amount > 0 else { continue }
            state.shipping[index].price -= amount
            if index == facts.selectedShipping {
                state.amounts[candidate] += amount
                state.objective.money += amount
            } else {
                state.objective.extras += amount
            }
        }
        return succeeded
    }

    func discount(_ verb: ShippingGive.Verb, on price: Int64) -> Int64 {
        switch verb {
        case .percent(let rate): roundedPercent(rate, of: price, .halfUp) ?? 0
        case .amount(let table): min(price, table.amount(in: facts.currency) ?? 0)
        case .price(let table): table.amount(in: facts.currency).map { max(0, price - $0) } ?? 0
        }
    }
}
