import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `product.put`: lists a product or changes it; orders keep pointing at the version they bought.
struct PutProduct: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let sku: String
        let seller: ID<Seller>
        let channels: [ID<Channel>]
        let title: [String: String]
        let category: String
        let attributes: [String: AttributeValue]?
        let prices: [String: Int64]
        let costs: [String: Int64]?
        let floors: [String: Int64]?
        let taxClass: String?
        let discountable: Bool?

        static let schema = Schema.object(
            title: "ProductPut",
            fields: [
                .required("sku", .string(minLength: 1, maxLength: 90), "the SKU; one product sells it"),
                .required("seller", .id), .required("channels", .array(of: .id, minItems: 1, maxItems: 100)),
                .required("title", .dictionary(of: .string(minLength: 1, maxLength: 300)), "by language tag"),
                .required("category", .string(minLength: 1, maxLength: 100)),
                .optional("attributes", .dictionary(of: .anyOf([.boolean(), .integer(), .string(maxLength: 1000)]))),
                .required("prices", amounts, "list price in minor units by currency"),
                .optional("costs", amounts, "purchase cost in minor units by currency"),
                .optional("floors", amounts, "lowest price after discounts in minor units by currency"),
                .optional("taxClass", .string(minLength: 1, maxLength: 60), "'standard' when absent"),
                .optional("discountable", .boolean(), "false for gift cards and price-maintained goods"),
            ])

        private static let amounts = Schema.dictionary(of: .integer(minimum: 0, maximum: Money.amountMax))
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let id: ID<Product>
        let version: Int64

        static let schema = Schema.object(
            title: "ProductReference", fields: [.required("id", .id), .required("version", .integer(minimum: 1))])
    }

    let definition = OperationDefinition(
        "product.put", .command, "Lists a product, or changes a listed one.", roles: ["admin", "seller"],
        route: .init(.post, "/v1/products"), events: ["product.changed"],
        errors: ["id.malformed", "currency.unknown", "product.notYours"], creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        do {
            _ = try ID<Product>(input.sku)
            for code in Set(input.prices.keys).union(input.costs?.keys.map { $0 } ?? []) { _ = try Currency(code) }
        } catch { throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint)) }
        let product = Product(
            sku: input.sku, seller: input.seller, channels: input.channels, title: input.title, category: input.category,
            attributes: input.attributes ?? [:], prices: input.prices, costs: input.costs ?? [:], floors: input.floors ?? [:],
            taxClass: input.taxClass ?? "standard", discountable: input.discountable ?? true)
        let current = try context.find(product.id)
        let owners = [input.seller] + (current.map { [$0.value.seller] } ?? [])
        if let own = context.actor.seller, owners.contains(where: { $0.text != own }) {
            throw .refused(Refusal(.forbidden, code: "product.notYours", "the product '\(input.sku)' belongs to another seller"))
        }
        if let current { try context.update(Versioned(product, version: current.version)) } else { try context.create(product) }
        context.emit("product.changed", about: product.id, ["product": .string(product.id.text)])
        return Output(id: product.id, version: (current?.version ?? 0) + 1)
    }
}

/// `stock.supply`: pieces that came in and can be sold.
struct SupplyStock: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let sku: String
        let quantity: Int64

        static let schema = Schema.object(
            title: "StockSupply",
            fields: [
                .required("sku", .id, "the SKU"), .required("quantity", .integer(minimum: 1, maximum: 1_000_000_000), "pieces"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let sku: String
        /// What can be sold, this supply included.
        let available: Int64

        static let schema = Schema.object(title: "StockLevel", fields: [.required("sku", .id), .required("available", .integer())])
    }

    let definition = OperationDefinition(
        "stock.supply", .command, "Adds pieces of a SKU to the stock; who waits for some is served first.", roles: ["admin", "seller"],
        route: .init(.post, "/v1/stock"), errors: ["product.notFound", "product.notYours"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let product = try context.get(Product.id(of: input.sku), .pinned).value
        if let own = context.actor.seller, product.seller.text != own {
            throw .refused(Refusal(.forbidden, code: "product.notYours", "the product '\(input.sku)' belongs to another seller"))
        }
        let available = MallAccounts.available(input.sku)
        let before = try context.balances([available.id])[0]
        let served = try context.bringIn(input.sku, input.quantity, from: MallAccounts.suppliers)
        return Output(sku: input.sku, available: (before?.available ?? 0) + input.quantity - served)
    }
}

/// `product.list`: what a channel sells.
struct ListProducts: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let category: String?
        let limit: Int?
        let after: String?

        static let schema = Schema.object(
            title: "ProductListQuery",
            fields: [
                .optional("category", .string(minLength: 1, maxLength: 100), "only this category"),
                .optional("limit", .integer(minimum: 1, maximum: 200), "products a page, 50 when absent"),
                .optional("after", .string(maxLength: 400), "the `next` of the page before"),
            ])
    }

    struct Item: Codable, Sendable {
        let sku: String
        let title: [String: String]
        let category: String
        let seller: ID<Seller>
        let prices: [String: Int64]
        let channels: [ID<Channel>]
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [Item]
        let next: String?

        static let schema = Schema.object(
            title: "ProductList",
            fields: [
                .required(
                    "items",
                    .array(
                        of: .object(
                            title: "Product",
                            fields: [
                                .required("sku", .id), .required("title", .dictionary(of: .string()), "by language tag"),
                                .required("category", .string()), .required("seller", .id),
                                .required("prices", .dictionary(of: .integer()), "list price in minor units by currency"),
                                .required("channels", .array(of: .id)),
                            ]))),
                .optional("next", .string(), "give it as `after` for the next page"),
            ])
    }

    let definition = OperationDefinition(
        "product.list", .query, "Lists products for sale.", roles: ["admin", "support", "seller", "customer"],
        route: .init(.get, "/v1/products"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let page = try context.list(
            Product.self, where: input.category == nil ? nil : "category", is: input.category, after: input.after,
            limit: input.limit ?? 50)
        let items = page.items.map(\.value).filter { $0.state == .open }.map {
            Item(sku: $0.sku, title: $0.title, category: $0.category, seller: $0.seller, prices: $0.prices, channels: $0.channels)
        }
        return Output(items: items, next: page.next)
    }
}
