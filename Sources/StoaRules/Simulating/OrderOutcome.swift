import StoaCommerce

/// What one order comes to by one rulebook. Amounts are minor units of its currency.
public struct OrderOutcome: Sendable, Hashable {
    /// Off items and shipping.
    public let discount: Int64
    /// What the buyer pays without the tax in it, shipping included.
    public let revenue: Int64
    /// Revenue less the cost of the goods, gifts included; nil where a cost is not known.
    public let margin: Int64?
    /// What each rule that was used took off, by id.
    public let uses: [String: Int64]
    public let gifts: [Quote.Gift]

    init(_ quote: Quote, cart: Cart, isUse: (Quote.Discount) -> Bool) {
        discount = quote.totals.discount
        revenue = quote.totals.total - quote.totals.tax
        margin = OrderOutcome.cost(of: quote, cart).map { [revenue] in revenue - $0 }
        var uses: [String: Int64] = [:]
        for discount in quote.discounts where discount.status == .applied && isUse(discount) { uses[discount.rule] = discount.amount }
        self.uses = uses
        gifts = quote.gifts.sorted { ($0.sku, $0.quantity) < ($1.sku, $1.quantity) }
    }

    /// A gift costs what a line of the same SKU costs; one that is in no line has no known cost.
    private static func cost(of quote: Quote, _ cart: Cart) -> Int64? {
        var sum: Int64 = 0
        var bySKU: [String: Int64] = [:]
        for line in cart.lines {
            guard let cost = line.cost, add(cost, times: line.quantity, to: &sum) else { return nil }
            if let sku = line.sku { bySKU[sku] = max(cost, bySKU[sku] ?? 0) }
        }
        for gift in quote.gifts {
            guard let cost = bySKU[gift.sku], add(cost, times: gift.quantity, to: &sum) else { return nil }
        }
        return sum
    }

    /// False beyond what an amount can say.
    private static func add(_ cost: Int64, times quantity: Int64, to sum: inout Int64) -> Bool {
        let (product, productOverflows) = cost.multipliedReportingOverflow(by: quantity)
        let (total, totalOverflows) = sum.addingReportingOverflow(product)
        sum = total
        return !productOverflows && !totalOverflows && abs(total) <= Money.amountMax
    }
}

/// An order by the older and by the newer rulebook.
public struct OrderComparison: Sendable, Hashable {
    public let currency: Currency
    public let from: OrderOutcome
    public let to: OrderOutcome

    public var isChanged: Bool { from != to }
}
