import StoaCommerce
import StoaExtension

/// A cart's items at the prices that hold before any promotion.
struct PricedItems: Sendable {
    let items: [Item]
    /// By rule: why one of its conditions could not be judged, so that it priced nothing.
    var failures: [String: String] = [:]

    /// By place of the line in its cart.
    var byLine: [Int: ItemPrice] {
        var prices: [Int: ItemPrice] = [:]
        for item in items { for part in item.parts { prices[part.line] = item.price } }
        return prices
    }
}

extension Rulebook {
    /// Price rules are sorted by id.
    func price(_ id: String) -> PriceRule? { pricePositions[id].map { prices[$0] } }

    /// A cart's items in the order of their keys, priced by the rules that each could meet.
    ///
    /// - Throws: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`.
    func priced(_ cart: Cart, _ proposals: [PriceProposal] = [], at instant: Instant) throws(RulesError) -> PricedItems {
        try priced(cart, proposals, at: instant) { selection, item in selection.found(for: item) }
    }

    /// As above, with another way to find the rules; it may find too many, and none is missed.
    func priced(
        _ cart: Cart, _ proposals: [PriceProposal], at instant: Instant, among found: (PriceSelection, Item) -> [PriceRule]
    ) throws(RulesError) -> PricedItems {
        let items = try Item.merged(from: cart)
        guard !prices.isEmpty else { return PricedItems(items: items) }
        var selection = PriceSelection(self, cart, proposals, at: instant)
        return try priced(items, cart) { item in
            selection.price(of: item, among: found(selection, item))
        } failures: {
            selection.failures
        }
    }

    /// The items of a part of an order at the prices of the whole order: what comes back changes no price.
    func priced(_ cart: Cart, as whole: PricedItems) throws(RulesError) -> PricedItems {
        let prices = whole.byLine
        return try priced(try Item.merged(from: cart), cart) { item in
            item.parts.first.flatMap { prices[$0.line] }
        } failures: {
            whole.failures
        }
    }

    private func priced(
        _ items: [Item], _ cart: Cart, _ price: (Item) -> ItemPrice?, failures: () -> [String: String]
    ) throws(RulesError) -> PricedItems {
        var priced = items
        for (index, item) in items.enumerated() {
            guard let price = price(item), let first = item.parts.first else { continue }
            priced[index] = try item.priced(price, cart.lines[first.line], in: cart.currency)
        }
        guard priced.reduce(Int128(0), { $0 + Int128($1.priceTotal) }) <= Int128(Money.amountMax) else {
            throw RulesError(code: "quote.amountTooLarge", "the cart is worth more than \(Money.amountMax) minor units")
        }
        return PricedItems(items: priced, failures: failures())
    }
}
