import StoaCommerce
import StoaExpressions

/// Thresholds that work against their author: never reached because of an earlier rule, or reached at a price that makes
/// buying less foolish.
enum ThresholdFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        study.rules.flatMap { rule in [defeated(rule, study), steep(rule, study)].compactMap { $0 } }
    }

    // MARK: Defeated

    private static func defeated(_ rule: Promotion, _ study: Study) -> Suspicion? {
        let dependsOnEarlier = rule.spend?.basis == .step || rule.when?.readsCart == true || rule.lines?.readsPrices == true
        let witnesses = study.witnesses(of: rule)
        guard dependsOnEarlier, let first = witnesses.first else { return nil }
        var culprits: Set<String>?
        for trial in witnesses {
            guard let quote = study.quote(trial), !quote.isApplied(rule.id) else { return nil }
            culprits = culprits?.intersection(quote.appliedRules) ?? Set(quote.appliedRules)
        }
        let culprit = (culprits ?? []).sorted().compactMap { study.rule($0) }.first { earlier in
            earlier.stage < rule.stage && !study.areExclusive(earlier, rule)
                && study.quote(first, only: [earlier.id, rule.id])?.isApplied(rule.id) == false
        }
        guard let culprit else { return nil }
        let field = rule.spend != nil ? ["spend"] : rule.when?.readsCart == true ? ["when"] : ["lines"]
        return Suspicion(
            code: "thresholdDefeated", rules: [rule.id, culprit.id], span: study.places.span(rule.id, field),
            message: "'\(culprit.id)' acts first and leaves a cart that the rule's condition does not hold for",
            hint: "move the rule to an earlier step, or measure at list prices", trials: [(first, [rule.id]), (first, nil)],
            isShown: { $0[0].isApplied(rule.id) && !$0[1].isApplied(rule.id) && $0[1].isApplied(culprit.id) },
            shows: { quotes in
                "alone the rule takes \(quotes[0].amount(of: rule.id).text(in: quotes[0].currency)) off; after '\(culprit.id)' took "
                    + "\(quotes[1].amount(of: culprit.id).text(in: quotes[1].currency)) off it does not apply, as on all "
                    + "\(witnesses.count) carts tried"
            })
    }

    // MARK: Steep

    /// A step down at a threshold is what thresholds are for; one that more than halves what is to be paid is a slip.
    private static func steep(_ rule: Promotion, _ study: Study) -> Suspicion? {
        let currency = study.currency(of: rule)
        let maker = study.maker(for: [rule], currency: currency)
        for requirement in study.requirements(of: rule) where requirement.contradiction == nil {
            let least = max(requirement.listTotal.least ?? 0, requirement.domain(.cart, "spend.lines").least ?? 0)
            guard least > 0, let at = maker.trial(requirement, CartShape(unitPrice: 0)), at.cart.merchandise == least else { continue }
            var below = at
            below.cart.lines[0].unitPrice -= 1
            guard below.cart.lines[0].unitPrice > 0, let quote = study.quote(at), quote.isApplied(rule.id), let less = study.quote(below),
                quote.totals.total * 2 < less.totals.total
            else { continue }
            return steep(rule, at: at, below: below, least, study)
        }
        return nil
    }

    private static func steep(_ rule: Promotion, at: Trial, below: Trial, _ least: Int64, _ study: Study) -> Suspicion {
        let currency = at.cart.currency
        var code = "payLessForMore"
        var message = "a cart at the threshold \(least.text(in: currency)) costs less than half of one just below it"
        var field = rule.spend != nil ? ["spend"] : ["when"]
        if let position = rule.gives.firstIndex(where: { $0.amountOff(in: currency) ?? 0 >= least }) {
            code = "amountAboveThreshold"
            message = "the amount off is not below the threshold \(least.text(in: currency)): a cart that reaches it is free"
            field = ["give", String(position), "amount"]
        }
        return Suspicion(
            code: code, rules: [rule.id], span: study.places.span(rule.id, field), message: message,
            hint: "raise the threshold, or give less", trials: [(below, nil), (at, nil)],
            isShown: { quotes in
                quotes[1].isApplied(rule.id) && quotes[1].totals.items >= quotes[0].totals.items
                    && quotes[1].totals.total * 2 < quotes[0].totals.total
            },
            shows: { quotes in
                "goods for \(quotes[0].totals.items.text(in: currency)) cost \(quotes[0].totals.total.text(in: currency)), goods for "
                    + "\(quotes[1].totals.items.text(in: currency)) cost \(quotes[1].totals.total.text(in: currency))"
            })
    }
}

extension Give {
    /// The amount off a whole order, where the give is one.
    func amountOff(in currency: Currency) -> Int64? {
        guard case .amount(let table, .order) = verb, every == nil, cap == nil else { return nil }
        return table.amount(in: currency)
    }
}

extension Cart {
    /// Minor units of all lines at list prices.
    var merchandise: Int64 { lines.reduce(0) { $0 + $1.unitPrice * $1.quantity } }
}
