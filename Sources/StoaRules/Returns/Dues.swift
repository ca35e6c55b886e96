import StoaCommerce

/// What an order costs in the end, when so much of it remains with the buyer. All amounts are minor units.
public struct Dues: Sendable, Hashable {
    /// What a rule takes off what remains, shipping included.
    public struct Rule: Sendable, Hashable {
        public let rule: String
        public let policy: ReturnPolicy
        public let amount: Int64
    }

    /// List prices of the units that remain.
    public var list: Int64
    /// By rule: those of the order in its order, then those that a clawback's new quote brought.
    public var rules: [Rule]
    /// After its discount; 0 when nothing remains.
    public var shipping: Int64
    /// On top of prices without tax; 0 where prices include it.
    public var tax: Int64
    /// Gift units that the buyer may keep, by SKU.
    public var gifts: [String: Int64]
    public var total: Int64

    static let nothing = Dues(list: 0, rules: [], shipping: 0, tax: 0, gifts: [:], total: 0)
}
