import StoaCommerce
import StoaExpressions

/// Lines that are equal but for id and quantity: what rules see, so that splitting a line changes nothing.
struct Item: Sendable {
    /// One of the cart's lines in the item.
    struct Part: Sendable {
        let line: Int
        let quantity: Int64
    }

    var facts: ItemFacts
    /// In the order of line ids; discounts are dealt back in it, the largest first.
    let parts: [Part]
    let quantity: Int64
    /// Before promotions: the list price, or what a Price rule made of it.
    var unitPrice: Int64
    let listPrice: Int64
    /// Of all units, before promotions and at the list price.
    var priceTotal: Int64
    let listTotal: Int64
    /// The product's own, zero when it has none, or a higher one of its Price rule.
    var floor: Int64
    let cost: Int64?
    /// Whether promotions may act on it at all: the goods, and their Price rule, say so.
    var discountable: Bool
    /// The same for promotions of the phase `catalog`, which a Price rule may let act alone.
    var isForCatalog: Bool
    /// Nil where the list price stands.
    var price: ItemPrice?

    /// The cart's items in the order of their keys (``LineOrder``), in which spare minor units are dealt.
    ///
    /// - Throws: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`.
    static func merged(from cart: Cart) throws(RulesError) -> [Item] {
        try validate(cart)
        var order = LineOrder(cart.lines)
        let sorted = order.sorted()
        var items: [Item] = []
        items.reserveCapacity(sorted.count)
        var next = 0
        while next < sorted.count {
            let first = next
            next += 1
            while next < sorted.count, order.compare(sorted[first], sorted[next]) == .same { next += 1 }
            items.append(try Item(cart.lines, at: sorted[first..<next], cart.currency))
        }
        var total = Int128(0)
        for index in items.indices { total += Int128(items[index].listTotal) }
        guard total <= Int128(Money.amountMax) else {
            throw RulesError(code: "quote.amountTooLarge", "the cart is worth more than \(Money.amountMax) minor units")
        }
        return items
    }

    /// - Parameter places: of equal lines, in the order of their ids.
    private init(_ lines: [Cart.Line], at places: ArraySlice<Int>, _ currency: Currency) throws(RulesError) {
        let first = places[places.startIndex]
        parts = places.map { Part(line: $0, quantity: lines[$0].quantity) }
        quantity = parts.reduce(0) { $0 + $1.quantity }
        do {
            facts = try ItemFacts(lines, at: first, quantity: quantity, currency: currency)
        } catch {
            throw RulesError(code: "quote.amountTooLarge", "line '\(lines[first].id)': \(error.message)", hint: error.hint)
        }
        unitPrice = facts.unitPrice.amount
        listPrice = unitPrice
        listTotal = facts.listTotal.amount
        priceTotal = listTotal
        floor = lines[first].floor ?? 0
        cost = lines[first].cost
        discountable = facts.discountable
        isForCatalog = facts.isForCatalog
    }
}

extension Item {
    /// Whether the goods, and what priced them, let a promotion act on the item.
    func admits(_ rule: Promotion) -> Bool { rule.stage.phase == .catalog ? isForCatalog : discountable }
}
