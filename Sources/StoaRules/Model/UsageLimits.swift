import StoaCommerce

/// How often, and for how much money, a rule may be used. What is nil is not limited.
public struct UsageLimits: Sendable, Hashable {
    /// What happens to a cart that would take more than the budget has left.
    public enum Edge: String, Sendable, CaseIterable {
        /// The rule gives what is left.
        case clip
        /// The rule gives all of its discount or nothing.
        case reject
    }

    /// Orders, ever.
    public let uses: Int64?
    /// Orders of one customer.
    public let perCustomer: Int64?
    /// Orders of one day, by the clock of the rulebook's zone.
    public let perDay: Int64?
    let budget: MoneyTable?
    public let atEdge: Edge

    init(uses: Int64? = nil, perCustomer: Int64? = nil, perDay: Int64? = nil, budget: MoneyTable? = nil, atEdge: Edge = .clip) {
        self.uses = uses
        self.perCustomer = perCustomer
        self.perDay = perDay
        self.budget = budget
        self.atEdge = atEdge
    }

    /// Money that the rule may take off, one amount a currency; each is a budget of its own. Empty for no budget.
    public var budgets: [Money] { budget?.stated ?? [] }

    /// The limits that there are.
    var stated: [UsageCounter.Limit] {
        UsageCounter.Limit.allCases.filter { limit in
            switch limit {
            case .uses: uses != nil
            case .perCustomer: perCustomer != nil
            case .perDay: perDay != nil
            case .budget: budget != nil
            }
        }
    }

    /// What may be counted of each limit in all, for carts in a currency.
    func ceilings(in currency: Currency) -> Remaining {
        Remaining(uses: uses, perCustomer: perCustomer, perDay: perDay, budget: budget?.amount(in: currency))
    }
}

/// What is left of one rule's limits: a fact that a quote is given, beside its cart.
///
/// What is nil was not counted yet, so that all of it is left.
public struct Remaining: Sendable, Hashable, Codable {
    public var uses: Int64?
    /// Of the buyer of the cart.
    public var perCustomer: Int64?
    /// Of the day of the quote.
    public var perDay: Int64?
    /// Minor units of the cart's currency.
    public var budget: Int64?

    public init(uses: Int64? = nil, perCustomer: Int64? = nil, perDay: Int64? = nil, budget: Int64? = nil) {
        self.uses = uses
        self.perCustomer = perCustomer
        self.perDay = perDay
        self.budget = budget
    }

    public subscript(limit: UsageCounter.Limit) -> Int64? {
        get {
            switch limit {
            case .uses: uses
            case .perCustomer: perCustomer
            case .perDay: perDay
            case .budget: budget
            }
        }
        set {
            switch limit {
            case .uses: uses = newValue
            case .perCustomer: perCustomer = newValue
            case .perDay: perDay = newValue
            case .budget: budget = newValue
            }
        }
    }

    /// Whether one of the limits is reached, so that the rule does not act at all.
    var isUsedUp: Bool { UsageCounter.Limit.allCases.contains { self[$0].map { $0 <= 0 } ?? false } }
}
