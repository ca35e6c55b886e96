/// A shop front with its own currency, locale and zone: a web shop, an app, a store.
public struct Channel: Noun {
    public static let kind = "channel"
    public static let idPrefix = "chn"

    public enum State: String, Sendable, Codable { case draft, active, retired }

    public let id: ID<Channel>
    public var name: String
    public var currency: Currency
    /// Shipping methods offered, with their prices in minor units of the channel's currency.
    public var shipping: [ShippingOption]
    public var pricesInclude: PriceBasis
    /// IANA name of the zone in which recurring windows of rules are read.
    public var zone: String
    /// The region whose law holds for what is sold in it, such as `KR` or `EU`; nil where nobody has said.
    public var region: String?
    public var state: State

    public init(
        id: ID<Channel>, name: String, currency: Currency, shipping: [ShippingOption], pricesInclude: PriceBasis,
        zone: String, region: String? = nil, state: State = .active
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.shipping = shipping
        self.pricesInclude = pricesInclude
        self.zone = zone
        self.region = region
        self.state = state
    }
}

/// Whether shown prices include tax.
public enum PriceBasis: String, Sendable, Codable, CaseIterable { case net, gross }

/// A way to ship and what it costs, in minor units of the document's currency.
public struct ShippingOption: Sendable, Hashable, Codable {
    public var method: String
    public var price: Int64

    public init(method: String, price: Int64) {
        self.method = method
        self.price = price
    }
}
