import JSONDocument
import StoaCommerce

extension Quote: SchemaDescribed {
    public static var schema: Schema {
        .object(
            title: "Quote",
            fields: [
                .required("currency", .currency, "of every amount in this document"),
                .required("lines", .array(of: lineSchema), "one per line of the cart"),
                .required("discounts", .array(of: discountSchema), "one per rule that applied or nearly did"),
                .required("gifts", .array(of: giftSchema), "what is added for nothing"),
                .optional("points", .array(of: pointsSchema), "what the order earns, by rule"),
                .required("shipping", .array(of: shippingSchema), "one per shipping method"),
                .required("undistributed", .minorUnits("what found no room because a floor or zero was reached")),
                .required(
                    "optimality",
                    .object(fields: [
                        .required("status", .oneOf(["optimal", "bounded"])),
                        .required("gap", .minorUnits("how much better another choice could at most be")),
                    ]), "whether the best combination was proved"),
                .required(
                    "nearMisses",
                    .array(
                        of: .object(fields: [
                            .required("rule", .string()), .required("message", .string()),
                            .optional("missing", .minorUnits("still to spend")),
                        ])), "rules that nearly applied"),
                .required("totals", totalsSchema),
                .required("rulebook", .string(minLength: 64, maxLength: 64), "SHA-256 of the rulebook used"),
                .optional("engine", engineSchema, "what else is needed to reckon the quote again"),
                .optional("experiment", armSchema, "the experiment that chose the rulebook"),
                .optional("stock", .array(of: stockSchema), "articles of whose stock a rule says something"),
            ])
    }

    public static let engineSchema = Schema.object(
        title: "QuoteEngine",
        fields: [
            .required("semantics", .integer(minimum: 1), "how the rule engine reads a book"),
            .required("timeZones", .string(), "the version of the time-zone data, such as 2025b"),
        ])

    public static let armSchema = Schema.object(
        title: "ExperimentArm",
        fields: [.required("experiment", .id, "its id"), .required("arm", .oneOf(Quote.Arm.Name.self))])

    public static let stockSchema = Schema.object(
        title: "QuotedStock",
        fields: [
            .required("sku", .string()), .required("wanted", .integer(minimum: 0), "pieces in the cart"),
            .required("backOrdered", .integer(minimum: 0), "of these, how many come later"),
            .required("short", .integer(minimum: 0), "of these, how many an order would be refused for"),
            .optional("customerLeft", .integer(minimum: 0), "how many the buyer may buy, this cart included"),
            .required("rules", .array(of: .string()), "the rules that say so"),
        ])

    public static let giftSchema = Schema.object(
        title: "Gift",
        fields: [.required("sku", .string()), .required("quantity", .integer(minimum: 1))])

    public static let pointsSchema = Schema.object(
        title: "EarnedPoints",
        fields: [
            .required("rule", .string()), .required("points", .integer(minimum: 1)),
            .optional("expiresAt", .instant, "when they are no longer good; absent for points without end"),
        ])

    public static let discountSchema = Schema.object(
        title: "Discount",
        fields: [
            .required("rule", .string()), .required("amount", .minorUnits("off items and shipping")),
            .required("funder", .string(), "platform, seller or vendor:ID"),
            .required("status", .oneOf(["applied", "superseded", "notYet", "refused", "paused"])),
            .optional("reason", .string()),
        ])

    public static let totalsSchema = Schema.object(
        title: "Totals",
        fields: [
            .required("items", .minorUnits("unit prices of all lines before promotions")),
            .required("discount", .minorUnits("off items and shipping")),
            .required("shipping", .minorUnits("the selected method before discount")),
            .required("tax", .minorUnits("added, or contained in gross prices")),
            .required("total", .minorUnits("what is to be paid")),
        ])

    private static let lineSchema = Schema.object(
        title: "QuoteLine",
        fields: [
            .required("id", .string()), .required("discount", .minorUnits("off this line")),
            .required("total", .minorUnits("what the line costs")),
            .required(
                "applied",
                .array(
                    of: .object(fields: [
                        .required("rule", .string()), .required("amount", .minorUnits("off this line by this rule")),
                    ]))),
            .optional("price", priceSchema, "what a Price rule made of the unit price; absent where the list price stands"),
        ])

    public static let priceSchema = Schema.object(
        title: "QuotedPrice",
        fields: [
            .required("rule", .string(), "the Price rule"), .required("unitPrice", .minorUnits("of a piece, before promotions")),
            .required("listPrice", .minorUnits("of a piece, without the rule")),
            .optional("proposal", .string(), "the proposal of a plugin or model that was taken"),
            .optional("bound", .oneOf(Quote.Price.Bound.self), "the floor or guardrail that the price was moved to"),
        ])

    private static let shippingSchema = Schema.object(
        title: "QuotedShipping",
        fields: [
            .required("method", .string()), .required("price", .minorUnits("before discount")),
            .required("discount", .minorUnits("off this method")),
        ])
}
