import StoaCommerce
import StoaExpressions

extension ConditionMemory {
    var hasFailures: Bool { !cartFailures.isEmpty || !lineFailures.isEmpty }

    /// Forgets what failed where a search came by, at prices that nobody pays or in bounds alone, so that going through the
    /// choice once more finds what fails in it.
    func forgetFailures() {
        for (index, candidate) in candidates.enumerated() where candidate.rule.when?.readsPrices == true || cartFailures[index] != nil {
            forgetWhen(index)
        }
        for candidate in lineFailures.keys { forgetLines(candidate) }
        lineFailures = [:]
    }

    /// Why a candidate's conditions could not be judged; nil where another part of them is false, so that the failure
    /// decided nothing.
    func failure(of candidate: Int) -> String? {
        guard let failure = lineFailures[candidate] ?? cartFailures[candidate] else { return nil }
        let rule = candidates[candidate].rule
        if rule.coupons.isEmpty, !RuleIndex([rule], in: facts.currency).meets(facts.cart, facts.items, at: facts.at) { return nil }
        let step = StepFacts(PricingState(items: facts.items, shipping: [], candidates: 0), items: facts.items)
        if let when = rule.when, cartFailures[candidate] == nil {
            guard whenHeld(candidate) ?? holds(when, candidate, step) else { return nil }
        }
        guard rule.needsItems(in: facts.currency) else { return failure }
        let parts = rule.needsParts ? rule.take.indices.map { $0 + 1 } : []
        return ([0] + parts).allSatisfy { part in facts.items.indices.contains { mayMatch($0, candidate, condition: part, step) } }
            ? failure : nil
    }
}
