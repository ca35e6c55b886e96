import CEL
import StoaCommerce
import StoaExpressions

/// What stays the same while one quote is computed. A class, because the pricer and its memory hold it both.
final class QuoteFacts: Sendable {
    let cart: Cart
    let items: [Item]
    let shipping: [ShippingOption]
    /// Position of the selected option.
    let selectedShipping: Int?
    let at: Instant
    /// By item, where the cart states rates and its prices are net; nil otherwise.
    let netTaxPercents: [Rational]?
    /// Minor units that a unit of a gift, and a point, are worth to the buyer.
    let giftWorth: Int64
    let pointWorth: Int64
    /// Units in the cart.
    let quantity: Int64
    /// Minor units of all merchandise before any discount.
    let listTotal: Int64

    init(_ cart: Cart, _ items: [Item], netTaxPercents: [Rational]? = nil, giftWorth: Int64, pointWorth: Int64 = 0, at: Instant) {
        self.cart = cart
        self.items = items
        let options = cart.shipping ?? []
        shipping = options
        selectedShipping = cart.selectedShipping.flatMap { method in options.firstIndex { $0.method == method } }
        self.at = at
        self.netTaxPercents = netTaxPercents
        self.giftWorth = giftWorth
        self.pointWorth = pointWorth
        quantity = items.reduce(0) { $0 + $1.quantity }
        listTotal = items.reduce(0) { $0 + $1.listTotal }
    }

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
        var totals: [Int64] = []
        totals.reserveCapacity(items.count)
        var (subtotal, total): (Int64, Int64) = (0, 0)
        for index in items.indices {
            let own = state.items[index].stepTotal
            totals.append(own)
            total += own
            if items[index].discountable { subtotal += own }
        }
        self.totals = totals
        self.subtotal = subtotal
        self.total = total
    }
}
