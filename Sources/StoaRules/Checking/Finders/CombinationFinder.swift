import StoaCommerce

/// Rules that each leave something to pay and together do not, or that meet a limit together whose outcome depends on
/// their names.
enum CombinationFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        var seen: Set<[String]> = []
        return study.pairs { $0.givesOnItems }.flatMap { first, second -> [Suspicion] in
            guard !study.areExclusive(first, second) else { return [] }
            let shapes = [CartShape(), CartShape(unitPrice: 95, factor: 2)]
            for trial in study.joint(first, second, shapes: shapes) {
                guard let quote = study.quote(trial), quote.isApplied(first.id), quote.isApplied(second.id) else { continue }
                let found = [clamped(first, second, trial, quote, study), free(first, second, trial, quote, study)].compactMap { $0 }
                let new = found.filter { seen.insert([$0.code] + $0.rules.sorted()).inserted }
                if !new.isEmpty { return new }
            }
            return []
        }
    }

    /// Rules of one step that find too little room: who comes first by id gets it.
    private static func clamped(_ first: Promotion, _ second: Promotion, _ trial: Trial, _ quote: Quote, _ study: Study) -> Suspicion? {
        let ids = [first.id, second.id]
        guard first.stage == second.stage,
            quote.lines.contains(where: { line in ids.allSatisfy { id in line.applied.contains { $0.rule == id } } }),
            let both = study.quote(trial, only: ids), both.undistributed > 0,
            let one = study.quote(trial, only: [first.id]), let other = study.quote(trial, only: [second.id]),
            one.undistributed == 0, other.undistributed == 0
        else { return nil }
        let earlier = min(first.id, second.id)
        return Suspicion(
            code: "clampedByOrder", rules: ids, span: study.places.span(first.id, ["give"]),
            message: "'\(first.id)' and '\(second.id)' act in one step and together want more than there is to take: "
                + "'\(earlier)' is served first because of its id",
            hint: "give one of them a later 'step', or put both in one group", trials: [(trial, [second.id]), (trial, ids)],
            isShown: { quotes in
                quotes[1].undistributed > 0 && quotes[0].undistributed == 0 && ids.allSatisfy { quotes[1].isApplied($0) }
            },
            shows: { quotes in
                let amounts = ids.map { "'\($0)' takes \(quotes[1].amount(of: $0).text(in: trial.cart.currency)) off" }.joined(
                    separator: ", ")
                return "\(amounts), and \(quotes[1].undistributed.text(in: trial.cart.currency)) find no room"
            })
    }

    /// A line that is free although no rule on it could make it so alone.
    private static func free(_ first: Promotion, _ second: Promotion, _ trial: Trial, _ quote: Quote, _ study: Study) -> Suspicion? {
        guard first.stage != second.stage,
            let place = quote.lines.firstIndex(where: { $0.total == 0 && $0.discount > 0 && $0.applied.count > 1 })
        else { return nil }
        let rules = quote.lines[place].applied.compactMap { study.rule($0.rule) }
        guard rules.allSatisfy({ !$0.canMakeFree(in: trial.cart.currency) }), let last = rules.max(by: { $0.stage < $1.stage }) else {
            return nil
        }
        let ids = [last.id] + rules.map(\.id).filter { $0 != last.id }.sorted()
        return Suspicion(
            code: "freeTogether", rules: ids, span: study.places.span(last.id, ["give"]),
            message: "\(quoted(ids)) together leave nothing to pay, and none of them does alone",
            hint: "put them in one group, or cap one of them", trials: [(trial, [last.id]), (trial, nil)],
            isShown: { quotes in
                quotes[1].lines[place].total == 0 && quotes[0].lines[place].total > 0 && ids.allSatisfy { quotes[1].isApplied($0) }
            },
            shows: { quotes in
                let currency = trial.cart.currency
                return "with '\(last.id)' alone the line costs \(quotes[0].lines[place].total.text(in: currency)), with all of them "
                    + quotes[1].lines[place].total.text(in: currency)
            })
    }
}

extension Promotion {
    /// Whether the rule takes money off goods.
    var givesOnItems: Bool {
        gives.contains { give in
            switch give.verb {
            case .percent, .amount, .price, .tiers: true
            case .gift, .shipping, .points: false
            }
        }
    }

    /// Whether the rule alone can leave a unit that costs nothing.
    func canMakeFree(in currency: Currency) -> Bool {
        let least = spend?.atLeast?.amount(in: currency) ?? 0
        return gives.contains { give in
            let verbs: [Give.Verb] = if case .tiers(let tiers) = give.verb { tiers.rows.map(\.verb) } else { [give.verb] }
            return verbs.contains { verb in
                switch verb {
                case .percent(let rate): rate == Rational(100)
                case .amount(let table, let scope): scope != .order || table.amount(in: currency) ?? 0 >= least
                case .price(let table, _): table.amount(in: currency) == 0
                case .gift, .shipping, .points, .tiers: false
                }
            }
        }
    }
}
