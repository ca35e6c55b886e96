import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `stock.get`: how it stands with the stock of one article, and which rules hold for it.
struct GetStock: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let sku: String
        let channel: ID<Channel>?

        static let schema = Schema.object(
            title: "StockQuery",
            fields: [
                .required("sku", .id, "the SKU"),
                .optional("channel", .id, "where it would be sold; rules for certain channels are left out when absent"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let sku: String
        let available: Int64
        let reserved: Int64
        let safety: Int64
        let sellable: Int64
        let owed: Int64
        let backOrderLeft: Int64
        let perCustomer: Int64?
        let heldSeconds: Int64
        let rules: [String]

        static let schema = Schema.object(
            title: "StockReport",
            fields: [
                .required("sku", .id), .required("available", .integer(), "pieces that are there and that no order holds"),
                .required("reserved", .integer(minimum: 0), "pieces that unpaid orders hold"),
                .required("safety", .integer(minimum: 0), "pieces that are kept back"),
                .required("sellable", .integer(minimum: 0), "pieces that can be sold from what is there"),
                .required("owed", .integer(minimum: 0), "pieces sold before they were there"),
                .required("backOrderLeft", .integer(minimum: 0), "pieces that can still be sold ahead"),
                .optional("perCustomer", .integer(minimum: 1), "pieces that one customer may buy in the period of the rule"),
                .required("heldSeconds", .integer(minimum: 60), "how long an unpaid order holds pieces"),
                .required("rules", .array(of: .string()), "the rules that hold for it"),
            ])
    }

    let definition = OperationDefinition(
        "stock.get", .query, "Tells how much of an article there is, is kept back, and can be sold.",
        roles: ["admin", "support", "seller"],
        route: .init(.get, "/v1/stock/{sku}"), errors: ["product.notFound", "channel.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let product = try context.get(Product.id(of: input.sku), .pinned).value
        if let own = context.actor.seller, product.seller.text != own {
            throw .refused(Refusal(.notFound, code: "product.notFound", "there is no product with the SKU '\(input.sku)'"))
        }
        let channel = try input.channel.map { (id) throws(Interruption) in try context.get(id, .pinned).value }
        let currency = channel?.currency ?? product.prices.keys.sorted().first.flatMap { try? Currency($0) } ?? .usd
        let cart = Cart(
            currency: currency, channel: channel?.id.text, lines: [Cart.Line(gift: input.sku, product, in: currency)])
        let terms =
            try rulebooks.inForce(&context).active.whole.stockTerms(for: cart, at: context.now).first
            ?? .open(input.sku)
        let accounts = [MallAccounts.available(input.sku).id, MallAccounts.owed(input.sku).count.id]
        let balances = try context.balances(accounts)
        let count = StockCount(
            sku: input.sku, available: balances[0]?.available ?? 0, owed: balances[1].map { $0.posted + $0.reservedIn } ?? 0)
        return Output(
            sku: input.sku, available: count.available, reserved: balances[0]?.reservedOut ?? 0, safety: terms.safety,
            sellable: terms.free(count), owed: count.owed, backOrderLeft: terms.backOrderLeft(count),
            perCustomer: terms.counters.map(\.ceiling).min(), heldSeconds: terms.reserveSeconds ?? PlaceOrder.unpaidSecondsMax,
            rules: terms.rules)
    }
}
