import JSONDocument
import StoaCommerce
import StoaExpressions
import StoaExtension

/// What `price.propose` is asked: the products that a Price rule would take a proposed price for, without the cart round
/// them and without anything personal, so that a product page and a cart come to the same price.
public enum PriceQuestion {
    /// Amounts are minor units of `currency`; nil where no rule waits for a proposal.
    ///
    /// - Throws: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`.
    public static func json(for cart: Cart, by book: Rulebook, at instant: Instant) throws(RulesError) -> JSON? {
        var products: [JSON] = []
        var asked: Set<String> = []
        for item in try book.itemsAwaitingPrices(cart, at: instant) {
            guard let sku = item.facts.sku, asked.insert(sku).inserted else { continue }
            products.append(item.priceQuestion(sku))
        }
        guard !products.isEmpty else { return nil }
        var question: [String: JSON] = ["currency": .string(cart.currency.code), "products": .array(products)]
        question["channel"] = cart.channel.map(JSON.string)
        if let segments = cart.customer?.segments { question["segments"] = .array(segments.map { .string($0) }) }
        return .object(question)
    }
}

extension Item {
    fileprivate func priceQuestion(_ sku: String) -> JSON {
        var product: [String: JSON] = ["sku": .string(sku), "listPrice": .integer(listPrice)]
        product["category"] = facts.category.map(JSON.string)
        product["seller"] = facts.seller.map(JSON.string)
        product["cost"] = cost.map { .integer($0) }
        if floor > 0 { product["floor"] = .integer(floor) }
        if !facts.attributes.isEmpty { product["attributes"] = .object(facts.attributes.mapValues(\.json)) }
        return .object(product)
    }
}

extension Rulebook {
    /// Items that a rule with `proposed` is for, whether or not another one comes before it.
    fileprivate func itemsAwaitingPrices(_ cart: Cart, at instant: Instant) throws(RulesError) -> [Item] {
        guard takesProposedPrices else { return [] }
        let items = try Item.merged(from: cart)
        var selection = PriceSelection(self, cart, [], at: instant)
        return items.filter { item in
            selection.found(for: item).contains { !$0.sources.isEmpty && selection.isFor($0, item) }
        }
    }
}
