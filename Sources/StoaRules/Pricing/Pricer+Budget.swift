import StoaCommerce

/// Budgets bound what one rule takes off in one quote: items and the selected shipping together.
extension Pricer {
    /// Minor units that a candidate may still take off where its budget cuts it; nil where nothing does.
    func clip(_ candidate: Int, in state: PricingState) -> Int64? {
        guard let budget = candidates[candidate].budget, !budget.rejects else { return nil }
        return max(0, budget.left - state.amounts[candidate])
    }

    /// What is taken off slices, cut in proportion to exactly what the budget has left; no slice gets more by it.
    func clipped(_ amounts: [Int64], _ candidate: Int, in state: PricingState) -> [Int64] {
        guard let left = clip(candidate, in: state), amounts.reduce(0, +) > left else { return amounts }
        return allocate(left, weights: amounts, capacities: amounts).shares
    }

    /// Minor units that a candidate can take off at most because of its budget, whichever way the budget ends; nil
    /// where it has none.
    func budgetBound(_ candidate: Int, in state: PricingState) -> Int64? {
        candidates[candidate].budget.map { max(0, $0.left - state.amounts[candidate]) }
    }

    /// Whether a budget may change what a rule gives.
    ///
    /// - Parameter most: the most that the rule can give, within its budget.
    func isNearEdge(_ candidate: Int, _ most: Potential) -> Bool {
        guard let budget = candidates[candidate].budget else { return false }
        return budget.left <= most.items + most.shipping
    }
}
