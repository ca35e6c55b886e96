/// What a quote is asked for: lines with their facts, the buyer, the way to ship and to pay.
///
/// All amounts are minor units of `currency`. On files the caller states every fact; on the server prices, categories
/// and customer facts come from the store.
public struct Cart: Sendable, Hashable, Codable {
    public var currency: Currency
    public var channel: String?
    public var pricesInclude: PriceBasis?
    public var payment: Payment?
    public var selectedShipping: String?
    public var customer: Buyer?
    public var lines: [Line]
    public var shipping: [ShippingOption]?
    /// Percent by tax class, as decimals in text (`{"standard": "20"}`), for callers that know their rates; the class
    /// `shipping` is for the selected way to ship. Absent means that no tax is reckoned.
    public var taxRates: [String: String]?

    public static let linesMax = 1000
    public static let quantityMax: Int64 = 1_000_000

    public init(
        currency: Currency, channel: String? = nil, pricesInclude: PriceBasis? = nil, payment: Payment? = nil,
        selectedShipping: String? = nil, customer: Buyer? = nil, lines: [Line], shipping: [ShippingOption]? = nil,
        taxRates: [String: String]? = nil
    ) {
        self.currency = currency
        self.channel = channel
        self.pricesInclude = pricesInclude
        self.payment = payment
        self.selectedShipping = selectedShipping
        self.customer = customer
        self.lines = lines
        self.shipping = shipping
        self.taxRates = taxRates
    }

    public struct Payment: Sendable, Hashable, Codable {
        public var method: String
        public init(method: String) { self.method = method }
    }

    public struct Buyer: Sendable, Hashable, Codable {
        public var id: String?
        public var segments: [String]?
        public var tier: String?
        /// Orders placed before this one.
        public var orders: Int64?

        public init(id: String? = nil, segments: [String]? = nil, tier: String? = nil, orders: Int64? = nil) {
            self.id = id
            self.segments = segments
            self.tier = tier
            self.orders = orders
        }
    }

    public struct Line: Sendable, Hashable, Codable {
        public var id: String
        public var sku: String?
        public var quantity: Int64
        /// Unit price in minor units, at least 0.
        public var unitPrice: Int64
        public var category: String?
        public var attributes: [String: AttributeValue]?
        public var seller: String?
        /// The lowest unit price after discounts.
        public var floor: Int64?
        public var cost: Int64?
        public var taxClass: String?
        /// Absent means true.
        public var discountable: Bool?
        public var onSale: Bool?

        public init(
            id: String, sku: String? = nil, quantity: Int64, unitPrice: Int64, category: String? = nil,
            attributes: [String: AttributeValue]? = nil, seller: String? = nil, floor: Int64? = nil, cost: Int64? = nil,
            taxClass: String? = nil, discountable: Bool? = nil, onSale: Bool? = nil
        ) {
            self.id = id
            self.sku = sku
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.category = category
            self.attributes = attributes
            self.seller = seller
            self.floor = floor
            self.cost = cost
            self.taxClass = taxClass
            self.discountable = discountable
            self.onSale = onSale
        }
    }
}
