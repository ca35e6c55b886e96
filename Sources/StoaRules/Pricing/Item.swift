import StoaCommerce
import StoaExpressions

/// Lines that are equal but for id and quantity: what rules see, so that splitting a line changes nothing.
struct Item: Sendable {
    /// One of the cart's lines in the item.
    struct Part: Sendable {
        let line: Int
        let id: String
        let quantity: Int64
    }

    let facts: ItemFacts
    /// In the order of line ids; discounts are dealt back in it, the largest first.
    let parts: [Part]
    let quantity: Int64
    let unitPrice: Int64
    let listTotal: Int64
    /// The product's own, zero when it has none.
    let floor: Int64
    let cost: Int64?

    /// The cart's items in the order of their keys (SKU, attributes, then every other fact, then id), in which spare
    /// minor units are dealt.
    ///
    /// - Throws: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`.
    static func merged(from cart: Cart) throws(RulesError) -> [Item] {
        try validate(cart)
        var order: [Cart.Line] = []
        var linesByKey: [Cart.Line: [Int]] = [:]
        for (index, line) in cart.lines.enumerated() where line.quantity > 0 {
            let key = line.withoutIdentity
            if linesByKey[key]?.append(index) == nil {
                linesByKey[key] = [index]
                order.append(key)
            }
        }
        var items: [Item] = []
        items.reserveCapacity(order.count)
        for key in order {
            guard let lines = linesByKey[key] else { continue }
            items.append(try Item(key, lines: lines, in: cart))
        }
        items.sort { $0.precedes($1) }
        guard items.reduce(Int128(0), { $0 + Int128($1.listTotal) }) <= Int128(Money.amountMax) else {
            throw RulesError(code: "quote.amountTooLarge", "the cart is worth more than \(Money.amountMax) minor units")
        }
        return items
    }

    private init(_ key: Cart.Line, lines: [Int], in cart: Cart) throws(RulesError) {
        parts = lines.map { Part(line: $0, id: cart.lines[$0].id, quantity: cart.lines[$0].quantity) }.sorted { $0.id < $1.id }
        quantity = parts.reduce(0) { $0 + $1.quantity }
        do {
            facts = try ItemFacts(line: key, id: parts[0].id, quantity: quantity, currency: cart.currency)
        } catch {
            throw RulesError(code: "quote.amountTooLarge", "line '\(parts[0].id)': \(error.message)", hint: error.hint)
        }
        unitPrice = key.unitPrice
        listTotal = facts.listTotal.amount
        floor = key.floor ?? 0
        cost = key.cost
    }

    private func precedes(_ other: Item) -> Bool {
        let (a, b) = (facts, other.facts)
        if a.sku != b.sku { return (a.sku ?? "") < (b.sku ?? "") }
        if a.attributes != b.attributes { return Item.text(of: a.attributes) < Item.text(of: b.attributes) }
        let left = [a.category, a.seller, a.taxClass], right = [b.category, b.seller, b.taxClass]
        for (x, y) in zip(left, right) where x != y { return (x ?? "") < (y ?? "") }
        let numbers = [(unitPrice, other.unitPrice), (floor, other.floor), (cost ?? -1, other.cost ?? -1)]
        for (x, y) in numbers where x != y { return x < y }
        if a.discountable != b.discountable { return a.discountable }
        if a.onSale != b.onSale { return a.onSale }
        return a.id < b.id
    }

    private static func text(of attributes: [String: AttributeValue]) -> String {
        attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\u{0}")
    }

    private static func validate(_ cart: Cart) throws(RulesError) {
        guard cart.lines.count <= Cart.linesMax else {
            throw RulesError(code: "quote.tooManyLines", "the cart has \(cart.lines.count) lines", hint: "send at most \(Cart.linesMax)")
        }
        var seen: Set<String> = []
        for line in cart.lines {
            guard !line.id.isEmpty, line.id.utf8.count <= 100, seen.insert(line.id).inserted else {
                throw malformed(
                    "'\(line.id.prefix(100))' is not an id of one line", "give every line an id of its own, 1 to 100 characters")
            }
            guard (0...Cart.quantityMax).contains(line.quantity) else {
                throw RulesError(
                    code: "quote.quantityOutOfRange", "line '\(line.id)' has the quantity \(line.quantity)",
                    hint: "use a number from 0 to \(Cart.quantityMax)")
            }
            for amount in [line.unitPrice, line.floor ?? 0, line.cost ?? 0] where !(0...Money.amountMax).contains(amount) {
                throw malformed("line '\(line.id)' has the amount \(amount)", "amounts are minor units, not negative")
            }
        }
        for option in cart.shipping ?? [] where !(0...Money.amountMax).contains(option.price) {
            throw malformed("shipping '\(option.method)' has the price \(option.price)", "amounts are minor units, not negative")
        }
        if let selected = cart.selectedShipping, !(cart.shipping ?? []).contains(where: { $0.method == selected }) {
            throw malformed("shipping '\(selected)' is selected but not offered", "list it in 'shipping' with its price")
        }
    }

    private static func malformed(_ message: String, _ hint: String) -> RulesError {
        RulesError(code: "quote.cartMalformed", message, hint: hint)
    }
}

extension Cart.Line {
    /// What makes lines one item; what is absent equals what it stands for.
    fileprivate var withoutIdentity: Cart.Line {
        var key = self
        key.id = ""
        key.quantity = 0
        key.attributes = attributes ?? [:]
        key.discountable = discountable ?? true
        key.onSale = onSale ?? false
        key.floor = floor ?? 0
        return key
    }
}
