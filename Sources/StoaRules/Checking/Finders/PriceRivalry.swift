import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// Price rules beside one another, and beside promotions.
enum PriceRivalry {
    /// A rule that another one comes before wherever it has a price, as far as carts were tried.
    static func shadowed(_ rule: PriceRule, _ study: Study) -> Suspicion? {
        let trials = witnesses(of: rule, study)
        guard let first = trials.first else { return nil }
        var winners: Set<String>?
        for trial in trials {
            guard let quote = study.quote(trial), let winner = quote.lines.first?.price?.rule, winner != rule.id else { return nil }
            winners = winners.map { $0.intersection([winner]) } ?? [winner]
        }
        guard let rival = winners?.first, let other = study.book.price(rival) else { return nil }
        return Suspicion(
            code: "shadowed", rules: [rule.id, rival], span: study.places.span(rule.id, ["id"]),
            message: "the price never applies: '\(rival)' (priority \(other.priority)) comes before it in every cart that was tried",
            hint: "give the rule a priority above \(other.priority), or narrow '\(rival)'", trials: [(first, nil)],
            isShown: { $0[0].lines[0].price?.rule == rival },
            shows: { quotes in
                "this cart is what the rule is for, and '\(rival)' prices it at "
                    + quotes[0].unitPrice(first.cart, 0).text(in: first.cart.currency)
            })
    }

    private static func witnesses(of rule: PriceRule, _ study: Study) -> [Trial] {
        var shapes = CartShape.usual.prefix(3).map { $0 }
        if case .tiers(let rows) = rule.form { shapes += rows.prefix(8).map { CartShape(units: $0.from) } }
        let maker = study.maker(for: [rule.selector], currency: study.currency(of: rule.selector))
        var trials: [Trial] = []
        for requirement in study.requirements(of: rule.selector) where requirement.contradiction == nil {
            for shape in shapes {
                guard let trial = maker.trial(requirement, shape), let item = try? Item.merged(from: trial.cart).first,
                    study.isPriced(item, by: rule, trial)
                else { continue }
                trials.append(trial)
            }
        }
        return trials
    }

    // MARK: Equal precedence

    /// Rules of one priority that can both price a unit, at different prices: which one does, their ids decide.
    static func equal(_ study: Study) -> [Suspicion] {
        let groups = Dictionary(grouping: study.book.prices) { $0.priority }
        return groups.keys.sorted().flatMap { priority -> [Suspicion] in
            let rules = groups[priority] ?? []
            return study.possiblePairs(rules.map(\.selector)).compactMap { first, second in
                study.book.price(first.id).flatMap { one in study.book.price(second.id).flatMap { equal(one, $0, study) } }
            }
        }
    }

    private static func equal(_ first: PriceRule, _ second: PriceRule, _ study: Study) -> Suspicion? {
        for trial in study.joint(first.selector, second.selector, shapes: [CartShape(), CartShape(factor: 10)]) {
            guard let item = try? Item.merged(from: trial.cart).first, study.isPriced(item, by: first, trial),
                study.isPriced(item, by: second, trial),
                let prices = prices(first, second, item, trial), prices.0 != prices.1
            else { continue }
            let currency = trial.cart.currency
            return Suspicion(
                code: "samePriority", rules: [second.id, first.id],
                span: study.places.span(second.id, study.places.root(of: second.id)?["priority"] == nil ? ["id"] : ["priority"]),
                message: "the price can meet '\(first.id)', which has the same priority \(first.priority): their ids decide which applies",
                hint: "give one of them another 'priority', or keep them apart by their conditions", trials: [(trial, nil)],
                isShown: { $0[0].lines[0].price.map { [first.id, second.id].contains($0.rule) } ?? false },
                shows: { _ in
                    "a unit costs \(prices.0.text(in: currency)) by '\(first.id)' and \(prices.1.text(in: currency)) by '\(second.id)'"
                })
        }
        return nil
    }

    private static func prices(_ first: PriceRule, _ second: PriceRule, _ item: Item, _ trial: Trial) -> (Int64, Int64)? {
        guard let one = first.price(of: item, [], in: trial.cart.currency), let other = second.price(of: item, [], in: trial.cart.currency)
        else { return nil }
        return (one.unitPrice, other.unitPrice)
    }

    // MARK: Promotions

    /// A price that keeps a margin over cost, and a promotion that takes the unit below its cost all the same.
    static func belowCost(_ rule: PriceRule, _ study: Study) -> [Suspicion] {
        guard rule.readsCost, rule.promotions != .none, rule.floor?.readsCost != true else { return [] }
        return study.rules.filter(\.givesOnItems).compactMap { promotion -> Suspicion? in
            guard promotion.stage.phase == .catalog || rule.promotions == .all else { return nil }
            for trial in study.joint(rule.selector, promotion) {
                var tuned = trial
                // A cost at which the margin, and not the price, is what counts.
                tuned.cart.lines[0].cost = tuned.cart.lines[0].unitPrice
                guard let cost = tuned.cart.lines[0].cost, cost > 0, let quote = study.quote(tuned),
                    isBelow(cost, rule, promotion, quote, tuned)
                else { continue }
                let currency = tuned.cart.currency
                return Suspicion(
                    code: "belowCost", rules: [promotion.id, rule.id], span: study.places.span(promotion.id, ["give"]),
                    message: "the price '\(rule.id)' keeps above the unit's cost, and the promotion takes it below",
                    hint: "give '\(rule.id)' a 'floor: { aboveCost: 0 }', which promotions keep to as well", trials: [(tuned, nil)],
                    isShown: { isBelow(cost, rule, promotion, $0[0], tuned) },
                    shows: { quotes in
                        let paid = quotes[0].lines[0].total / max(1, tuned.cart.lines[0].quantity)
                        return "a unit that costs the merchant \(cost.text(in: currency)) is priced at "
                            + "\(quotes[0].unitPrice(tuned.cart, 0).text(in: currency)) and sold at \(paid.text(in: currency))"
                    })
            }
            return nil
        }
    }

    private static func isBelow(_ cost: Int64, _ rule: PriceRule, _ promotion: Promotion, _ quote: Quote, _ trial: Trial) -> Bool {
        let line = quote.lines[0]
        return line.price?.rule == rule.id && line.applied.contains { $0.rule == promotion.id }
            && line.price.map { $0.unitPrice >= cost } ?? false
            && line.total < cost * trial.cart.lines[0].quantity
    }
}
