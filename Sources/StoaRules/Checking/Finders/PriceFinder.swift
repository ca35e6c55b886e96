import Diagnostics
import StoaCommerce
import StoaExpressions
import StoaExtension

/// Price rules that never price anything, that cannot be told apart, or whose price is not what they state.
enum PriceFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        guard !study.book.prices.isEmpty else { return [] }
        return study.book.prices.flatMap { rule -> [Suspicion] in
            if let never = closed(rule, study) ?? contradictory(rule, study) ?? PriceRivalry.shadowed(rule, study) { return [never] }
            return [currencyHole(rule, study), outOfBounds(rule, study), rising(rule, study)].compactMap(\.self)
                + PriceRivalry.belowCost(rule, study)
        } + PriceRivalry.equal(study)
    }

    // MARK: Never

    private static func closed(_ rule: PriceRule, _ study: Study) -> Suspicion? {
        guard rule.selector.active.opening(near: CartMaker.usualInstant) == nil, let trial = study.nearest(rule.selector) else {
            return nil
        }
        return .neverOpen(
            rule.id, noun: "price", at: trial.at, "; this cart meets its other conditions", study, trials: [(trial, nil)]
        ) { !$0[0].pricedBy.contains(rule.id) }
    }

    private static func contradictory(_ rule: PriceRule, _ study: Study) -> Suspicion? {
        let requirements = study.requirements(of: rule.selector)
        guard requirements.allSatisfy({ $0.contradiction != nil }), let trial = study.nearest(rule.selector) else { return nil }
        let blamed = requirements.first?.contradiction
        let origin = blamed?.clause.origin ?? Origin(field: ["lines"], span: nil, text: "the condition")
        let other = blamed?.other.map { " together with '\($0.origin.text)'" } ?? ""
        return Suspicion(
            severity: .error, code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, origin),
            message: "the price can never apply: '\(origin.text)' is never true\(other)",
            hint: "change or remove one of the conditions", trials: [(trial, nil)],
            isShown: { !$0[0].pricedBy.contains(rule.id) },
            shows: { _ in
                let why = study.book.explain(rule.id, trial).flatMap(\.firstFailure)
                return "this cart meets the other conditions, and the rule prices nothing in it" + (why.map { ": \($0)" } ?? "")
            })
    }

    // MARK: Amounts

    private static func currencyHole(_ rule: PriceRule, _ study: Study) -> Suspicion? {
        study.currencies.lazy.filter { study.isUsed($0, besides: rule.selector) }.compactMap { missing -> Suspicion? in
            guard let hole = rule.placedAmounts.first(where: { $0.table.amount(in: missing) == nil }),
                let trial = study.priceWitness(of: rule, among: [CartShape()]), trial.cart.currency != missing
            else { return nil }
            var abroad = trial
            abroad.cart = trial.cart.priced(in: missing)
            return Suspicion(
                code: "currencyHole", rules: [rule.id], span: study.places.span(rule.id, hole.field),
                message: "the price is not stated in \(missing.code), which the book sells in: carts in \(missing.code) never get it",
                hint: "state the amount for each currency: { \(trial.cart.currency.code): \"…\", \(missing.code): \"…\" }",
                trials: [(trial, nil), (abroad, nil)],
                isShown: { $0[0].pricedBy.contains(rule.id) && !$0[1].pricedBy.contains(rule.id) },
                shows: { quotes in
                    "a unit costs \(quotes[0].unitPrice(trial.cart, 0).text(in: trial.cart.currency)) by the rule, and in \(missing.code) "
                        + "\(quotes[1].unitPrice(abroad.cart, 0).text(in: missing)) without it"
                })
        }.first
    }

    /// A stated price that the rule's own floor or guardrails never let stand.
    private static func outOfBounds(_ rule: PriceRule, _ study: Study) -> Suspicion? {
        let currency = study.currency(of: rule.selector)
        for (field, table) in rule.statedPrices {
            guard let price = table.amount(in: currency) else { continue }
            let low = [rule.floor, rule.guardrails?.lowest].compactMap { $0?.amount(in: currency) }.max()
            let high = rule.guardrails?.highest?.amount(in: currency)
            guard low.map({ price < $0 }) ?? false || high.map({ price > $0 }) ?? false,
                let trial = study.priceWitness(of: rule, among: rule.shapes(reaching: field))
            else { continue }
            let isMoved = { (quotes: [Quote]) in
                quotes[0].lines[0].price.map { $0.rule == rule.id && $0.bound != nil && $0.unitPrice != price } ?? false
            }
            let shows = { (quotes: [Quote]) in
                "a unit costs \(quotes[0].unitPrice(trial.cart, 0).text(in: currency)) and not \(price.text(in: currency))"
            }
            if low.map({ price < $0 }) ?? false {
                return Suspicion(
                    code: "priceBelowFloor", rules: [rule.id], span: study.places.span(rule.id, field),
                    message: "the price \(price.text(in: currency)) is below the rule's own floor, so it is never asked",
                    hint: "raise the price, or lower 'floor' or 'guardrails.lowest'", trials: [(trial, nil)], isShown: isMoved, shows: shows
                )
            }
            return Suspicion(
                code: "priceAboveHighest", rules: [rule.id], span: study.places.span(rule.id, field),
                message: "the price \(price.text(in: currency)) is above the rule's own 'highest', so it is never asked",
                hint: "lower the price, or raise 'guardrails.highest'", trials: [(trial, nil)], isShown: isMoved, shows: shows)
        }
        return nil
    }

    /// A row of the tiers at which a unit costs more than before it.
    private static func rising(_ rule: PriceRule, _ study: Study) -> Suspicion? {
        guard case .tiers(let rows) = rule.form else { return nil }
        for place in rows.indices.dropFirst() {
            guard let above = study.priceWitness(of: rule, among: [CartShape(units: rows[place].from)]),
                above.cart.lines[0].quantity == rows[place].from
            else { continue }
            var below = above
            below.cart.lines[0].quantity -= 1
            guard let quotes = study.quote(below).flatMap({ first in study.quote(above).map { [first, $0] } }),
                quotes[0].unitPrice(below.cart, 0) < quotes[1].unitPrice(above.cart, 0)
            else { continue }
            return Suspicion(
                code: "tiersFall", rules: [rule.id], span: study.places.span(rule.id, ["tiers", String(place)]),
                message: "from \(rows[place].from) units on a unit costs more than before", hint: "lower this row, or remove it",
                trials: [(below, nil), (above, nil)],
                isShown: { $0[0].unitPrice(below.cart, 0) < $0[1].unitPrice(above.cart, 0) },
                shows: { quotes in
                    let prices = [quotes[0].unitPrice(below.cart, 0), quotes[1].unitPrice(above.cart, 0)].map {
                        $0.text(in: above.cart.currency)
                    }
                    return "a unit costs \(prices[0]) of \(rows[place].from - 1), and \(prices[1]) of \(rows[place].from)"
                })
        }
        return nil
    }
}

