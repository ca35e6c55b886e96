import CEL
import StoaCommerce

/// `order` in expressions: what was bought, at the prices that were agreed on.
public struct OrderFacts: HostValue {
    public static let celTypeName = "order"

    /// `pendingPayment`, `paid` and so on.
    public let state: String
    public let currency: Currency
    public let channel: String
    public let quantity: Int64
    public let skus: [String]
    /// Ids of the promotions that applied.
    public let rules: [String]
    /// Minor units.
    public let total: Int64
    public let discount: Int64

    public init(_ order: Order) {
        state = order.state.rawValue
        currency = order.currency
        channel = order.channel.text
        quantity = order.lines.reduce(0) { $0 + $1.quantity }
        skus = order.lines.map(\.sku)
        rules = order.quote.discounts.filter { $0.status == .applied }.map(\.rule)
        total = order.quote.totals.total
        discount = order.quote.totals.discount
    }

    private func money(_ amount: Int64) -> MoneyValue { .of(amount, like: .zero(currency)) }

    static var type: HostType<OrderFacts> {
        var type = HostType(OrderFacts.self)
        type.field("state", \.state)
        type.field("currency") { $0.currency.code }
        type.field("channel", \.channel)
        type.field("quantity", \.quantity)
        type.field("skus", \.skus)
        type.field("rules", \.rules)
        type.field("total") { $0.money($0.total) }
        type.field("discount") { $0.money($0.discount) }
        return type
    }
}
