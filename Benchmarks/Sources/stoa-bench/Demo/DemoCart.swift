import JSONDocument
import StoaCommerce

/// The cart of 20 lines that quotes and plugin calls are measured with. Articles of the demo mall, several of each
/// category, so that most of the shipped promotions have something to do.
enum DemoCart {
    private static let parts: [(category: String, seller: String, lines: Int, price: Int64, step: Int64)] = [
        ("shirts", "sel_north", 5, 1_900, 50), ("trousers", "sel_north", 3, 3_900, 100), ("shoes", "sel_north", 3, 5_900, 150),
        ("mugs", "sel_harbor", 4, 900, 25), ("posters", "sel_harbor", 2, 1_500, 40), ("books", "sel_maple", 3, 1_200, 60),
    ]

    /// With every fact stated: what the rule engine alone is asked.
    static let stated = Cart(
        currency: .usd, channel: "web", pricesInclude: .net, selectedShipping: "standard",
        customer: Cart.Buyer(id: "cus_001", segments: [], tier: "vip", orders: 0), lines: lines,
        shipping: [ShippingOption(method: "standard", price: 500), ShippingOption(method: "express", price: 1_500)])

    /// The same cart as a buyer sends it: articles and quantities.
    static let request: JSON = [
        "cart": [
            "channel": "web", "selectedShipping": "standard",
            "lines": .array(lines.map { ["sku": .string($0.sku ?? ""), "quantity": .integer($0.quantity)] }),
        ]
    ]

    private static let lines: [Cart.Line] = parts.flatMap { part in
        (1...part.lines).map { number in
            line(part.category, number, price: part.price + part.step * Int64(number - 1), seller: part.seller)
        }
    }

    private static func line(_ category: String, _ number: Int, price: Int64, seller: String) -> Cart.Line {
        let color = ["black", "white", "blue"][number % 3]
        // The first of each category is bought by the dozen, so that prices by volume apply.
        let quantity = number == 1 ? 12 : Int64(number)
        return Cart.Line(
            id: "\(category)-\(number)", sku: "\(category)-00\(number)", quantity: quantity, unitPrice: price, category: category,
            attributes: ["color": .text(color)], seller: seller, discountable: true)
    }
}
