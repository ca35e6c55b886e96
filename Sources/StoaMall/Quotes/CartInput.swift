import JSONDocument
import StoaCommerce
import StoaExtension

/// A cart as a caller sends it. On the server a line is a SKU and a quantity; everything else about it is looked up,
/// unless the caller has the scope `quote.simulate` and states it.
struct CartInput: Codable, Sendable {
    /// Keeps a cart without a customer in its arm of an experiment.
    var id: String?
    var currency: Currency?
    var channel: String?
    var pricesInclude: PriceBasis?
    var payment: Cart.Payment?
    var selectedShipping: String?
    var customer: Cart.Buyer?
    var lines: [Line]?
    var shipping: [ShippingOption]?

    struct Line: Codable, Sendable {
        var id: String?
        var sku: String?
        var quantity: Int64
        var unitPrice: Int64?
        var category: String?
        var attributes: [String: AttributeValue]?
        var seller: String?
        var floor: Int64?
        var cost: Int64?
        var taxClass: String?
        var discountable: Bool?
        var onSale: Bool?

        /// Facts that only a simulation may state itself.
        var statesFacts: Bool {
            unitPrice != nil || category != nil || attributes != nil || seller != nil || floor != nil || cost != nil
                || taxClass != nil || discountable != nil || onSale != nil
        }
    }

    static let fields: [SchemaField] = [
        .optional("id", .id, "the caller's name of the cart; keeps a guest's cart on one side of an experiment"),
        .optional("currency", .currency, "the channel's currency when absent"),
        .optional("channel", .id, "the channel that is sold through; required except in simulations"),
        .optional("pricesInclude", .oneOf(PriceBasis.self), "whether prices include tax; the channel's when absent"),
        .optional(
            "payment", .object(fields: [.required("method", .string(minLength: 1, maxLength: 60), "e.g. stoa-card")]),
            "how the buyer means to pay"),
        .optional("selectedShipping", .string(minLength: 1, maxLength: 60), "a shipping method of the channel"),
        .optional(
            "customer",
            .object(fields: [
                .optional("id", .id, "a customer; always the caller's own for a customer's key"),
                .optional("segments", .array(of: .string(maxLength: 60), maxItems: 100), "simulations only"),
                .optional("tier", .string(maxLength: 60), "simulations only"),
                .optional("orders", .integer(minimum: 0), "simulations only: orders placed before"),
            ]), "the buyer"),
        .optional("lines", .array(of: lineSchema, minItems: 1, maxItems: Cart.linesMax), "what is in the cart"),
        .optional(
            "shipping",
            .array(
                of: .object(fields: [
                    .required("method", .string(minLength: 1, maxLength: 60), "its name"),
                    .required("price", .integer(minimum: 0, maximum: Money.amountMax), "minor units"),
                ]), maxItems: 50), "simulations only: the shipping methods offered"),
    ]

    private static let lineSchema = Schema.object(
        title: "CartLine",
        fields: [
            .optional("id", .id, "the line's name in the answer; its position when absent"),
            .optional("sku", .id, "what is bought; required except in simulations"),
            .required("quantity", .integer(minimum: 1, maximum: Cart.quantityMax), "pieces"),
            .optional("unitPrice", .integer(minimum: 0, maximum: Money.amountMax), "simulations only: minor units"),
            .optional("category", .string(maxLength: 100), "simulations only"),
            .optional("attributes", .dictionary(of: .anyOf([.boolean(), .integer(), .string(maxLength: 1000)])), "simulations only"),
            .optional("seller", .id, "simulations only"),
            .optional("floor", .integer(minimum: 0, maximum: Money.amountMax), "simulations only: lowest unit price"),
            .optional("cost", .integer(minimum: 0, maximum: Money.amountMax), "simulations only: unit cost"),
            .optional("taxClass", .string(maxLength: 60), "simulations only"),
            .optional("discountable", .boolean(), "simulations only"),
            .optional("onSale", .boolean(), "simulations only"),
        ])

    static let schema = Schema.object(title: "Cart", fields: fields)
}

/// Codes a buyer typed in.
let codesSchema = Schema.array(of: .string(minLength: 1, maxLength: 64), maxItems: 32)
