import JSONDocument

/// The 200 products of the demo mall, by category.
enum DemoCatalog {
    private struct Category {
        let name: String
        let seller: String
        let count: Int
        /// In cents; every further product of the category is `step` dearer.
        let price: Int64
        let step: Int64
        let titles: (en: String, ko: String)
    }

    private static let categories: [Category] = [
        Category(name: "shirts", seller: "sel_north", count: 40, price: 1900, step: 50, titles: ("Shirt", "셔츠")),
        Category(name: "trousers", seller: "sel_north", count: 30, price: 3900, step: 100, titles: ("Trousers", "바지")),
        Category(name: "shoes", seller: "sel_north", count: 30, price: 5900, step: 150, titles: ("Shoes", "신발")),
        Category(name: "mugs", seller: "sel_harbor", count: 40, price: 900, step: 25, titles: ("Mug", "머그컵")),
        Category(name: "posters", seller: "sel_harbor", count: 25, price: 1500, step: 40, titles: ("Poster", "포스터")),
        Category(name: "books", seller: "sel_maple", count: 30, price: 1200, step: 60, titles: ("Book", "책")),
        Category(name: "gift-cards", seller: "sel_maple", count: 5, price: 2500, step: 2500, titles: ("Gift card", "상품권")),
    ]

    static let products: [(command: String, input: JSON)] = categories.flatMap { category in
        (1...category.count).map { number in
            let cents = category.price + category.step * Int64(number - 1)
            // 13 won a cent, to the next 10 won, as a shop would price it.
            let won = (cents * 13 + 9) / 10 * 10
            let input: JSON = [
                "sku": .string("\(category.name)-\(padded(number))"), "seller": .string(category.seller),
                "channels": ["web", "app-kr"], "category": .string(category.name),
                "title": [
                    "en": .string("\(category.titles.en) \(number)"), "ko": .string("\(category.titles.ko) \(number)"),
                ],
                "attributes": ["color": .string(["black", "white", "blue"][number % 3])],
                "prices": ["USD": .integer(cents), "KRW": .integer(won)],
                "costs": ["USD": .integer(cents * 6 / 10), "KRW": .integer(won * 6 / 10)],
                "discountable": .bool(category.name != "gift-cards"),
            ]
            return ("product.put", input)
        }
    }

    static let stock: [(command: String, input: JSON)] = products.map { _, product in
        ("stock.supply", ["sku": product["sku"] ?? .null, "quantity": 500])
    }
}
