import StoaCommerce

/// Values that make another value of the same rule meaningless.
enum DegenerateFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        study.rules.flatMap { rule -> [Suspicion] in
            var found: [Suspicion?] = [freeSet(rule, study)]
            for (position, give) in rule.gives.enumerated() {
                found += [idleRate(give, position, rule, study), priceBelowFloor(give, position, rule, study)]
            }
            return found.compactMap { $0 }
        }
    }

    // MARK: Caps

    /// A cap that the smallest discount exceeds already.
    private static func idleRate(_ give: Give, _ position: Int, _ rule: Promotion, _ study: Study) -> Suspicion? {
        let currency = study.currency(of: rule)
        guard let cap = give.cap?.amount(in: currency), let smallest = smallestDiscount(give, rule, study), smallest.amount > cap else {
            return nil
        }
        return Suspicion(
            code: "capAlwaysBinds", rules: [rule.id], span: study.places.span(rule.id, ["give", String(position), "cap"]),
            message: "the cap \(cap.text(in: currency)) is below the least that the rule gives, \(smallest.amount.text(in: currency)): "
                + "it always gives the cap",
            hint: "raise the cap, or give the amount itself", trials: [(smallest.trial, [rule.id])],
            isShown: { $0[0].amount(of: rule.id) == cap },
            shows: { quotes in
                "of goods for \(quotes[0].totals.items.text(in: currency)) the rule takes \(quotes[0].amount(of: rule.id).text(in: currency)) off"
            })
    }

    /// The least that a give can come to without its cap, and a cart on which it does.
    private static func smallestDiscount(_ give: Give, _ rule: Promotion, _ study: Study) -> (amount: Int64, trial: Trial)? {
        let currency = study.currency(of: rule)
        if let trial = study.witnesses(of: rule).first, case .amount(let table, let scope) = give.verb, scope == .order || scope == .set,
            give.every == nil
        {
            return table.amount(in: currency).map { ($0, trial) }
        }
        // A share of the whole is least where the whole is: at the threshold.
        guard case .percent(let rate) = give.verb, give.target == .all, give.countPerItem == nil, rule.take.isEmpty,
            rule.lines == nil || rule.spend?.scope == .lines,
            let requirement = study.requirements(of: rule).first(where: { $0.contradiction == nil })
        else { return nil }
        let least = max(requirement.domain(.cart, "cart.subtotal").least ?? 0, requirement.domain(.cart, "spend.lines").least ?? 0)
        guard least > 0, let trial = study.maker(for: [rule], currency: currency).trial(requirement, CartShape(unitPrice: 0)),
            let amount = try? percent(rate, of: least).rounded(.halfUp)
        else { return nil }
        return (amount, trial)
    }

    // MARK: Floors

    private static func priceBelowFloor(_ give: Give, _ position: Int, _ rule: Promotion, _ study: Study) -> Suspicion? {
        let currency = study.currency(of: rule)
        guard case .price(let table, .unit) = give.verb, let price = table.amount(in: currency), case .price(let own) = rule.floor,
            let floor = own.amount(in: currency), price < floor, let trial = study.witnesses(of: rule).first
        else { return nil }
        return Suspicion(
            code: "priceBelowFloor", rules: [rule.id], span: study.places.span(rule.id, ["give", String(position), "price"]),
            message:
                "the price \(price.text(in: currency)) is below the rule's own floor \(floor.text(in: currency)), so no unit ever costs it",
            hint: "raise the price, or lower the floor", trials: [(trial, [rule.id])],
            isShown: { quotes in
                quotes[0].isApplied(rule.id)
                    && zip(quotes[0].lines, trial.cart.lines).allSatisfy { $0.applied.isEmpty || $0.total >= floor * $1.quantity }
            },
            shows: { quotes in
                let paid =
                    zip(quotes[0].lines, trial.cart.lines).first { !$0.0.applied.isEmpty }.map { $0.total / max(1, $1.quantity) } ?? 0
                return "a unit costs \(paid.text(in: currency))"
            })
    }

    // MARK: Sets

    private static func freeSet(_ rule: Promotion, _ study: Study) -> Suspicion? {
        guard !rule.take.isEmpty, let trial = study.witnesses(of: rule).first, let quote = study.quote(trial, only: [rule.id]),
            quote.lines.allSatisfy({ $0.total == 0 })
        else { return nil }
        let units = rule.take.reduce(0) { $0 + $1.quantity }
        return Suspicion(
            code: "setIsFree", rules: [rule.id], span: study.places.span(rule.id, ["give"]),
            message: "a set of \(units) is wholly free: nothing in it is paid for", hint: "give 'to' fewer units than the set takes",
            trials: [(trial, [rule.id])], isShown: { $0[0].isApplied(rule.id) && $0[0].lines.allSatisfy { $0.total == 0 } },
            shows: { "goods for \($0[0].totals.items.text(in: $0[0].currency)) cost \(Int64(0).text(in: $0[0].currency))" })
    }
}
