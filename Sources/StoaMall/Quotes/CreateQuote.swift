import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `quote.create`: what a cart costs now. Changes nothing.
struct CreateQuote: Operation {
    let quoting: Quoting

    /// The cart may stand under `cart`, or its fields at the top level, so that a cart file can be sent as it is.
    struct Input: Codable, Sendable, SchemaDescribed {
        let cart: CartInput
        let codes: [String]?
        let at: Instant?

        static let schema = Schema.object(
            title: "QuoteRequest",
            fields: [
                .optional("cart", CartInput.schema, "the cart; its fields may stand at the top level instead"),
                .optional("codes", codesSchema, "coupon codes"),
                .optional("at", .instant, "simulations only: the instant to quote for"),
            ] + CartInput.fields)

        private enum CodingKeys: String, CodingKey { case cart, codes, at }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            cart = try container.decodeIfPresent(CartInput.self, forKey: .cart) ?? CartInput(from: decoder)
            codes = try container.decodeIfPresent([String].self, forKey: .codes)
            at = try container.decodeIfPresent(Instant.self, forKey: .at)
        }
    }

    let definition = OperationDefinition(
        "quote.create", .query, "Quotes a cart: every discount, why it applies, and what is missing for the next one.",
        roles: ["admin", "support", "seller", "customer"], route: .init(.post, "/v1/quotes"),
        errors: ["product.notFound", "product.notForSale", "channel.notFound", "quote.factsNotAllowed"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Quote {
        try quoting.quote(input.cart, codes: input.codes ?? [], at: input.at, &context).quote
    }
}
