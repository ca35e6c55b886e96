import StoaCommerce
import StoaExpressions
import StoaExtension

/// What a Price rule made of an item.
struct ItemPrice: Sendable {
    let rule: String
    let unitPrice: Int64
    let proposal: String?
    let bound: Quote.Price.Bound?
    let bounds: PriceBounds
    let promotions: PromotionPolicy
}

extension PriceRule {
    /// The rule's price for an item that it is for, within its bounds; nil where it has none.
    ///
    /// - Parameter proposals: those for the item's SKU, by id.
    func price(of item: Item, _ proposals: [PriceProposal], in currency: Currency) -> ItemPrice? {
        guard let bounds = PriceBounds(self, item, in: currency), let (amount, proposal) = amount(form, item, proposals, in: currency)
        else {
            return nil
        }
        let (price, bound) = bounds.clamped(amount)
        return ItemPrice(rule: id, unitPrice: price, proposal: proposal, bound: bound, bounds: bounds, promotions: promotions)
    }

    /// The row of the tiers that an item reaches; nil where there is none.
    func row(for quantity: Int64) -> Int? {
        guard case .tiers(let rows) = form else { return nil }
        return rows.lastIndex { $0.from <= quantity }
    }

    private func amount(
        _ form: PriceForm, _ item: Item, _ proposals: [PriceProposal], in currency: Currency
    ) -> (amount: Int64, proposal: String?)? {
        func own(_ amount: Int64?) -> (Int64, String?)? { amount.map { (min(max(0, $0), Money.amountMax), nil) } }
        switch form {
        case .fixed(let table): return own(table.amount(in: currency))
        case .percentOff(let share): return own(scaled(item.listPrice, by: try? Rational(100).minus(share)))
        case .percentUp(let share): return own(scaled(item.listPrice, by: try? Rational(100).plus(share)))
        case .amountOff(let table): return own(table.amount(in: currency).map { item.listPrice - $0 })
        case .amountUp(let table): return own(table.amount(in: currency).map { item.listPrice + $0 })
        case .aboveCost(let share): return own(item.cost.flatMap { scaled($0, by: try? Rational(100).plus(share)) })
        case .proposed(let sources):
            for source in sources {
                guard let found = proposals.first(where: { $0.source == source && (0...Money.amountMax).contains($0.unitPrice) }) else {
                    continue
                }
                return (found.unitPrice, found.id)
            }
            return nil
        case .tiers(let rows):
            return row(for: item.quantity).flatMap { amount(rows[$0].form, item, proposals, in: currency) }
        }
    }

    private func scaled(_ amount: Int64, by share: Rational?) -> Int64? {
        share.flatMap { try? percent($0, of: amount).rounded(rounding) }
    }
}

extension Item {
    /// The item at a price, and with what may still act on it.
    ///
    /// - Throws: `quote.amountTooLarge`.
    func priced(_ price: ItemPrice, _ line: Cart.Line, in currency: Currency) throws(RulesError) -> Item {
        let isDiscountable = facts.discountable
        var item = self
        do {
            item.facts = try ItemFacts(
                line: line, id: facts.id, quantity: quantity, currency: currency, unitPrice: price.unitPrice,
                discountable: isDiscountable && price.promotions == .all, isForCatalog: isDiscountable && price.promotions != .none)
        } catch {
            throw RulesError(code: "quote.amountTooLarge", "line '\(line.id)': \(error.message)", hint: error.hint)
        }
        item.discountable = item.facts.discountable
        item.isForCatalog = item.facts.isForCatalog
        item.unitPrice = price.unitPrice
        item.priceTotal = item.facts.priceTotal.amount
        item.floor = price.bounds.floor
        item.price = price
        return item
    }

    /// The item as if promotions might act on it.
    func asDiscountable(_ cart: Cart) -> Item {
        guard let first = parts.first,
            let facts = try? ItemFacts(
                line: cart.lines[first.line], id: facts.id, quantity: quantity, currency: cart.currency, discountable: true)
        else { return self }
        var item = self
        item.facts = facts
        item.discountable = facts.discountable
        item.isForCatalog = facts.isForCatalog
        return item
    }
}

extension Quote.Price {
    init(_ price: ItemPrice, listPrice: Int64) {
        self.init(rule: price.rule, unitPrice: price.unitPrice, listPrice: listPrice, proposal: price.proposal, bound: price.bound)
    }
}
