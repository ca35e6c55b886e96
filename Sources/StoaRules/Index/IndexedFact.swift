import StoaCommerce
import StoaExpressions

/// A fact that rules are looked up by: texts and truth values that a cart states, or numbers that bounds are stated for.
enum IndexedFact: Hashable {
    /// Where a fact is looked for.
    enum Scope: Hashable {
        /// The cart, the customer, the payment, the channel and the time.
        case cart
        /// Any item that may be discounted at all: what `lines` speaks of.
        case discountable
        /// Any item: what `cart.items.exists` speaks of.
        case anyItem
    }

    case channel, selectedShipping, paymentMethod, customerID, customerTier, segment
    case sku(Scope), category(Scope), seller(Scope), taxClass(Scope), onSale(Scope), attribute(Scope, String)

    /// Nil for a fact that has no list of values to be looked up in.
    init?(_ fact: Fact) {
        switch fact.path {
        case "channel": self = .channel
        case "cart.selectedShipping": self = .selectedShipping
        case "payment.method": self = .paymentMethod
        case "customer.id": self = .customerID
        case "customer.tier": self = .customerTier
        default:
            guard let scope = Scope(fact.owner), scope != .cart else { return nil }
            switch fact.path {
            case "sku": self = .sku(scope)
            case "category": self = .category(scope)
            case "seller": self = .seller(scope)
            case "taxClass": self = .taxClass(scope)
            case "onSale": self = .onSale(scope)
            default:
                guard fact.path.hasPrefix("attributes.") else { return nil }
                self = .attribute(scope, String(fact.path.dropFirst("attributes.".count)))
            }
        }
    }

    var scope: Scope {
        switch self {
        case .channel, .selectedShipping, .paymentMethod, .customerID, .customerTier, .segment: .cart
        case .sku(let scope), .category(let scope), .seller(let scope), .taxClass(let scope), .onSale(let scope),
            .attribute(let scope, _):
            scope
        }
    }

    /// The value of a cart's fact; nil where the cart does not state it.
    func text(in cart: Cart) -> String? {
        switch self {
        case .channel: cart.channel
        case .selectedShipping: cart.selectedShipping
        case .paymentMethod: cart.payment?.method
        case .customerID: cart.customer?.id
        case .customerTier: cart.customer?.tier
        default: nil
        }
    }

    /// The number of the value of an item's fact; `unknown` where the item has none, nil for a value that nobody asks for.
    func number(of facts: ItemFacts, in values: FactValues, unknown: Int32?) -> Int32? {
        let text: String?
        switch self {
        case .sku: text = facts.sku
        case .category: text = facts.category
        case .seller: text = facts.seller
        case .taxClass: text = facts.taxClass
        case .onSale: return values[.bool(facts.onSale)]
        case .attribute(_, let name):
            switch facts.attribute(name) {
            case nil: text = nil
            case .bool(let flag): return values[.bool(flag)]
            case .integer(let number): return values[.number(number)]
            case .text(let own): text = own
            }
        default: text = nil
        }
        guard let text else { return unknown }
        return values[text: text]
    }
}

extension IndexedFact.Scope {
    init?(_ owner: Fact.Owner) {
        switch owner {
        case .cart: self = .cart
        case .line: self = .discountable
        case .other: self = .anyItem
        }
    }
}

/// A number that bounds are stated for. Upper bounds are asked of the negated number, so that every bound is a lower one.
struct IndexedNumber: Hashable {
    enum Measure: Hashable {
        case now, quantity, orders, subtotal, total, listTotal
        case unitPrice, itemQuantity, itemListTotal, itemTotal
    }

    let measure: Measure
    let scope: IndexedFact.Scope
    var isNegated = false

    /// Nil for a fact that is no number, or may be one of an attribute.
    init?(_ fact: Fact) {
        guard let scope = IndexedFact.Scope(fact.owner) else { return nil }
        self.scope = scope
        switch (scope == .cart, fact.path) {
        case (true, "now"): measure = .now
        case (true, "cart.quantity"): measure = .quantity
        case (true, "customer.orders"): measure = .orders
        case (true, "cart.subtotal"): measure = .subtotal
        case (true, "cart.total"): measure = .total
        case (true, "cart.listTotal"): measure = .listTotal
        case (false, "unitPrice"): measure = .unitPrice
        case (false, "quantity"): measure = .itemQuantity
        case (false, "listTotal"): measure = .itemListTotal
        case (false, "total"): measure = .itemTotal
        default: return nil
        }
    }

    init(_ measure: Measure, isNegated: Bool = false) {
        self.measure = measure
        self.isNegated = isNegated
        scope = .cart
    }

    /// Whether rules only ever lower the number: an upper bound that does not hold now may hold later.
    var falls: Bool { measure == .subtotal || measure == .total || measure == .itemTotal }

    /// The largest number that any item has, or that the cart has; nil where there is none.
    func value(_ cart: Cart, _ items: [Item], at instant: Instant) -> Int64? {
        switch measure {
        case .now: return signed(instant.millisecondsSince1970)
        case .orders: return cart.customer?.orders.map(signed)
        case .quantity: return signed(items.reduce(0) { $0 + $1.quantity })
        case .subtotal: return signed(items.reduce(0) { $1.discountable ? $0 + $1.priceTotal : $0 })
        case .total: return signed(items.reduce(0) { $0 + $1.priceTotal })
        case .listTotal: return signed(items.reduce(0) { $0 + $1.listTotal })
        case .unitPrice, .itemQuantity, .itemListTotal, .itemTotal:
            var most: Int64?
            for index in items.indices where scope == .anyItem || items[index].isForCatalog {
                most = max(most ?? .min, signed(value(of: items[index])))
            }
            return most
        }
    }

    private func value(of item: Item) -> Int64 {
        switch measure {
        case .unitPrice: item.unitPrice
        case .itemQuantity: item.quantity
        case .itemTotal: item.priceTotal
        default: item.listTotal
        }
    }

    private func signed(_ number: Int64) -> Int64 { isNegated ? -number : number }
}
