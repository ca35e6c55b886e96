import StoaCommerce

/// Rules that undercut the floor, or the cost, that another rule on the same units keeps to.
enum FloorFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        study.rules.filter { $0.floor != nil && $0.take.isEmpty }.flatMap { kept in
            study.rules.filter { $0.id != kept.id && $0.givesOnItems }.compactMap { other -> Suspicion? in
                guard !study.areExclusive(kept, other), let floor = kept.floor else { return nil }
                switch floor {
                case .price(let table): return priceUndercut(kept, table, by: other, study)
                case .aboveCost(let margin): return costUndercut(kept, margin, by: other, study)
                }
            }
        }
    }

    private static func priceUndercut(_ kept: Promotion, _ table: MoneyTable, by other: Promotion, _ study: Study) -> Suspicion? {
        for trial in study.joint(kept, other) {
            guard let floor = table.amount(in: trial.cart.currency) else { continue }
            // Prices from just above the floor: somewhere the first rule leaves it alone and the second does not.
            for percent in [105, 115, 130, 160, 200, 300] as [Int64] {
                var tuned = trial
                tuned.cart.lines[0].unitPrice = max(1, floor * percent / 100)
                guard let quote = study.quote(tuned), isBelow(floor, kept, quote, tuned) else { continue }
                return suspicion(
                    "floorUndercut", kept, other, tuned, limit: floor, "the floor \(floor.text(in: tuned.cart.currency)) of '\(kept.id)'",
                    study)
            }
        }
        return nil
    }

    /// The cost is chosen so that the rule that minds it leaves just what it must.
    private static func costUndercut(_ kept: Promotion, _ margin: Rational, by other: Promotion, _ study: Study) -> Suspicion? {
        for trial in study.joint(kept, other) {
            var tuned = trial
            tuned.cart.lines[0].cost = 0
            guard let alone = study.quote(tuned, only: [kept.id]), alone.isApplied(kept.id), let hundred = try? Rational(100).plus(margin),
                let share = try? Rational(100).divided(by: hundred),
                let cost = try? Rational(alone.lines[0].total / tuned.cart.lines[0].quantity).times(share).rounded(.down), cost > 0
            else { continue }
            tuned.cart.lines[0].cost = cost
            guard let quote = study.quote(tuned), let floor = try? Rational(cost).times(hundred).divided(by: Rational(100)).rounded(.halfUp)
            else { continue }
            let currency = tuned.cart.currency
            if isBelow(cost, kept, quote, tuned) {
                return suspicion("belowCost", kept, other, tuned, limit: cost, "the unit's cost \(cost.text(in: currency))", study)
            }
            if isBelow(floor, kept, quote, tuned) {
                return suspicion(
                    "floorUndercut", kept, other, tuned, limit: floor, "the floor \(floor.text(in: currency)) of '\(kept.id)'", study)
            }
        }
        return nil
    }

    private static func isBelow(_ limit: Int64, _ kept: Promotion, _ quote: Quote, _ trial: Trial) -> Bool {
        quote.lines[0].applied.contains { $0.rule == kept.id } && quote.lines[0].total < limit * trial.cart.lines[0].quantity
    }

    private static func suspicion(
        _ code: String, _ kept: Promotion, _ other: Promotion, _ trial: Trial, limit: Int64, _ what: String, _ study: Study
    ) -> Suspicion {
        Suspicion(
            code: code, rules: [other.id, kept.id], span: study.places.span(other.id, ["give"]),
            message: "beside '\(kept.id)' the rule takes units below \(what)",
            hint: "give the rule a 'floor' too, or put both in one group", trials: [(trial, [kept.id]), (trial, nil)],
            isShown: { quotes in
                !isBelow(limit, kept, quotes[0], trial) && isBelow(limit, kept, quotes[1], trial) && quotes[1].isApplied(other.id)
            },
            shows: { quotes in
                let quantity = max(1, trial.cart.lines[0].quantity)
                let paid = quotes.map { ($0.lines[0].total / quantity).text(in: trial.cart.currency) }
                return "a unit costs \(paid[0]) with '\(kept.id)' alone and \(paid[1]) with both"
            })
    }
}
