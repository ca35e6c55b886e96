import CEL
import Foundation

/// A cart of 20 lines and its customer, as the conditions of a shop see them.
struct RuleFacts: Encodable {
    var cart: RuleCart
    var customer: RuleCustomer

    static let now = "2026-11-20T09:30:00Z"

    init() {
        let categories = ["shirts", "shoes", "bags", "socks", "jackets"]
        var lines: [RuleLine] = []
        for number in 0..<20 {
            // Only the last but one is on final sale, so that a search for it is a long one.
            let kind = number == 18 ? "final-sale" : number % 3 == 0 ? "core" : "new"
            lines.append(
                RuleLine(
                    sku: "SKU-\(1_000 + number * 7)", category: categories[number % 5], tags: ["season-aw26", "brand-\(number % 4)", kind],
                    quantity: Int64(1 + number * 5 % 4), unit_price: Int64(990 + number * 437)))
        }
        cart = RuleCart(
            currency: "EUR", subtotal: lines.reduce(0) { $0 + $1.quantity * $1.unit_price }, coupons: ["WELCOME10", "FREESHIP"],
            lines: lines)
        customer = RuleCustomer(
            email: "ada@example.com", country: "NL", segments: ["newsletter", "repeat", "b2c", "vip"], orders_count: 14, tier: "gold")
    }
}

// The fields are named as in the JSON that the peer reads.
// swift-format-ignore: AlwaysUseLowerCamelCase
struct RuleLine: HostValue, Encodable {
    static let celTypeName = "line"
    var sku: String
    var category: String
    var tags: [String]
    var quantity: Int64
    var unit_price: Int64
}

struct RuleCart: HostValue, Encodable {
    static let celTypeName = "cart"
    var currency: String
    var subtotal: Int64
    var coupons: [String]
    var lines: [RuleLine]
}

// swift-format-ignore: AlwaysUseLowerCamelCase
struct RuleCustomer: HostValue, Encodable {
    static let celTypeName = "customer"
    var email: String
    var country: String
    var segments: [String]
    var orders_count: Int64
    var tier: String?
}

/// An environment with its bindings.
struct RuleBinding {
    var environment = Environment()
    var bindings: Bindings

    /// The facts as Swift values whose fields are declared.
    static func typed(_ facts: RuleFacts) throws -> RuleBinding {
        var environment = Environment()
        var line = HostType(RuleLine.self)
        line.field("sku", \.sku)
        line.field("category", \.category)
        line.field("tags", \.tags)
        line.field("quantity", \.quantity)
        line.field("unit_price", \.unit_price)
        environment.declare(line)
        var cart = HostType(RuleCart.self)
        cart.field("currency", \.currency)
        cart.field("subtotal", \.subtotal)
        cart.field("coupons", \.coupons)
        cart.field("lines", \.lines)
        environment.declare(cart)
        var customer = HostType(RuleCustomer.self)
        customer.field("email", \.email)
        customer.field("country", \.country)
        customer.field("segments", \.segments)
        customer.field("orders_count", \.orders_count)
        customer.optionalField("tier", \.tier)
        environment.declare(customer)
        let slots = (
            environment.declare(variable: "cart", RuleCart.self), environment.declare(variable: "customer", RuleCustomer.self),
            environment.declare(variable: "now", .timestamp)
        )
        var bindings = Bindings(for: environment)
        bindings.set(slots.0, facts.cart)
        bindings.set(slots.1, facts.customer)
        bindings[slots.2] = Timestamp(parsing: RuleFacts.now).map(Value.timestamp)
        return RuleBinding(environment: environment, bindings: bindings)
    }

    /// The facts as the maps and lists of a JSON document, whose types only values tell.
    static func dynamic(_ facts: RuleFacts) throws -> RuleBinding {
        var environment = Environment()
        let slots = (
            environment.declare(variable: "cart", .dyn), environment.declare(variable: "customer", .dyn),
            environment.declare(variable: "now", .timestamp)
        )
        var bindings = Bindings(for: environment)
        bindings[slots.0] = facts.cart.document
        bindings[slots.1] = facts.customer.document
        bindings[slots.2] = Timestamp(parsing: RuleFacts.now).map(Value.timestamp)
        return RuleBinding(environment: environment, bindings: bindings)
    }
}

extension RuleCart {
    fileprivate var document: Value {
        let lines = lines.map { line in
            Value.map(
                MapValue([
                    "sku": .string(line.sku), "category": .string(line.category), "tags": line.tags.celValue,
                    "quantity": .int(line.quantity), "unit_price": .int(line.unit_price),
                ]))
        }
        return .map(
            MapValue(["currency": .string(currency), "subtotal": .int(subtotal), "coupons": coupons.celValue, "lines": .list(lines)]))
    }
}

extension RuleCustomer {
    fileprivate var document: Value {
        var fields: [String: Value] = [
            "email": .string(email), "country": .string(country), "segments": segments.celValue, "orders_count": .int(orders_count),
        ]
        fields["tier"] = tier.map(Value.string)
        return .map(MapValue(fields))
    }
}
