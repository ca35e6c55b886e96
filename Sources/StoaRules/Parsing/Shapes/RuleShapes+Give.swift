import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let give = MappingShape(
        "one verb and its modifiers",
        [
            .optional("percent", percent(), "percent off"), .optional("amount", money, "an amount off; say what of with 'per'"),
            .optional("price", moneyOrNone, "the price to sell at; never raises one"), .optional("gift", gift.schema, "a good for nothing"),
            .optional("shipping", shipping.schema, "off shipping"), .optional("tiers", tiers.schema, "more for who buys more"),
            .optional("points", points.schema, "points of the customer's account"),
        ] + giveModifiers.map { SchemaField.optional($0.name, $0.schema) },
        exactlyOneOf: ["percent", "amount", "price", "gift", "shipping", "points", "tiers"])

    static let giveModifiers = [
        Schema.Property("per", .oneOf(Give.AmountScope.self, description: "what an amount or a price is for")),
        Schema.Property("to", .string(description: "cheapest, dearest, or a part of the set; everything when absent")),
        Schema.Property("count", quantity.described("units that 'to' chooses, a set or a cart")),
        Schema.Property("every", .anyOf([quantity, money], description: "once for every so many units, or so much money")),
        Schema.Property("cap", money.described("the most that it takes off")),
        Schema.Property("of", .oneOf(Give.Base.self, description: "what is reckoned from: the lines (when absent) or the whole order")),
        Schema.Property("basis", .oneOf(Give.Basis.self, description: "prices of the step (when absent), or list prices")),
        Schema.Property("allocate", .oneOf(Give.Weight.self, description: "how an amount is spread; value when absent")),
        Schema.Property("countPerItem", quantity.described("the most units of one item")),
        Schema.Property("round", round.schema),
    ]

    static let giveModifierNames = Set(giveModifiers.map(\.name))

    static let gift = MappingShape(
        "a gift",
        [
            .required("sku", .string()), .optional("quantity", quantity, "1 when absent"),
            .optional("mode", .oneOf(Gift.Mode.self), "whether units already in the cart become the gift; addMissing when absent"),
        ], later: ["chooseFrom", "outOfStock"])

    static let shipping = MappingShape(
        "one verb over ways to ship",
        [
            .optional("percent", percent()), .optional("amount", money), .optional("price", moneyOrNone),
            .optional("methods", texts, "all when absent"),
        ], exactlyOneOf: ["percent", "amount", "price"])

    static let points = MappingShape(
        "points, from prices after all discounts",
        [
            .optional("fixed", pointCount, "so many an order"),
            .optional("per", money, "for each full amount that the lines cost, as many as 'earn' says"),
            .optional("earn", pointCount, "beside 'per'"),
            .optional("multiply", pointsFactor, "raises what other rules earn: 2 doubles it"),
        ], exactlyOneOf: ["fixed", "per", "multiply"])

    private static let pointCount = Schema.integer(minimum: 1, maximum: Int64(RuleLimits.pointsMax))

    private static var pointsFactor: Schema {
        var schema = Schema.string(pattern: "^(0|[1-9][0-9]*)(\\.[0-9]+)?$", description: "above 1, such as 1.5")
        schema.types = [.number, .string]
        schema.exclusiveMinimum = 1
        schema.maximum = .integer(Int64(RuleLimits.pointsFactorMax))
        return schema
    }

    static let round = MappingShape(
        "where a fraction becomes whole minor units; half up of the total when absent",
        [.optional("mode", .oneOf(RoundingPoint.Mode.self)), .optional("per", .oneOf(RoundingPoint.Scope.self))])

    static let tiers = MappingShape(
        "rows of what is given from which measure on",
        [
            .required("by", .oneOf(Tiers.Measure.self), "what is measured"),
            .optional("mode", .oneOf(Tiers.Mode.self), "the highest row for everything (slab, when absent), or each for its part"),
            .required(
                "rows", .array(of: tierRow.schema, minItems: 1, maxItems: RuleLimits.tierRowsMax), "ascending by 'from'"),
        ])

    static let tierRow = MappingShape(
        "what is given from a bound on",
        [
            .required("from", .anyOf([quantity, moneyOrNone]), "money by spend, a number by units or items"),
            .optional("percent", percent(zeroAllowed: true)), .optional("amount", moneyOrNone), .optional("price", moneyOrNone),
            .optional("per", .oneOf(Give.AmountScope.allCases.filter { $0 != .set }.map(\.rawValue)), "what 'amount' is off"),
        ], exactlyOneOf: ["percent", "amount", "price"])
}