extension Floor {
    fileprivate func amount(in currency: Currency) -> Int64? {
        if case .price(let table) = self { table.amount(in: currency) } else { nil }
    }
}

extension PriceRule {
    /// Prices that the rule states, with their places.
    fileprivate var statedPrices: [(field: [String], table: MoneyTable)] { form.amounts.filter { $0.field.last == "price" } }

    /// Carts with the units that a row of the tiers needs.
    fileprivate func shapes(reaching field: [String]) -> [CartShape] {
        guard case .tiers(let rows) = form, field.count > 1, let place = Int(field[1]) else { return [CartShape()] }
        return [CartShape(units: rows[place].from)]
    }
}

extension Quote {
    /// What a unit of a line costs before promotions.
    func unitPrice(_ cart: Cart, _ line: Int) -> Int64 { lines[line].price?.unitPrice ?? cart.lines[line].unitPrice }
}

extension Study {
    /// A cart in which the rule prices the first line when no other rule does; nil where none was found.
    func priceWitness(of rule: PriceRule, among shapes: [CartShape]) -> Trial? {
        let maker = maker(for: [rule.selector], currency: currency(of: rule.selector))
        for requirement in requirements(of: rule.selector) where requirement.contradiction == nil {
            for shape in shapes {
                guard let trial = maker.trial(requirement, shape), let item = try? Item.merged(from: trial.cart).first else { continue }
                if isPriced(item, by: rule, trial) { return trial }
            }
        }
        return nil
    }

    /// Whether a rule has a price for an item of a cart, whichever come before it.
    func isPriced(_ item: Item, by rule: PriceRule, _ trial: Trial) -> Bool {
        var selection = PriceSelection(book, trial.cart, [], at: trial.at)
        return selection.isFor(rule, item) && rule.price(of: item, [], in: trial.cart.currency) != nil
    }
}
