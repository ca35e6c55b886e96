import JSONDocument
import StoaCommerce
import StoaExtension

/// What `discount.propose` is asked: a cart's items as rules see them, without anything personal.
public enum DiscountQuestion {
    /// Amounts are minor units of `currency`; an item's id is what a proposal names.
    ///
    /// - Throws: as ``Rulebook/items(of:prices:at:)``.
    public static func json(
        for cart: Cart, by book: Rulebook, prices: [PriceProposal] = [], at instant: Instant
    ) throws(RulesError) -> JSON {
        var question: [String: JSON] = [
            "currency": .string(cart.currency.code), "items": .array(try book.items(of: cart, prices: prices, at: instant).map(\.question)),
        ]
        if let channel = cart.channel { question["channel"] = .string(channel) }
        if let buyer = cart.customer {
            var customer: [String: JSON] = [:]
            if let tier = buyer.tier { customer["tier"] = .string(tier) }
            if let segments = buyer.segments { customer["segments"] = .array(segments.map { .string($0) }) }
            question["customer"] = .object(customer)
        }
        return .object(question)
    }
}

extension QuoteItem {
    fileprivate var question: JSON {
        var item: [String: JSON] = ["id": .string(id), "quantity": .integer(quantity), "unitPrice": .integer(unitPrice)]
        if let sku { item["sku"] = .string(sku) }
        if let category { item["category"] = .string(category) }
        if let seller { item["seller"] = .string(seller) }
        if !attributes.isEmpty { item["attributes"] = .object(attributes.mapValues(\.json)) }
        return .object(item)
    }
}

extension AttributeValue {
    var json: JSON {
        switch self {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .text(let value): .string(value)
        }
    }
}
