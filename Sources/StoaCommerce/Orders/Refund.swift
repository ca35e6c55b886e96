/// Money given back for an order. The sum of an order's refunds never passes what was paid for it.
public struct Refund: Noun {
    public static let kind = "refund"
    public static let idPrefix = "ref"

    public enum State: String, Sendable, Codable { case approved, processed, failed }

    public let id: ID<Refund>
    public let order: ID<Order>
    public let amount: Money
    public let reason: String
    public let requestedBy: String
    public let at: Instant
    /// The units that came back with it, by line; absent for a refund without a return.
    public let lines: [String: Int64]?
    public var state: State

    public init(
        id: ID<Refund>, order: ID<Order>, amount: Money, reason: String, requestedBy: String, at: Instant, lines: [String: Int64]? = nil,
        state: State
    ) {
        self.id = id
        self.order = order
        self.amount = amount
        self.reason = reason
        self.requestedBy = requestedBy
        self.at = at
        self.lines = lines
        self.state = state
    }

    public var keys: [LookupKey] { [LookupKey("order", order.text)] }
}
