import CEL
import StoaCommerce
import StoaExpressions

/// What stays the same while one quote is computed.
struct QuoteFacts {
    let cart: Cart
    let items: [Item]
    let shipping: [ShippingOption]
    /// Position of the selected option.
    let selectedShipping: Int?
    let at: Instant
    /// By item, where the cart states rates and its prices are net; nil otherwise.
    let netTaxPercents: [Rational]?
    let giftWorth: Int64

    var currency: Currency { cart.currency }
}

/// The facts at the start of a step, which every rule of the step reads.
struct StepFacts {
    let totals: [Int64]
    let subtotal: Int64
    let total: Int64

    /// A snapshot for conditions that read no prices.
    init(totals: [Int64]) {
        self.totals = totals
        subtotal = 0
        total = 0
    }

    init(_ state: PricingState, items: [Item]) {
        totals = state.items.map(\.stepTotal)
        var subtotal: Int64 = 0
        var total: Int64 = 0
        for (index, item) in items.enumerated() {
            total += totals[index]
            if item.facts.discountable { subtotal += totals[index] }
        }
        self.subtotal = subtotal
        self.total = total
    }
}
