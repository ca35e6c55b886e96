import StoaCommerce

/// A mall as large as its rulebook asks for: with more rules there are more goods, brands and clubs that they are about,
/// so that a cart meets as many of them in each book, 5 to 10.
struct SyntheticMall {
    let rules: Int
    let lines: Int
    let skus: Int
    let categories: Int
    let sections: Int
    let brands: Int
    let clubs: Int

    static let colors = ["red", "blue", "green", "black"]
    static let tiers = ["basic", "silver", "gold", "platinum"]
    static let channels = ["web", "app", "shop"]
    static let countries = ["de", "fr", "nl", "be", "at", "us", "kr", "jp"]
    static let now = Instant(millisecondsSince1970: 1_795_392_000_000)

    init(rules: Int, lines: Int) {
        self.rules = rules
        self.lines = lines
        let places = rules * lines
        skus = max(10, places / 4)
        categories = max(3, places / 50)
        sections = max(3, places / 20)
        brands = max(3, places / 14)
        clubs = max(2, rules / 7)
    }

    struct CartWithCodes {
        let cart: Cart
        let codes: [String]
    }

    func cart(_ numbers: inout SeededNumbers, coupons: [String]) -> CartWithCodes {
        var cart = Cart(currency: .usd, lines: [])
        cart.channel = numbers.one(Self.channels)
        cart.customer = Cart.Buyer(
            id: "cus_\(numbers.number(1...100_000))",
            segments: ["country-\(numbers.one(Self.countries))", "club-\(club(&numbers))", "club-\(club(&numbers))"],
            tier: numbers.one(Self.tiers), orders: Int64(numbers.number(0...40)))
        cart.selectedShipping = "standard"
        cart.shipping = [ShippingOption(method: "standard", price: 490), ShippingOption(method: "express", price: 1290)]
        for index in 0..<lines {
            let product = numbers.number(1...skus)
            cart.lines.append(
                Cart.Line(
                    id: "line-\(index)", sku: "sku-\(product)", quantity: Int64(numbers.number(1...4)),
                    unitPrice: Int64(numbers.number(2...90)) * 100, category: "category-\(numbers.number(1...categories))",
                    attributes: [
                        "color": .text(numbers.one(Self.colors)), "section": .text("section-\(numbers.number(1...sections))"),
                        "brand": .text("brand-\(numbers.number(1...brands))"),
                    ]))
        }
        return CartWithCodes(cart: cart, codes: numbers.chance(30) && !coupons.isEmpty ? [numbers.one(coupons)] : [])
    }

    func club(_ numbers: inout SeededNumbers) -> Int { numbers.number(1...clubs) }
}
