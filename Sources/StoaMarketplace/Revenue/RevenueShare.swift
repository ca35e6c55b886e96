import StoaCommerce

/// How the price of a sold plugin is divided between its vendor and the marketplace.
///
/// The marketplace takes nothing of a vendor's first sales and a share of what comes after; card processing is charged
/// on every sale. Each part is rounded half to even once; the vendor gets the rest, so the parts add up exactly.
public struct RevenueShare: Sendable, Hashable {
    /// Lifetime sales of a vendor, in minor units, of which the marketplace takes nothing.
    public let freeLifetime: Money
    /// The marketplace's part of what lies beyond, and the processor's part of everything, as fractions.
    public let rate: Rational
    public let processingRate: Rational

    public init(freeLifetime: Money, rate: Rational, processingRate: Rational) {
        self.freeLifetime = freeLifetime
        self.rate = rate
        self.processingRate = processingRate
    }

    /// The parts of one sale, in minor units of its currency.
    public struct Parts: Sendable, Hashable {
        public let marketplace: Money
        public let processing: Money
        public let vendor: Money
    }

    /// Divides a sale of a vendor who has sold for `lifetime` before it.
    ///
    /// - Throws: `money.currencyMismatch`; `revenue.negative` for a negative sale or lifetime.
    public func divide(_ sale: Money, afterLifetime lifetime: Money) throws(CommerceError) -> Parts {
        guard sale.amount >= 0, lifetime.amount >= 0 else {
            throw CommerceError(code: "revenue.negative", "a sale and a lifetime are not negative", hint: "book a refund instead")
        }
        let left = try freeLifetime.minus(lifetime)
        let free = try left.isLess(than: sale) ? Money(max(left.amount, 0), left.currency) : sale
        let charged = try sale.minus(free)
        let marketplace = try Money(Rational(charged.amount).times(rate).rounded(.halfEven), sale.currency)
        let processing = try Money(Rational(sale.amount).times(processingRate).rounded(.halfEven), sale.currency)
        return Parts(marketplace: marketplace, processing: processing, vendor: try sale.minus(marketplace).minus(processing))
    }
}
