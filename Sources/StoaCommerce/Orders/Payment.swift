/// Money that a provider captured for an order; holds the provider's reference, never a card number.
public struct Payment: Noun {
    public static let kind = "payment"
    public static let idPrefix = "pay"

    /// `refundDue`: it came for an order that no longer waits for it.
    public enum State: String, Sendable, Codable { case captured, refundDue }

    public let id: ID<Payment>
    public let order: ID<Order>
    public let amount: Money
    public let provider: String
    public let reference: String
    public let at: Instant
    public var state: State

    public init(
        id: ID<Payment>, order: ID<Order>, amount: Money, provider: String, reference: String, at: Instant, state: State
    ) {
        self.id = id
        self.order = order
        self.amount = amount
        self.provider = provider
        self.reference = reference
        self.at = at
        self.state = state
    }

    public var keys: [LookupKey] { [LookupKey("order", order.text)] }

    /// One payment a reference: the same capture told twice meets the same document.
    public static func id(provider: String, reference: String) -> ID<Payment> {
        ID(trusted: "\(idPrefix)_\(provider)/\(reference)")
    }
}
