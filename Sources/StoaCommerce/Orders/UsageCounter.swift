/// One thing that a rule's limits count, and how far it may be counted.
public struct UsageCounter: Sendable, Hashable, Codable {
    /// `stock` counts pieces of one article, whose SKU is part of `rule`; the others count orders and money.
    public enum Kind: String, Sendable, Codable, CaseIterable { case promotion, coupon, stock }

    public enum Limit: String, Sendable, Codable, CaseIterable {
        /// Orders that use the rule.
        case uses
        /// Orders of one customer that use it.
        case perCustomer
        /// Orders of one day that use it.
        case perDay
        /// Minor units, of one currency, that it takes off.
        case budget
    }

    public let rule: String
    public let kind: Kind
    public let limit: Limit
    /// For `perDay` the day that is counted, by the clock of the rulebook's zone: `2026-11-22`. For a limit of pieces the
    /// period: `2026-11-22`, `week:2026-11-16`, `2026-11`, `2026`.
    public let day: String?
    /// What the rulebook allows; another version of it may allow more or less on the same counter.
    public let ceiling: Int64

    public init(rule: String, kind: Kind, limit: Limit, day: String? = nil, ceiling: Int64) {
        self.rule = rule
        self.kind = kind
        self.limit = limit
        self.day = day
        self.ceiling = ceiling
    }
}

/// What an order adds to a counter: one use, or the minor units that a rule took off.
public struct Redemption: Sendable, Hashable, Codable {
    public let counter: UsageCounter
    public let amount: Int64

    public init(counter: UsageCounter, amount: Int64) {
        self.counter = counter
        self.amount = amount
    }
}
