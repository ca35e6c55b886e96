import StoaCommerce

/// Bounds of a unit price, whoever it comes from: the rule itself, a plugin or a model.
struct Guardrails: Sendable {
    /// A price, or a margin over cost.
    let lowest: Floor?
    let highest: Floor?
    /// The largest distance from the list price, either way: percent of it, an amount, or both.
    let changePercent: Rational?
    let changeAmount: MoneyTable?

    /// Every amount with its place in the file.
    var amounts: [(field: [String], table: MoneyTable)] {
        var amounts: [(field: [String], table: MoneyTable)] = []
        if case .price(let table) = lowest { amounts.append((["guardrails", "lowest"], table)) }
        if case .price(let table) = highest { amounts.append((["guardrails", "highest"], table)) }
        if let changeAmount { amounts.append((["guardrails", "change", "amount"], changeAmount)) }
        return amounts
    }

    var readsCost: Bool {
        lowest?.readsCost == true || highest?.readsCost == true
    }
}

/// The bounds of one product's unit price in minor units, and what each follows from.
struct PriceBounds: Sendable {
    /// The product's own floor and the rule's, whichever is higher; promotions must keep to it too.
    let floor: Int64
    private var lower: [(amount: Int64, bound: Quote.Price.Bound)] = []
    private var upper: [(amount: Int64, bound: Quote.Price.Bound)] = []

    /// Nil for a product that the rule cannot bound: it states no amount in the currency, or the cost is not known.
    init?(_ rule: PriceRule, _ item: Item, in currency: Currency) {
        guard let own = rule.floor.map({ $0.amount(item, in: currency, roundsUp: true) }) ?? 0 else { return nil }
        floor = max(own, item.floor)
        lower.append((floor, .floor))
        guard let guardrails = rule.guardrails else { return }
        if let lowest = guardrails.lowest {
            guard let amount = lowest.amount(item, in: currency, roundsUp: true) else { return nil }
            lower.append((amount, .lowest))
        }
        if let highest = guardrails.highest {
            guard let amount = highest.amount(item, in: currency, roundsUp: false) else { return nil }
            upper.append((amount, .highest))
        }
        var changes: [Int64] = []
        if let share = guardrails.changePercent {
            guard let change = try? percent(share, of: item.listPrice).rounded(.down) else { return nil }
            changes.append(change)
        }
        if let table = guardrails.changeAmount {
            guard let change = table.amount(in: currency) else { return nil }
            changes.append(change)
        }
        guard let change = changes.min() else { return }
        lower.append((max(0, item.listPrice - change), .change))
        upper.append((min(Money.amountMax, item.listPrice + change), .change))
    }

    /// The price within the bounds, and the bound that it was moved to. Where they contradict each other the lower ones hold.
    func clamped(_ price: Int64) -> (price: Int64, bound: Quote.Price.Bound?) {
        var result: (price: Int64, bound: Quote.Price.Bound?) = (price, nil)
        for (amount, bound) in upper where amount < result.price { result = (amount, bound) }
        for (amount, bound) in lower where amount > result.price { result = (amount, bound) }
        return result.price == price ? (price, nil) : result
    }
}

extension Floor {
    var readsCost: Bool { if case .aboveCost = self { true } else { false } }

    var placedAmounts: [(field: [String], table: MoneyTable)] { if case .price(let table) = self { [(["floor"], table)] } else { [] } }

    /// Minor units; nil for an amount that is not stated in the currency, and for a margin over a cost that is not known.
    ///
    /// - Parameter roundsUp: a fraction of a minor unit stays on the inner side of the bound.
    func amount(_ item: Item, in currency: Currency, roundsUp: Bool) -> Int64? {
        switch self {
        case .price(let table): return table.amount(in: currency)
        case .aboveCost(let margin):
            guard let cost = item.cost, let above = try? percent(margin, of: cost), let exact = try? above.plus(Rational(cost)) else {
                return nil
            }
            if !roundsUp { return try? exact.rounded(.down) }
            return (try? Rational(0).minus(exact).rounded(.down)).map { -$0 }
        }
    }
}
