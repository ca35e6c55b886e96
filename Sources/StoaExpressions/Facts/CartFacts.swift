import CEL
import StoaCommerce

/// `cart` in expressions: the cart as it stands at the start of a step.
public struct CartFacts: HostValue {
    public static let celTypeName = "cart"

    public let currency: Currency
    public let channel: String?
    public let selectedShipping: String?
    /// Every item, in the order of their keys; empty for conditions that do not read them (``CartCondition/readsItems``).
    public let items: [LineFacts]
    /// Units in the cart.
    public let quantity: Int64
    /// Minor units of discountable merchandise at the step's start.
    public let subtotal: Int64
    /// Minor units of all merchandise before any discount, and at the step's start; shipping is in neither.
    public let listTotal: Int64
    public let total: Int64

    public init(
        currency: Currency, channel: String?, selectedShipping: String?, items: [LineFacts], quantity: Int64, subtotal: Int64,
        listTotal: Int64, total: Int64
    ) {
        self.currency = currency
        self.channel = channel
        self.selectedShipping = selectedShipping
        self.items = items
        self.quantity = quantity
        self.subtotal = subtotal
        self.listTotal = listTotal
        self.total = total
    }

    /// Fields that change while rules apply; `items` where they are used as a whole.
    static let changingFields: Set<String> = ["subtotal", "total", "items"]

    private func money(_ amount: Int64) -> MoneyValue { .of(amount, like: .zero(currency)) }

    static var type: HostType<CartFacts> {
        var type = HostType(CartFacts.self)
        type.field("currency") { $0.currency.code }
        type.optionalField("channel", \.channel)
        type.optionalField("selectedShipping", \.selectedShipping)
        type.field("items", \.items)
        type.field("quantity", \.quantity)
        type.field("subtotal") { $0.money($0.subtotal) }
        type.field("listTotal") { $0.money($0.listTotal) }
        type.field("total") { $0.money($0.total) }
        return type
    }
}
