import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let earn = file(
        "Earn", "points that orders earn, points for having bought so much, or tiers of customers",
        [
            .required("id", id), .optional("title", localized), .optional("message", localized), .optional("active", windows),
            .optional("channels", texts), .optional("sellers", texts),
            .optional("when", condition(over: "cart, customer, channel, payment and now; of milestones: customer, segment and now")),
            .optional("lines", condition(over: "line"), "which lines earn; all when absent"),
            .optional("points", points.schema, "what every order earns"),
            .optional("milestones", milestones.schema, "points for having bought so much, once"),
            .optional("tiers", customerTiers.schema, "customer.tier by what was bought; one rule a book"),
            .optional("expires", expiry.schema, "until when its points are good; without end when absent"),
            .optional("fundedBy", .string(pattern: "^(platform|seller|vendor:.+)$"), "platform, seller or vendor:ID"),
        ], exactlyOneOf: ["points", "milestones", "tiers"])

    static let expiry = MappingShape(
        "until when points are good", [.required("after", period, "from the order on, to the end of the last day")])

    static let milestones = MappingShape(
        "rows of points for having bought so much",
        counted + [.required("rows", .array(of: milestoneRow.schema, minItems: 1, maxItems: RuleLimits.tierRowsMax), "ascending by 'from'")]
    )

    static let milestoneRow = MappingShape(
        "points from a bound on",
        [.required("from", bound), .required("points", .integer(minimum: 1, maximum: Int64(RuleLimits.pointsMax)))])

    static let customerTiers = MappingShape(
        "rows of tiers by what was bought",
        counted + [
            .required("rows", .array(of: customerTierRow.schema, minItems: 1, maxItems: RuleLimits.tierRowsMax), "ascending by 'from'")
        ])

    static let customerTierRow = MappingShape(
        "a tier from a bound on", [.required("from", bound), .required("tier", .string(minLength: 1, maxLength: 60))])

    private static let counted: [SchemaField] = [
        .required("by", .oneOf(LoyaltyMeasure.Subject.self), "what counts: orders that were paid, what was paid, or points earned"),
        .optional("within", period, "whole months, the current one included: P1Y; ever when absent"),
        .optional("each", .oneOf(LoyaltyMeasure.CalendarUnit.self), "starts anew with every one"),
    ]

    private static let bound = Schema.anyOf([.integer(minimum: 1, maximum: Int64(RuleLimits.pointsMax)), money])
    private static let period = Schema.string(
        pattern: "^P(?=[0-9])([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}W)?([0-9]{1,5}D)?$",
        description: "an ISO 8601 duration such as P1Y or P90D")

    // MARK: Tests beside them

    static let milestoneTest = MappingShape(
        "what was bought, and the points it brings", counting + [.required("expect", milestoneExpectation.schema)])
    static let milestoneExpectation = MappingShape("of all rows that are reached", [.required("points", minorUnits)])
    static let tierTest = MappingShape("what was bought, and the tier it brings", counting + [.required("expect", tierExpectation.schema)])
    static let tierExpectation = MappingShape("the customer's tier, or none", [.required("tier", .string())])

    static let countedTally = MappingShape(
        "what is counted in the rule's period",
        [
            .optional("orders", minorUnits), .optional("points", minorUnits),
            .optional("spend", .dictionary(of: minorUnits), "by currency"),
        ])

    private static let counting: [SchemaField] = [
        .required("name", .string(), "what the test shows"), .required("counted", countedTally.schema),
        .optional("customer", .reference(to: "CUSTOMER"), "a guest when absent"),
        .optional("at", instant, "2026-01-01T00:00:00Z when absent"),
    ]
}
