import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let price = file(
        "Price", "which unit price applies to a product, before any promotion",
        [
            .required("id", id), .optional("title", localized, "what merchants call it; shown on product pages where it lowers a price"),
            .optional("message", localized, "the badge on product pages"), .optional("active", windows),
            .optional("channels", texts), .optional("sellers", texts, "only goods of these sellers"),
            .optional("when", condition(over: "channel, customer, segment and now")),
            .optional("lines", condition(over: "line: product facts"), "which products; all when absent"),
            .optional(
                "priority", .integer(minimum: 0, maximum: Int64(RuleLimits.priorityMax)),
                "0 when absent; of the rules for a product the highest prices it, then the first by id"),
        ] + priceForms + [
            .optional(
                "proposed", oneOrMore(.string(), unique: true), "plugins or models whose proposed price is taken, the first that has one"),
            .optional(
                "tiers", .array(of: priceTier.schema, minItems: 1, maxItems: RuleLimits.tierRowsMax),
                "by the units of the item in the cart, ascending; below the first row the rule has no price"),
            .optional("round", priceRounding.schema),
            .optional("promotions", .oneOf(PromotionPolicy.self), "which promotions may act on goods so priced; all when absent"),
            .optional("floor", bound, "the least price of a unit, for promotions too; a product's own floor holds beside it"),
            .optional("guardrails", guardrails.schema, "what the price keeps to, whoever states or proposes it"),
        ], exactlyOneOf: ["price", "percent", "amount", "raise", "aboveCost", "proposed", "tiers"])

    private static let priceForms: [SchemaField] = [
        .optional("price", moneyOrNone, "the price of a unit"), .optional("percent", percent(), "percent below the list price"),
        .optional("amount", money, "an amount below the list price"), .optional("raise", raise.schema, "above the list price"),
        .optional("aboveCost", rate(zeroAllowed: true), "percent above the cost of a unit"),
    ]

    static let raise = MappingShape(
        "above the list price", [.optional("percent", rate(zeroAllowed: false)), .optional("amount", money)],
        exactlyOneOf: ["percent", "amount"])

    static let priceTier = MappingShape(
        "the price from a number of units on", [.required("from", quantity, "units")] + priceForms,
        exactlyOneOf: ["price", "percent", "amount", "raise", "aboveCost"])

    static let priceRounding = MappingShape(
        "how the price becomes whole minor units; half up when absent", [.optional("mode", .oneOf(Rounding.self))])

    static let guardrails = MappingShape(
        "bounds of the price of a unit; where they contradict each other the lower ones hold",
        [
            .optional("lowest", bound, "a price, or a margin over cost"), .optional("highest", bound, "a price, or a margin over cost"),
            .optional("change", priceChange.schema, "the largest distance from the list price, either way"),
        ], atLeastOneOf: ["lowest", "highest", "change"])

    static let priceChange = MappingShape(
        "the largest distance from the list price; the smaller one of both", [.optional("percent", percent()), .optional("amount", money)],
        atLeastOneOf: ["percent", "amount"])

    static let priceMargin = MappingShape("a margin over cost", [.required("aboveCost", rate(zeroAllowed: true), "percent over the cost")])

    private static let bound = Schema.anyOf([moneyOrNone, priceMargin.schema])

    private static func rate(zeroAllowed: Bool) -> Schema {
        var schema = percent(zeroAllowed: zeroAllowed)
        schema.description = "a percentage \(zeroAllowed ? "from" : "above") 0 up to \(RuleLimits.priceRateMax)"
        schema.maximum = .integer(Int64(RuleLimits.priceRateMax))
        return schema
    }
}
