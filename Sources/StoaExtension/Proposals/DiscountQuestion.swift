import JSONDocument
import StoaCommerce

/// What `discount.propose` is asked: the cart as rules see it, without anything personal.
public enum DiscountQuestion {
    /// Amounts are minor units of `currency`; an item is a line.
    public static func json(for cart: Cart) -> JSON {
        var question: [String: JSON] = [
            "currency": .string(cart.currency.code), "items": .array(cart.lines.map(item)),
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

    private static func item(_ line: Cart.Line) -> JSON {
        var item: [String: JSON] = [
            "id": .string(line.id), "quantity": .integer(line.quantity), "unitPrice": .integer(line.unitPrice),
        ]
        if let sku = line.sku { item["sku"] = .string(sku) }
        if let category = line.category { item["category"] = .string(category) }
        if let seller = line.seller { item["seller"] = .string(seller) }
        if let attributes = line.attributes { item["attributes"] = .object(attributes.mapValues(\.json)) }
        return .object(item)
    }
}

extension AttributeValue {
    public var json: JSON {
        switch self {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .text(let value): .string(value)
        }
    }
}
