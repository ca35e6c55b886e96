import Diagnostics
import StoaCommerce
import StoaExpressions

/// Rules that do not apply in a currency that other rules of the book speak of.
enum CurrencyFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        guard study.currencies.count > 1 else { return [] }
        return study.rules.compactMap { rule in
            study.currencies.lazy.filter { study.isUsed($0, besides: rule) }.compactMap { suspicion(rule, $0, study) }.first
        }
    }

    private static func suspicion(_ rule: Promotion, _ missing: Currency, _ study: Study) -> Suspicion? {
        guard let hole = hole(of: rule, missing, study), let trial = study.witnesses(of: rule).first, trial.cart.currency != missing,
            study.requirements(of: rule).contains(where: { $0.domain(.cart, "cart.currency").holds(.text(missing.code)) })
        else { return nil }
        var abroad = trial
        abroad.cart = trial.cart.priced(in: missing)
        return Suspicion(
            code: "currencyHole", rules: [rule.id], span: hole,
            message: "the rule is not stated in \(missing.code), which the book sells in: carts in \(missing.code) never get it",
            hint: "state the amount for each currency: { \(trial.cart.currency.code): \"…\", \(missing.code): \"…\" }",
            trials: [(trial, [rule.id]), (abroad, [rule.id])], isShown: { $0[0].isApplied(rule.id) && !$0[1].isApplied(rule.id) },
            shows: { quotes in
                "a cart of \(quotes[0].totals.items.text(in: quotes[0].currency)) gets \(quotes[0].amount(of: rule.id).text(in: quotes[0].currency)) "
                    + "off, one of \(quotes[1].totals.items.text(in: missing)) gets nothing"
            })
    }

    /// The place of the first amount that a currency is missing from.
    private static func hole(of rule: Promotion, _ currency: Currency, _ study: Study) -> SourceSpan? {
        if let field = rule.placedAmounts.first(where: { $0.table.amount(in: currency) == nil })?.field {
            return study.places.span(rule.id, field)
        }
        for (field, program) in rule.conditions {
            for amount in program.statedAmounts where !amount.currencies.isEmpty && !amount.currencies.contains(currency.code) {
                return study.places.span(rule.id, Origin(field: field, span: amount.span, text: ""))
            }
        }
        return nil
    }
}

extension Promotion {
    /// Every amount of the rule with its place in the file.
    var placedAmounts: [(field: [String], table: MoneyTable)] {
        var amounts: [(field: [String], table: MoneyTable)] = []
        if let table = spend?.atLeast { amounts.append((["spend", "atLeast"], table)) }
        if let table = spend?.atMost { amounts.append((["spend", "atMost"], table)) }
        for (position, give) in gives.enumerated() {
            let field = ["give", String(position)]
            amounts += give.verb.placedAmounts.map { (field + $0.field, $0.table) }
            if let cap = give.cap { amounts.append((field + ["cap"], cap)) }
            if case .spend(let table) = give.every { amounts.append((field + ["every"], table)) }
        }
        if case .price(let table) = floor { amounts.append((["floor"], table)) }
        return amounts
    }
}

extension Give.Verb {
    fileprivate var placedAmounts: [(field: [String], table: MoneyTable)] {
        switch self {
        case .percent, .gift: []
        case .amount(let table, _): [(["amount"], table)]
        case .price(let table, _): [(["price"], table)]
        case .points(.perSpend(let table, _)): [(["points", "per"], table)]
        case .points: []
        case .shipping(let shipping):
            switch shipping.verb {
            case .percent: []
            case .amount(let table): [(["shipping", "amount"], table)]
            case .price(let table): [(["shipping", "price"], table)]
            }
        case .tiers(let tiers):
            tiers.rows.enumerated().flatMap { position, row in
                let field = ["tiers", "rows", String(position)]
                let own = row.verb.placedAmounts.map { (field: field + $0.field, table: $0.table) }
                if case .spend(let table) = row.from { return [(field: field + ["from"], table: table)] + own }
                return own
            }
        }
    }
}

extension Cart {
    /// The same goods at prices of about the same size in another currency.
    func priced(in other: Currency) -> Cart {
        func scale(_ currency: Currency) -> Int64 { currency.minorDigits == 0 ? 1000 : currency.minorUnitsPerMajor }
        func converted(_ amount: Int64) -> Int64 { amount * scale(other) / scale(currency) }
        var cart = self
        cart.currency = other
        for index in lines.indices {
            cart.lines[index].unitPrice = converted(lines[index].unitPrice)
            cart.lines[index].cost = lines[index].cost.map(converted)
            cart.lines[index].floor = lines[index].floor.map(converted)
        }
        cart.shipping = shipping?.map { ShippingOption(method: $0.method, price: converted($0.price)) }
        return cart
    }
}
