import JSONDocument
import StoaCommerce
import StoaExtension

extension QuoteInput: SchemaDescribed {
    /// How many counters, proposals and pauses one input may name.
    static let entriesMax = 10_000

    public static let schema = Schema.object(
        title: "QuoteInput",
        fields: [
            .required("cart", cartSchema, "the cart with every fact that rules read"),
            .optional("codes", .array(of: .string(maxLength: 64), maxItems: RuleLimits.codesMax), "as the buyer typed them"),
            .optional(
                "barred", .array(of: .string(maxLength: 64), maxItems: RuleLimits.codesMax),
                "codes that were refused unseen, as too many had been tried"),
            .optional("recognized", .dictionary(of: codeSchema), "which of the codes are generated ones"),
            .required("at", .instant, "the instant of the quote"),
            .optional("counted", .array(of: countSchema, maxItems: entriesMax), "what stood on counters of limits; others stood at 0"),
            .optional("proposals", .array(of: proposalSchema, maxItems: entriesMax), "of plugins and models"),
            .optional("prices", .array(of: priceSchema, maxItems: entriesMax), "of products, proposed by plugins and models"),
            .optional("paused", .dictionary(of: .string(maxLength: 1000)), "promotions that were stopped, with the reason shown"),
            .optional("stock", .array(of: stockSchema, maxItems: Cart.linesMax), "what was there of articles that stock rules are for"),
        ])

    private static let text = Schema.string(maxLength: 200)
    private static let price = Schema.integer(minimum: 0, maximum: Money.amountMax)

    private static let cartSchema = Schema.object(
        title: "CartWithFacts",
        fields: [
            .required("currency", .currency, "of every amount in this document"), .optional("channel", text),
            .optional("pricesInclude", .oneOf(PriceBasis.self)), .optional("payment", .object(fields: [.required("method", text)])),
            .optional("selectedShipping", text),
            .optional(
                "customer",
                .object(fields: [
                    .optional("id", text), .optional("segments", .array(of: text, maxItems: 1000)), .optional("tier", text),
                    .optional("orders", .integer(minimum: 0)),
                ])),
            .required("lines", .array(of: lineSchema, maxItems: Cart.linesMax)),
            .optional("shipping", .array(of: .object(fields: [.required("method", text), .required("price", price)]), maxItems: 100)),
            .optional("taxRates", .dictionary(of: .string(maxLength: 40))),
        ])

    private static let lineSchema = Schema.object(
        title: "CartLineWithFacts",
        fields: [
            .required("id", text), .optional("sku", text), .required("quantity", .integer(minimum: 0, maximum: Cart.quantityMax)),
            .required("unitPrice", price, "minor units"), .optional("category", text),
            .optional("attributes", .dictionary(of: .anyOf([.boolean(), .integer(), .string(maxLength: 1000)]))),
            .optional("seller", text), .optional("floor", price, "lowest unit price"), .optional("cost", price, "of a piece"),
            .optional("taxClass", text), .optional("discountable", .boolean()), .optional("onSale", .boolean()),
        ])

    private static let stockSchema = Schema.object(
        title: "StockCount",
        fields: [
            .required("sku", text), .required("available", .integer(), "pieces that no order holds"),
            .optional("owed", .integer(minimum: 0), "pieces sold before they were there"),
            .optional("bought", .dictionary(of: .integer(minimum: 0)), "pieces of the buyer, by rule and article"),
        ])

    private static let codeSchema = Schema.object(
        title: "GeneratedCode",
        fields: [.required("campaign", text), .required("serial", .integer(minimum: 0), "the number of the code in its campaign")])

    private static let countSchema = Schema.object(
        title: "CountedUse",
        fields: [
            .required("rule", text), .required("limit", .oneOf(UsageCounter.Limit.self)),
            .required("counted", .integer(minimum: 0), "orders, or minor units for a budget; pending ones included"),
        ])

    private static let priceSchema = Schema.object(
        title: "ProposedPrice",
        fields: [
            .required("id", .string(maxLength: 300), "<source>#<local id>"), .required("sku", text), .required("unitPrice", price),
        ])

    private static let proposalSchema = Schema.object(
        title: "TakenProposal",
        fields: [
            .required("id", .string(maxLength: 300), "<plugin>#<local id>"), .optional("item", text),
            .optional("percent", .string(maxLength: 40)), .optional("amount", price), .optional("unitPrice", price),
            .optional("message", .string(maxLength: 1000)),
        ])
}
