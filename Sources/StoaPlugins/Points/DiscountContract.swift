import JSONDocument
import StoaExtension

extension PointContract {
    /// `discount.propose`: which discounts a plugin would like to give for a cart.
    static let discountPropose = PointContract(
        point: .discountPropose,
        question: .object(
            title: "DiscountQuestion",
            fields: [
                .required("currency", .currency, "of every amount"),
                .required(
                    "items", .array(of: item, maxItems: 1_000), "the cart's lines, merged where they are equal but for id and quantity"),
                .optional("channel", .string(), "where it is sold"),
                .optional(
                    "customer",
                    .object(
                        title: "Customer",
                        fields: [
                            .optional("tier", .string(), "such as gold"),
                            .optional("segments", .array(of: .string()), "named groups the customer is in"),
                        ]), "what may be known of the buyer"),
            ]),
        element: .object(
            title: "Discount",
            fields: [
                .required(
                    "id", .string(minLength: 1, maxLength: AnswerFields.localIDBytesMax),
                    "names the kind of discount; the plugin's id is put before it"),
                .optional("item", .string(), "the id of the item it is for; absent for the whole order"),
                .optional("percent", .string(), "a decimal as text, above 0, at most 100"),
                .optional("amount", .amount("off the item or the order")),
                .optional("unitPrice", .amount("what one piece costs instead; never more than before")),
                .optional("message", .string(maxLength: 200), "for the buyer"),
            ]),
        read: DiscountAnswer.read)

    private static let item = Schema.object(
        title: "Item",
        fields: [
            .required("id", .string(), "unique in the question"),
            .required("quantity", .integer(minimum: 1), "pieces"),
            .required("unitPrice", .amount("for one piece, before discounts")),
            .optional("sku", .string(), "the article"),
            .optional("category", .string(), "the article's category"),
            .optional("seller", .string(), "who sells it"),
            .optional("attributes", .object(title: "Attributes", fields: [], allowsOthers: true), "facts of the article by name"),
        ])
}
