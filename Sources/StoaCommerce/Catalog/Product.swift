/// A product as it is sold: one seller's offer of one SKU, with a price per currency.
public struct Product: Noun {
    public static let kind = "product"
    public static let idPrefix = "prd"

    public enum State: String, Sendable, Codable { case draft, open, paused, suspended, closed }

    public let id: ID<Product>
    public var sku: String
    public var seller: ID<Seller>
    public var channels: [ID<Channel>]
    public var title: LocalizedText
    public var category: String
    public var attributes: [String: AttributeValue]
    /// Unit list prices in minor units by currency code.
    public var prices: [String: Int64]
    /// Unit purchase cost in minor units by currency code; a price goes below it only where a rule's floor allows.
    public var costs: [String: Int64]
    /// The lowest unit price after discounts, in minor units by currency code.
    public var floors: [String: Int64]
    public var taxClass: String
    /// False for gift cards, deposits and price-maintained goods: no rule can widen it.
    public var discountable: Bool
    public var countsForThresholds: Bool
    public var state: State

    public init(
        sku: String, seller: ID<Seller>, channels: [ID<Channel>], title: LocalizedText, category: String,
        attributes: [String: AttributeValue] = [:], prices: [String: Int64], costs: [String: Int64] = [:],
        floors: [String: Int64] = [:], taxClass: String = "standard", discountable: Bool = true,
        countsForThresholds: Bool = true, state: State = .open
    ) {
        id = Product.id(of: sku)
        self.sku = sku
        self.seller = seller
        self.channels = channels
        self.title = title
        self.category = category
        self.attributes = attributes
        self.prices = prices
        self.costs = costs
        self.floors = floors
        self.taxClass = taxClass
        self.discountable = discountable
        self.countsForThresholds = countsForThresholds
        self.state = state
    }

    /// A SKU is sold by one product, so its id follows from it.
    public static func id(of sku: String) -> ID<Product> { ID(trusted: "\(idPrefix)_\(sku)") }

    public var keys: [LookupKey] {
        [LookupKey("seller", seller.text), LookupKey("category", category)]
    }
}

/// Text in several languages by BCP 47 tag; `en` is the fallback.
public typealias LocalizedText = [String: String]

/// A fact about a product or a line that rules may read. Numbers are whole or exact decimals given as text.
public enum AttributeValue: Sendable, Hashable, Codable {
    case bool(Bool)
    case integer(Int64)
    case text(String)

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}
