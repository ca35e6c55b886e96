import StoaCommerce
import StoaExtension

/// What the rules with `clawback` give for the part of an order that remains.
struct Requote {
    /// By rule, then by line.
    var lines: [String: [String: Int64]] = [:]
    /// Off the selected way to ship, by rule.
    var shipping: [String: Int64] = [:]
    var gifts: [String: Int64] = [:]

    init(_ quote: Quote, of rules: Set<String>) {
        for line in quote.lines {
            for share in line.applied where rules.contains(share.rule) {
                lines[share.rule, default: [:]][line.id, default: 0] += share.amount
            }
        }
        shipping = quote.shippingDiscounts.filter { rules.contains($0.key) }
        gifts = Dictionary(quote.gifts.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
    }
}

extension Quote {
    /// What each rule took off the selected way to ship: what it took off in all, without what it took off lines.
    var shippingDiscounts: [String: Int64] {
        var amounts: [String: Int64] = [:]
        for discount in discounts where discount.status == .applied { amounts[discount.rule, default: 0] += discount.amount }
        for share in lines.flatMap(\.applied) { amounts[share.rule, default: 0] -= share.amount }
        return amounts.filter { $0.value > 0 }
    }
}

extension Rulebook {
    /// Quotes what remains under the rules of the order.
    ///
    /// Rules with `clawback` that the order did not get compete too, so that half of what `20 % from 100` was given for may
    /// still get `10 % from 50`; except for rules with limits, whose uses were counted for others meanwhile. Where a rule
    /// that is not clawed back would have to give way to that, the buyer would have both; then the order's own rules
    /// are applied one after the other, none for the sake of another.
    func requote(
        _ quote: Quote, _ input: QuoteInput, left: [String: Remaining]?, remaining: [String: Int64]
    ) throws(RulesError) -> Requote {
        var cart = input.cart
        let left = left ?? input.left(by: self)
        for index in cart.lines.indices { cart.lines[index].quantity = remaining[cart.lines[index].id] ?? 0 }
        let own = quote.appliedRules
        let clawed = Set(own.filter { policy(of: $0) == .clawback })
        let paused = Set(quote.discounts.filter { $0.status == .paused }.map(\.rule))
        let rivals = promotions.filter {
            $0.returns == .clawback && countedPromotions[$0.id] == nil && !paused.contains($0.id) && !own.contains($0.id)
        }.map(\.id)
        // Units are bought at the price of the quantity that they were ordered in.
        let priced = try pausing(paused).priced(cart, as: pausing(paused).priced(input.cart, input.prices, at: input.at))
        func again(_ ids: [String], _ objective: RulebookSettings.Objective?) throws(RulesError) -> Quote {
            let kept = keeping(ids, objective: objective)
            return try kept.quote(
                cart, codes: input.codes, recognized: input.recognized, proposals: input.proposals.filter { own.contains($0.id) },
                left: left, at: input.at, priced: priced
            ) { items, book in kept.indexes[cart.currency].candidates(cart, items, coupons: book.opened.keys, at: input.at) }
        }
        let found = try again(own + rivals, nil)
        let staying = own.filter { !clawed.contains($0) }
        if Set(found.appliedRules).isSuperset(of: staying) { return Requote(found, of: clawed.union(rivals)) }
        return Requote(try again(own, .priority), of: clawed)
    }
}
