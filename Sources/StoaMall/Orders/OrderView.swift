import JSONDocument
import StoaCommerce
import StoaExtension

/// An order as its reader may see it: a buyer and the staff see all of it, a seller only the lines that are theirs.
public struct OrderView: Codable, Sendable, SchemaDescribed {
    public let id: ID<Order>
    public let state: Order.State
    public let customer: ID<Customer>
    public let channel: ID<Channel>
    public let currency: Currency
    public let placedAt: Instant
    public let lines: [Order.Line]
    /// Absent for a seller: discounts and totals of other sellers' lines are not theirs to see.
    public let discounts: [Quote.Discount]?
    public let gifts: [Quote.Gift]?
    /// What the order earns once it is paid; absent where that is nothing.
    public let points: [Quote.Points]?
    /// How many of the customer's points pay for it, and how much; absent where all is paid in money.
    public let paidWithPoints: PaidWithPoints?
    public let totals: Quote.Totals?
    public let captured: Int64?
    public let refunded: Int64?
    /// Units that came back, by line; those of the reader's own lines, for a seller.
    public let returned: [String: Int64]?
    public let rulebook: String
    /// What else the prices follow from, so that they can be reckoned again.
    public let engine: Quote.Engine?
    public let experiment: Quote.Arm?
    /// Pieces that come later, by SKU; absent where all were there.
    public let backOrdered: [String: Int64]?
    /// Until when an unpaid order holds its pieces, where a rule says so.
    public let heldUntil: Instant?

    /// What of an order its customer's points pay.
    public struct PaidWithPoints: Codable, Sendable {
        public let points: Int64
        /// Minor units of the total.
        public let amount: Int64
        /// Points that were given back, or would have been if their time were not over.
        public let returned: Int64

        init(_ payment: Order.PointPayment) { (points, amount, returned) = (payment.points, payment.amount, payment.returned) }
    }

    public init(_ order: Order, for actor: Actor) {
        let own = actor.seller.map { seller in order.lines.filter { $0.seller.text == seller } }
        let seesAll = own == nil
        id = order.id
        state = order.state
        customer = order.customer
        channel = order.channel
        currency = order.currency
        placedAt = order.placedAt
        lines = own ?? order.lines
        discounts = seesAll ? order.quote.discounts : nil
        gifts = seesAll ? order.quote.gifts : nil
        points = seesAll && order.quote.points != nil ? order.earned : nil
        paidWithPoints = seesAll ? order.pointPayment.map(PaidWithPoints.init) : nil
        totals = seesAll ? order.quote.totals : nil
        captured = seesAll ? order.captured : nil
        refunded = seesAll ? order.refunded : nil
        let visible = Set(lines.map(\.id))
        returned = order.returned.map { $0.lines.filter { visible.contains($0.key) } }
        rulebook = order.quote.rulebook
        engine = order.quote.engine
        experiment = order.quote.experiment
        let skus = Set(lines.map(\.sku))
        let later = (order.backOrders ?? []).filter { seesAll || skus.contains($0.sku) }
        backOrdered = later.isEmpty ? nil : Dictionary(later.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
        heldUntil = order.state == .pendingPayment ? order.heldUntil : nil
    }

    /// Whether the actor has any business with the order; who has none is told that it does not exist.
    public static func mayRead(_ order: Order, _ actor: Actor) -> Bool {
        if let seller = actor.seller { return order.lines.contains { $0.seller.text == seller } }
        return actor.kind == .customer ? order.customer.text == actor.id : true
    }
}
