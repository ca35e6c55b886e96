import StoaCommerce
import StoaExpressions

extension Pricer {
    /// Gives a good away; false when there is nothing to give.
    func add(_ gift: Gift, times: Int64, _ candidate: Int, to state: inout PricingState, _ step: StepFacts) -> Bool {
        var wanted = min(scaled(gift.quantity, by: times), Cart.quantityMax)
        guard wanted > 0 else { return false }
        let given = wanted
        if gift.mode == .addMissing { wanted -= makeFree(gift.sku, upTo: wanted, candidate, in: &state, step) }
        if wanted > 0 { state.gifts.append(.init(candidate: candidate, sku: gift.sku, quantity: wanted)) }
        state.objective.money += scaled(facts.giftWorth, by: wanted)
        state.objective.extras += given
        return true
    }

    /// Makes units free that the cart already holds; answers how many.
    private func makeFree(
        _ sku: String, upTo count: Int64, _ candidate: Int, in state: inout PricingState, _ step: StepFacts
    ) -> Int64 {
        let rule = candidates[candidate].rule
        var left = count
        var cuts: [Cut] = []
        for (index, item) in facts.items.enumerated()
        where item.facts.sku == sku && item.facts.discountable && rule.serves(item.facts) {
            guard let floor = floor(rule, item), floor == 0 else { continue }
            for (position, run) in state.runs(of: index).enumerated() where left > 0 && run.price > 0 && run.price == run.stepPrice {
                let units = min(left, run.count)
                left -= units
                cuts.append(Cut(item: index, run: position, count: units, amount: units * run.price, takes: false))
            }
        }
        guard !cuts.isEmpty else { return 0 }
        let before = state.amounts[candidate]
        state.apply(cuts, rule: candidate)
        state.objective.money += state.amounts[candidate] - before
        return count - left
    }
}
