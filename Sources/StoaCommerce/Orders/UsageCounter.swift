/// One thing that a rule's limits count, and how far it may be counted.
public struct UsageCounter: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable { case promotion, coupon }

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
    /// For `perDay` the day that is counted, by the clock of the rulebook's zone: `2026-11-22`.
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
