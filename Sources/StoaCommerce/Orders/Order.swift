/// What was bought, at the prices and under the rules that were shown. An edited promotion never reprices it.
public struct Order: Noun {
    public static let kind = "order"
    public static let idPrefix = "ord"

    public enum State: String, Sendable, Codable, CaseIterable {
        case applied, pendingPayment, paid, partiallyShipped, shipped, delivered, confirmed, cancelled

        /// States that may come next; an order never goes back.
        public var next: Set<State> {
            switch self {
            case .applied: [.pendingPayment, .cancelled]
            case .pendingPayment: [.paid, .cancelled]
            case .paid: [.partiallyShipped, .shipped, .cancelled]
            case .partiallyShipped: [.shipped, .delivered]
            case .shipped: [.delivered]
            case .delivered: [.confirmed]
            case .confirmed, .cancelled: []
            }
        }
    }

    public let id: ID<Order>
    public let customer: ID<Customer>
    public let channel: ID<Channel>
    public let currency: Currency
    public let lines: [Line]
    public let quote: Quote
    public let tenders: [Tender]
    public let placedAt: Instant
    /// Transfers in the ledger that hold stock and redemptions for this order until it is paid or cancelled.
    public let reservations: [ID<Reservation>]
    /// What the order counts against limits of rules; absent where it counts against none.
    public let redemptions: [Redemption]?
    /// What was sold before it was there; absent where nothing was.
    public let backOrders: [BackOrder]?
    /// Until when its pieces are held for it, where a rule says so.
    public let heldUntil: Instant?
    /// What is paid with the customer's points; absent where all is paid in money.
    public var pointPayment: PointPayment?
    public private(set) var state: State
    /// Minor units captured so far, and given back so far; `refunded` never passes `captured`.
    public var captured: Int64
    public var refunded: Int64
    /// What came back; absent as long as nothing did.
    public var returned: Returned?

    public init(
        id: ID<Order>, customer: ID<Customer>, channel: ID<Channel>, currency: Currency, lines: [Line], quote: Quote,
        tenders: [Tender], placedAt: Instant, reservations: [ID<Reservation>], redemptions: [Redemption] = [],
        backOrders: [BackOrder] = [], heldUntil: Instant? = nil, pointPayment: PointPayment? = nil,
        state: State = .pendingPayment
    ) {
        self.id = id
        self.customer = customer
        self.channel = channel
        self.currency = currency
        self.lines = lines
        self.quote = quote
        self.tenders = tenders
        self.placedAt = placedAt
        self.reservations = reservations
        self.redemptions = redemptions.isEmpty ? nil : redemptions
        self.backOrders = backOrders.isEmpty ? nil : backOrders
        self.heldUntil = heldUntil
        self.pointPayment = pointPayment
        self.state = state
        captured = 0
        refunded = 0
    }

    public var keys: [LookupKey] {
        [LookupKey("customer", customer.text), LookupKey("state", state.rawValue), LookupKey("placedAt", placedAt.description)]
    }

    /// - Throws: `order.illegalTransition`.
    public mutating func move(to next: State) throws(CommerceError) {
        guard state.next.contains(next) else {
            let possible = state.next.map(\.rawValue).sorted().joined(separator: ", ")
            throw CommerceError(
                code: "order.illegalTransition", "an order that is \(state.rawValue) cannot become \(next.rawValue)",
                hint: possible.isEmpty ? "\(state.rawValue) is final" : "possible from here: \(possible)")
        }
        state = next
    }

    /// A line points at the exact version of the product that was sold.
    public struct Line: Sendable, Hashable, Codable {
        public let id: String
        public let product: ID<Product>
        public let productVersion: Int64
        public let sku: String
        public let seller: ID<Seller>
        public let quantity: Int64
        public let unitPrice: Int64
        /// What the buyer pays for the line, after discounts.
        public let total: Int64

        public init(
            id: String, product: ID<Product>, productVersion: Int64, sku: String, seller: ID<Seller>, quantity: Int64,
            unitPrice: Int64, total: Int64
        ) {
            self.id = id
            self.product = product
            self.productVersion = productVersion
            self.sku = sku
            self.seller = seller
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.total = total
        }
    }

    /// What of an order came back.
    public struct Returned: Sendable, Hashable, Codable {
        /// Units by line.
        public var lines: [String: Int64]
        /// Units by SKU.
        public var gifts: [String: Int64]
        /// Minor units that were given back for them; a part of the order's `refunded`.
        public var amount: Int64
        /// Points that were taken back; absent where none were.
        public var points: Int64?

        public init(lines: [String: Int64] = [:], gifts: [String: Int64] = [:], amount: Int64 = 0) {
            self.lines = lines
            self.gifts = gifts
            self.amount = amount
        }
    }

    /// A means of payment and its part of the total. A card is only ever a provider's token.
    public struct Tender: Sendable, Hashable, Codable {
        public enum Kind: String, Sendable, Codable, CaseIterable { case card, transfer, deposit, mileage, giftCard }
        public let kind: Kind
        public let amount: Int64
        public let token: String?

        public init(kind: Kind, amount: Int64, token: String?) {
            self.kind = kind
            self.amount = amount
            self.token = token
        }
    }
}

/// A quantity set aside in the ledger. Named here so that an order can hold on to it; the ledger itself is the kernel's.
public enum Reservation: Identified { public static let idPrefix = "trf" }
