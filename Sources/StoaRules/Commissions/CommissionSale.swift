import StoaCommerce

/// What a seller sold, as a commission is reckoned from it. Amounts are minor units of `currency`, net of tax.
public struct CommissionSale: Sendable, Hashable {
    public var currency: Currency
    /// Before any discount.
    public var amount: Int64
    /// Parts of `amount` that discounts took off, by who pays for them: the seller's lower the base, the platform's do not.
    public var sellerDiscount: Int64 = 0
    public var platformDiscount: Int64 = 0
    public var shipping: Int64 = 0
    public var seller: String?
    public var category: String?
    public var channel: String?
    /// What the seller sold in the period before this sale; where in the tiers it begins.
    public var soldBefore: Int64 = 0
    public var at: Instant

    public init(currency: Currency, amount: Int64, at: Instant) {
        self.currency = currency
        self.amount = amount
        self.at = at
    }
}

/// What the platform keeps of a sale, in minor units.
public struct CommissionFee: Sendable, Hashable {
    /// The id of the schedule that applied.
    public let schedule: String
    public let currency: Currency
    /// What the rate was applied to.
    public let base: Int64
    /// The fee, after its bounds.
    public let total: Int64
    /// The part of `total` that is kept when goods come back.
    public let fixed: Int64

    /// The fee by line, in proportion to what each sold for; spare units by largest remainder, ties to the earlier line.
    ///
    /// - Precondition: amounts are not negative and within ``Money/amountMax``.
    public func shares(over lines: [Int64]) -> [Int64] {
        allocate(total, weights: lines, capacities: lines.map { _ in Money.amountMax }).shares
    }

    /// What is given back when `count` of `units` came back, in all: the part of the fee that is not fixed, half to even.
    /// What a further return gives is the difference to what was given before, so that all of it comes to all.
    ///
    /// - Precondition: `0 ≤ count ≤ units`, and `units` is above 0.
    public func reversed(_ count: Int64, of units: Int64) -> Int64 {
        precondition(units > 0 && (0...units).contains(count))
        let share = try? Rational(Int128(total - fixed) * Int128(count), over: Int128(units)).rounded(.halfEven)
        return share ?? total - fixed
    }
}
