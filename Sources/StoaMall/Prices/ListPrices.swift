import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `price.list`: what product pages show, without a cart. Changes nothing.
struct ListPrices: Operation {
    static let skusMax = 200

    let quoting: Quoting

    struct Input: Codable, Sendable, SchemaDescribed {
        let skus: [String]
        let channel: String?
        let currency: Currency?
        let customer: Cart.Buyer?
        let quantity: Int64?
        let at: Instant?

        static let schema = Schema.object(
            title: "PriceRequest",
            fields: [
                .required("skus", .array(of: .string(minLength: 1, maxLength: 200), minItems: 1, maxItems: skusMax), "what is shown"),
                .optional("channel", .id, "where it is shown"),
                .optional("currency", .currency, "the channel's currency when absent"),
                .optional(
                    "customer",
                    .object(fields: [
                        .optional("id", .id, "a customer; always the caller's own for a customer's key"),
                        .optional("segments", .array(of: .string(maxLength: 60), maxItems: 100), "simulations only"),
                        .optional("tier", .string(maxLength: 60), "simulations only"),
                        .optional("orders", .integer(minimum: 0), "simulations only: orders placed before"),
                    ]), "to whom; a guest when absent"),
                .optional("quantity", .integer(minimum: 1, maximum: Cart.quantityMax), "pieces, for quantity tiers; 1 when absent"),
                .optional("at", .instant, "simulations only: the instant, now when absent"),
            ])
    }

    struct Item: Codable, Sendable {
        let sku: String
        let price: ProductPrice?
        let lowestPrice: LowestPrice?
        let error: Problem?
    }

    /// Why a SKU has no price.
    struct Problem: Codable, Sendable {
        let code: String
        let message: String
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let currency: Currency
        let at: Instant
        let items: [Item]
        let rulebook: String

        static let schema = Schema.object(
            title: "PriceList",
            fields: [
                .required("currency", .currency, "of every amount in this document"), .required("at", .instant),
                .required("items", .array(of: itemSchema), "one per SKU, in the order asked"),
                .required("rulebook", .string(minLength: 64, maxLength: 64), "SHA-256 of the rulebook used"),
            ])

        private static let itemSchema = Schema.object(
            title: "PageItem",
            fields: [
                .required("sku", .string()), .optional("price", priceSchema, "absent where there is none"),
                .optional("lowestPrice", LowestPrice.schema, "of the 30 days before the reduction that `price` shows; absent without one"),
                .optional(
                    "error", .object(title: "PageItemProblem", fields: [.required("code", .string()), .required("message", .string())]),
                    "why there is no price"),
            ])

        private static let priceSchema = Schema.object(
            title: "ProductPrice",
            fields: [
                .required("unitPrice", .minorUnits("of a piece, after Price rules and promotions of the phase catalog")),
                .required("listPrice", .minorUnits("of a piece; to be struck through where it is higher")),
                .optional(
                    "badge",
                    .object(
                        title: "PriceBadge",
                        fields: [
                            .required("rule", .string()), .required("title", .dictionary(of: .string()), "by language tag"),
                            .required("message", .dictionary(of: .string()), "by language tag"),
                        ]), "of the rule that took most off"),
                .required(
                    "applied",
                    .array(
                        of: .object(
                            title: "AppliedToPrice",
                            fields: [
                                .required("rule", .string()),
                                .required("amount", .integer(), "off a piece; below 0 where a Price rule raises the price"),
                            ]))),
                .optional("bound", .oneOf(Quote.Price.Bound.self), "the floor or guardrail that a Price rule's price was moved to"),
            ])
    }

    let definition = OperationDefinition(
        "price.list", .query,
        "Tells what products cost on their pages: price, list price, badge, and the lowest price of the 30 days before a reduction.",
        roles: ["admin", "support", "seller", "customer"], route: .init(.post, "/v1/prices"),
        errors: ["channel.notFound", "channel.notActive", "quote.currencyMismatch", "quote.factsNotAllowed"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let stated = input.customer
        if input.at != nil || stated?.segments != nil || stated?.tier != nil || stated?.orders != nil {
            try CartFacts.requireSimulation(context.actor)
        }
        let channel = try CartFacts.channel(input.channel, &context)
        let currency = try CartFacts.currency(input.currency, channel)
        let (rules, found) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> RulesInForce in try quoting.rulebooks.inForce(&context) },
            { (context: inout DecisionContext) throws(Interruption) -> [Versioned<Product>?] in
                try context.find(input.skus.map(Product.id(of:)), .pinned)
            })
        let page = Page(
            channel: channel, currency: currency, customer: try CartFacts.buyer(stated, &context), quantity: input.quantity ?? 1,
            at: input.at ?? context.now)
        let chosen = rules.book(for: page.customer?.id)
        let book = chosen.book.running
        context.note("rulebook", .string(book.hash))
        let lines = try zip(input.skus, found).map { (sku, product) throws(Interruption) in try page.line(sku, product?.value) }
        let proposals = try quoting.proposedPrices(
            for: Cart(currency: currency, channel: channel?.id.text, customer: page.customer, lines: page.cartLines(lines)), by: book,
            at: page.at, &context)
        let priced = lines.map { page.price($0, by: book, proposals) }
        let reduced = zip(lines, priced).compactMap { line, outcome -> Cart.Line? in
            guard case .success(let line) = line, case .success(let price) = outcome, price.unitPrice < price.listPrice else { return nil }
            return line
        }
        let lowest = try lowestPrices(of: reduced, on: page, rules, &context)
        let items = zip(input.skus, priced).map { sku, outcome -> Item in
            switch outcome {
            case .success(let price): Item(sku: sku, price: price, lowestPrice: lowest[sku], error: nil)
            case .failure(let refusal):
                Item(sku: sku, price: nil, lowestPrice: nil, error: Problem(code: refusal.code, message: refusal.message))
            }
        }
        return Output(currency: currency, at: page.at, items: items, rulebook: book.hash)
    }
}

/// What is the same for every product of a page.
struct Page {
    let channel: Channel?
    let currency: Currency
    let customer: Cart.Buyer?
    let quantity: Int64
    let at: Instant

    /// The product as a line of a cart, or why it has no price here.
    func line(_ sku: String, _ product: Product?) throws(Interruption) -> Result<Cart.Line, Refusal> {
        guard let product else {
            return .failure(Refusal(.notFound, code: "product.notFound", "there is no product with the SKU '\(sku)'"))
        }
        do throws(Interruption) {
            let line = CartInput.Line(sku: sku, quantity: quantity)
            return .success(try CartFacts.sold(product, line, sku, currency, channel))
        } catch {
            if case .refused(let refusal) = error { return .failure(refusal) }
            throw error
        }
    }

    /// Those that have a price, each with an id of its own.
    func cartLines(_ lines: [Result<Cart.Line, Refusal>]) -> [Cart.Line] {
        lines.enumerated().compactMap { place, line in
            guard case .success(var line) = line else { return nil }
            line.id = String(place)
            return line
        }
    }

    func price(_ line: Result<Cart.Line, Refusal>, by book: Rulebook, _ proposals: [PriceProposal]) -> Result<ProductPrice, Refusal> {
        line.flatMap { line in
            do throws(RulesError) {
                return .success(
                    try book.productPrice(
                        of: line, currency: currency, channel: channel?.id.text, customer: customer, prices: proposals, at: at))
            } catch {
                return .failure(Refusal(.invalid, code: error.code, error.message, hint: error.hint))
            }
        }
    }
}
