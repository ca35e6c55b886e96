import JSONDocument
import StoaCommerce
import StoaExtension

extension OrderView {
    public static let schema = Schema.object(
        title: "Order",
        fields: [
            .required("id", .id), .required("state", .oneOf(Order.State.self)), .required("customer", .id),
            .required("channel", .id), .required("currency", .currency, "of every amount in this document"),
            .required("placedAt", .instant),
            .required("lines", .array(of: lineSchema), "the reader's own lines, for a seller"),
            .optional("discounts", .array(of: Quote.discountSchema)), .optional("gifts", .array(of: Quote.giftSchema)),
            .optional("points", .array(of: Quote.pointsSchema), "what the order earns once it is paid, by what of it is paid in money"),
            .optional("paidWithPoints", paidWithPointsSchema, "absent where all is paid in money"),
            .optional("totals", Quote.totalsSchema), .optional("captured", .minorUnits("what was paid in money")),
            .optional("refunded", .minorUnits("what was given back")),
            .optional("returned", .dictionary(of: .integer(minimum: 0)), "units that came back, by line"),
            .required("rulebook", .string(), "SHA-256 of the rulebook the prices come from"),
            .optional("engine", Quote.engineSchema, "what else is needed to reckon the prices again"),
            .optional("experiment", Quote.armSchema, "the experiment that chose the rulebook"),
            .optional("backOrdered", .dictionary(of: .integer(minimum: 1)), "pieces that come later, by SKU"),
            .optional("heldUntil", .instant, "until when its pieces are held while it is not paid"),
        ])

    private static let paidWithPointsSchema = Schema.object(
        title: "PaidWithPoints",
        fields: [
            .required("points", .integer(minimum: 1)), .required("amount", .minorUnits("of the total")),
            .required("returned", .integer(minimum: 0), "points that went back, or would have if their time were not over"),
        ])

    static let lineSchema = Schema.object(
        title: "OrderLine",
        fields: [
            .required("id", .string()), .required("product", .id), .required("productVersion", .integer(minimum: 1)),
            .required("sku", .id), .required("seller", .id), .required("quantity", .integer(minimum: 1)),
            .required("unitPrice", .minorUnits("of a piece, before promotions")), .required("total", .minorUnits("after discounts")),
        ])
}
