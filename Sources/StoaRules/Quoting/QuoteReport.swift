import StoaCommerce

/// Turns the outcome of a choice into the answer: units dealt back to lines, amounts by rule, totals.
struct QuoteReport {
    let pricer: Pricer
    let choice: Choice
    let taxes: Taxes

    func lines() -> [Quote.Line] {
        var lines: [Quote.Line] = []
        lines.reserveCapacity(pricer.facts.cart.lines.count)
        for index in pricer.facts.cart.lines.indices {
            let total = pricer.facts.cart.lines[index].quantity * pricer.facts.cart.lines[index].unitPrice
            lines.append(Quote.Line(id: pricer.facts.cart.lines[index].id, discount: 0, total: total, applied: []))
        }
        for index in pricer.facts.items.indices {
            guard let price = pricer.facts.items[index].price else { continue }
            let item = pricer.facts.items[index]
            for part in item.parts {
                lines[part.line].total = part.quantity * item.unitPrice
                lines[part.line].price = Quote.Price(price, listPrice: item.listPrice)
            }
        }
        // By candidate: what it took off the part that is looked at.
        var shares = [Int64](repeating: 0, count: pricer.candidates.count)
        for index in pricer.facts.items.indices where isDiscounted(index) {
            var units = DiscountedUnits(
                choice.state.runs[choice.state.items[index].runs], trail: choice.state.trail,
                isDealt: pricer.facts.items[index].parts.count > 1)
            for part in pricer.facts.items[index].parts {
                units.take(part.quantity, into: &shares)
                let applied = takeShares(&shares)
                let discount = applied.reduce(0) { $0 + $1.amount }
                lines[part.line].applied = applied
                lines[part.line].discount = discount
                lines[part.line].total -= discount
            }
        }
        return lines
    }

    private func isDiscounted(_ index: Int) -> Bool {
        for position in choice.state.items[index].runs where choice.state.runs[position].trail >= 0 { return true }
        return false
    }

    /// What the kept rules took off, in the order in which they were kept.
    private func takeShares(_ shares: inout [Int64]) -> [Quote.Share] {
        var applied: [Quote.Share] = []
        applied.reserveCapacity(choice.kept.order.count { shares[$0] > 0 })
        for rule in choice.kept.order {
            if shares[rule] > 0 { applied.append(Quote.Share(rule: pricer.candidates[rule].id, amount: shares[rule])) }
            shares[rule] = 0
        }
        return applied
    }

    func shipping() -> [Quote.Shipping] {
        pricer.facts.shipping.enumerated().map { index, option in
            Quote.Shipping(method: option.method, price: option.price, discount: option.price - choice.state.shipping[index].price)
        }
    }

    func gifts() -> [Quote.Gift] {
        var gifts: [Quote.Gift] = []
        for granted in choice.state.gifts {
            if let index = gifts.firstIndex(where: { $0.sku == granted.sku }) {
                gifts[index].quantity += granted.quantity
            } else {
                gifts.append(Quote.Gift(sku: granted.sku, quantity: granted.quantity))
            }
        }
        return gifts
    }

    /// Nil where nothing is earned.
    func points() -> [Quote.Points]? {
        var earned: [Quote.Points] = []
        for (candidate, points) in choice.state.points.counted {
            let rule = pricer.candidates[candidate].id
            if let index = earned.firstIndex(where: { $0.rule == rule }) {
                earned[index].points += points
            } else {
                earned.append(Quote.Points(rule: rule, points: points))
            }
        }
        return earned.isEmpty ? nil : earned
    }

    func totals(_ lines: [Quote.Line]) -> Quote.Totals {
        let items = pricer.facts.items.reduce(0) { $0 + $1.priceTotal }
        let shipping = pricer.facts.selectedShipping.map { pricer.facts.shipping[$0].price } ?? 0
        let shippingDiscount = pricer.facts.selectedShipping.map { shipping - choice.state.shipping[$0].price } ?? 0
        let discount = lines.reduce(0) { $0 + $1.discount } + shippingDiscount
        var tax: Int64 = 0
        if !taxes.isEmpty {
            for (line, source) in zip(lines, pricer.facts.cart.lines) { tax += taxes.tax(on: line.total, source.taxClass) }
            tax += taxes.tax(on: shipping - shippingDiscount, "shipping")
        }
        let net = items + shipping - discount
        return Quote.Totals(
            items: items, discount: discount, shipping: shipping, tax: tax, total: taxes.basis == .net ? net + tax : net)
    }
}
