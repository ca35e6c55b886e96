import StoaCommerce

/// Rows of tiers on which buying more brings less, or nothing more.
enum TierFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        study.rules.flatMap { rule -> [Suspicion] in
            rule.gives.enumerated().flatMap { position, give -> [Suspicion] in
                guard case .tiers(let tiers) = give.verb, tiers.mode == .slab else { return [] }
                return tiers.rows.indices.compactMap { look(at: $0, of: tiers, give: position, rule, study) }
            }
        }
    }

    private static func look(at row: Int, of tiers: Tiers, give: Int, _ rule: Promotion, _ study: Study) -> Suspicion? {
        guard let (below, at) = carts(around: tiers.rows[row].from, tiers.measure, rule, study),
            let less = study.quote(below, only: [rule.id]),
            let more = study.quote(at, only: [rule.id])
        else { return nil }
        let currency = at.cart.currency
        let span = study.places.span(rule.id, ["give", String(give), "tiers", "rows", String(row)])
        func suspicion(_ code: String, _ message: String, _ hint: String, _ isShown: @escaping (Quote, Quote) -> Bool) -> Suspicion {
            Suspicion(
                code: code, rules: [rule.id], span: span, message: message, hint: hint, trials: [(below, [rule.id]), (at, [rule.id])],
                isShown: { isShown($0[0], $0[1]) },
                shows: { quotes in
                    quotes.map { quote in
                        "goods for \(quote.totals.items.text(in: currency)) cost \(quote.totals.total.text(in: currency)), "
                            + "\(quote.totals.discount.text(in: currency)) off"
                    }.joined(separator: "; ")
                })
        }
        if row > 0, more.totals.discount < less.totals.discount {
            return suspicion("tiersFall", "who reaches this row gets less off than just below it", "let the rows grow") {
                $1.totals.items > $0.totals.items && $1.totals.discount < $0.totals.discount
            }
        }
        // A step down in the price of the whole is what a threshold of money is for, unless it is more than half.
        let factor: Int64 = tiers.measure == .spend ? 2 : 1
        if more.totals.total * factor < less.totals.total {
            return suspicion("payLessForMore", "who reaches this row pays less than just below it", "give less, or add a row before it") {
                $1.totals.items > $0.totals.items && $1.totals.total * factor < $0.totals.total
            }
        }
        guard isIdle(row, of: tiers) else { return nil }
        return suspicion("idleRow", "the row changes nothing: it gives what the one before it gives", "remove the row, or let it give more")
        {
            // Equal shares, up to the rounding of each.
            abs($0.totals.discount * $1.totals.items - $1.totals.discount * $0.totals.items) <= $0.totals.items + $1.totals.items
        }
    }

    private static func isIdle(_ row: Int, of tiers: Tiers) -> Bool {
        switch (row > 0 ? tiers.rows[row - 1].verb : .percent(.zero), tiers.rows[row].verb) {
        case (.percent(let before), .percent(let rate)): before == rate
        case (.amount(let before, .unit), .amount(let amount, .unit)): before == amount
        case (.price(let before, _), .price(let price, _)): before == price
        default: false
        }
    }

    /// A cart just below a bound, and one at it.
    private static func carts(
        around bound: Tiers.Bound, _ measure: Tiers.Measure, _ rule: Promotion, _ study: Study
    ) -> (below: Trial, at: Trial)? {
        let currency = study.currency(of: rule)
        guard let requirement = study.requirements(of: rule).first(where: { $0.contradiction == nil }) else { return nil }
        let maker = study.maker(for: [rule], currency: currency)
        switch (bound, measure) {
        case (.count(let count), .units):
            guard count > 1, let at = maker.trial(requirement, CartShape(units: count)), at.cart.lines[0].quantity == count else {
                return nil
            }
            var below = at
            below.cart.lines[0].quantity -= 1
            return (below, at)
        case (.count(let count), _):
            guard count > 1, count < 100, let at = maker.trial(requirement, CartShape(items: Int(count))) else { return nil }
            var below = at
            below.cart.lines.removeLast()
            return (below, at)
        case (.spend(let table), _):
            guard let amount = table.amount(in: currency), amount > 1 else { return nil }
            let reached = Clause(
                kind: .comparison(.cart("cart.listTotal"), .greaterOrEqual, [.number(amount)]),
                origin: Origin(field: [], span: nil, text: ""))
            guard let at = maker.trial(requirement.adding([reached]), CartShape(unitPrice: 0)) else { return nil }
            var below = at
            below.cart.lines[0].unitPrice -= 1
            return (below, at)
        }
    }
}
