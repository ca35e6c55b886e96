import StoaCommerce

/// Turns the outcome of a choice into the answer: units dealt back to lines, amounts by rule, totals.
struct QuoteReport {
    let facts: QuoteFacts
    let pricer: Pricer
    let choice: Choice
    let taxes: Taxes

    func lines() -> [Quote.Line] {
        var lines = facts.cart.lines.map { line in
            Quote.Line(id: line.id, discount: 0, total: line.quantity * line.unitPrice, applied: [])
        }
        for item in facts.items {
            guard let price = item.price else { continue }
            for part in item.parts {
                lines[part.line].total = part.quantity * item.unitPrice
                lines[part.line].price = Quote.Price(price, listPrice: item.listPrice)
            }
        }
        for index in facts.items.indices where isDiscounted(index) {
            let item = facts.items[index]
            for (part, shares) in zip(item.parts, dealt(index, to: item)) {
                let applied = choice.kept.order.compactMap { rule -> Quote.Share? in
                    guard let amount = shares[Int32(rule)], amount > 0 else { return nil }
                    return Quote.Share(rule: pricer.candidates[rule].id, amount: amount)
                }
                let discount = applied.reduce(0) { $0 + $1.amount }
                lines[part.line].applied = applied
                lines[part.line].discount = discount
                lines[part.line].total -= discount
            }
        }
        return lines
    }

    private func isDiscounted(_ index: Int) -> Bool { choice.state.items[index].runs.contains { $0.trail >= 0 } }

    /// Units go to lines in the order of their ids, those with the largest discount first; by line, amounts by rule.
    private func dealt(_ index: Int, to item: Item) -> [[Int32: Int64]] {
        var runs = choice.state.items[index].runs.enumerated().sorted { ($0.element.price, $0.offset) < ($1.element.price, $1.offset) }
            .map(\.element)[...]
        return item.parts.map { part in
            var shares: [Int32: Int64] = [:]
            var left = part.quantity
            while left > 0, var run = runs.first {
                let units = min(left, run.count)
                left -= units
                run.count -= units
                var node = run.trail
                while node >= 0 {
                    let discount = choice.state.trail[Int(node)]
                    shares[discount.rule, default: 0] += discount.amount * units
                    node = discount.earlier
                }
                if run.count == 0 { runs.removeFirst() } else { runs[runs.startIndex] = run }
            }
            return shares
        }
    }

    func shipping() -> [Quote.Shipping] {
        facts.shipping.enumerated().map { index, option in
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
        let items = facts.items.reduce(0) { $0 + $1.priceTotal }
        let shipping = facts.selectedShipping.map { facts.shipping[$0].price } ?? 0
        let shippingDiscount = facts.selectedShipping.map { shipping - choice.state.shipping[$0].price } ?? 0
        let discount = lines.reduce(0) { $0 + $1.discount } + shippingDiscount
        var tax: Int64 = 0
        if !taxes.isEmpty {
            for (line, source) in zip(lines, facts.cart.lines) { tax += taxes.tax(on: line.total, source.taxClass) }
            tax += taxes.tax(on: shipping - shippingDiscount, "shipping")
        }
        let net = items + shipping - discount
        return Quote.Totals(
            items: items, discount: discount, shipping: shipping, tax: tax, total: taxes.basis == .net ? net + tax : net)
    }
}
