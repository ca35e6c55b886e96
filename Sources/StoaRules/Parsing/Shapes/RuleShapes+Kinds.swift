import JSONDocument
import StoaCommerce

extension RuleShapes {
    /// The files of a book by their kind, in the order in which editors offer them.
    static let kinds: [(kind: String, shape: MappingShape)] = [
        ("Promotion", promotion), ("Price", price), ("Earn", earn), ("Coupon", coupon), ("Gate", gate), ("Table", table),
        ("Segment", segment), ("Stacks", stacks), ("Tax", tax), ("Commission", commission), ("Permission", permission), ("Stock", stock),
        ("Retention", retention), ("Rulebook", rulebook),
    ]

    static func shape(ofKind kind: String) -> MappingShape? { kinds.first { $0.kind == kind }?.shape }

    /// The version of the grammar, which a file may name.
    static let version = "stoa/rule/1"

    /// A file of a kind: its own fields beside those of every file.
    static func file(
        _ kind: String, _ description: String, _ fields: [SchemaField], exactlyOneOf alternatives: [String] = [], later: [String] = []
    ) -> MappingShape {
        let head: [SchemaField] = [
            .required("kind", .constant(.string(kind)), description), .optional("schema", .constant(.string(version))),
        ]
        return MappingShape(description, head + fields, exactlyOneOf: alternatives, later: later)
    }

    static let coupon = file(
        "Coupon", "a campaign of codes",
        [
            .required("id", id), .optional("title", localized),
            .optional("type", .oneOf(CouponType.self), "for everyone (when absent), for some, or generated codes for one order each"),
            .optional("codes", oneOrMore(.string(minLength: 1, maxLength: 64)), "case does not count"),
            .optional("count", .integer(minimum: 1, maximum: Int64(RuleLimits.poolCodesMax)), "how many codes a pool generates"),
            .optional("active", windows), .optional("issue", issue.schema, "who may use it"), .optional("limits", campaignLimits.schema),
        ], exactlyOneOf: ["codes", "count"])

    static let issue = MappingShape(
        "whose codes these are, and who is issued one",
        [
            .optional("to", audience.schema), .optional("when", condition(over: "customer, segment, channel, order and now"), "of a pool"),
        ], atLeastOneOf: ["to", "when"])
    static let audience = MappingShape(
        "customers and segments", [.optional("customers", texts, "ids"), .optional("segments", texts, "names")])

    static let campaignLimits = MappingShape(
        "how often a campaign is used",
        [.optional("uses", uses, "orders, ever"), .optional("perCustomer", uses, "orders of one customer")],
        atLeastOneOf: ["uses", "perCustomer"])

    static let gate = file(
        "Gate", "what is judged before a command is carried out",
        [
            .required("id", id), .optional("title", localized),
            .required("on", .string(pattern: "^[^.]+\\.[^.]+$"), "a command such as order.place"),
            .optional("when", condition(over: "command, actor and now"), "always when absent"),
            .required("effect", .anyOf([.oneOf(PlainEffect.self), gateEffect.schema])),
        ])

    static let gateEffect = MappingShape(
        "deny with a code and a message, or hold for a workflow",
        [
            .optional("deny", .string(pattern: "^[^. ].*\\..*[^. ]$"), "a code such as order.tooManyUnits"),
            .optional("message", .string(), "what the caller is told beside 'deny'"), .optional("hold", id, "the workflow that decides"),
        ], exactlyOneOf: ["deny", "hold"])

    static let segment = file(
        "Segment", "a named condition over the buyer, segment.NAME in others",
        [.required("id", name), .optional("title", localized), .required("when", condition(over: "customer, channel and now"))])

    static let stacks = file(
        "Stacks", "groups of promotions, declared once",
        [
            .required("id", id), .optional("title", localized),
            .required("groups", .dictionary(of: stackGroup.schema), "by name"),
        ])
    static let stackGroup = MappingShape("a group", [.required("atMost", groupLimit, "rules of it that apply to one cart")])

    static let tax = file(
        "Tax", "the rates of tax zones by class and date",
        [
            .required("id", id), .optional("title", localized), .required("zones", ids),
            .optional("pricesInclude", .oneOf(PriceBasis.self), "whether prices include the tax"),
            .required("rates", .array(of: taxRate.schema, minItems: 1, maxItems: RuleLimits.listMax)),
        ])
    static let taxRate = MappingShape(
        "a rate of tax",
        [
            .required("class", id, "standard for goods without one, shipping for shipping"),
            .required("rate", percent(zeroAllowed: true)), .optional("active", windows, "without weekly hours"),
        ])

    static let commission = file(
        "Commission", "what the platform keeps of a sale",
        [
            .required("id", id), .optional("title", localized),
            .optional("for", commissionScope.schema, "which sales; all when absent"), .optional("active", windows),
            .optional("rate", percent(zeroAllowed: true), "percent of the goods"),
            .optional("tiers", .array(of: commissionTier.schema, minItems: 1, maxItems: RuleLimits.tierRowsMax), "by what was sold before"),
            .optional("shippingRate", percent(zeroAllowed: true), "percent of the shipping"),
            .optional("fixed", money, "for each sale"), .optional("min", money, "the least fee"),
            .optional("max", money, "the greatest fee"),
        ], exactlyOneOf: ["rate", "tiers"])
    static let commissionScope = MappingShape(
        "which sales", [.optional("sellers", texts), .optional("categories", texts), .optional("channels", texts)],
        atLeastOneOf: ["sellers", "categories", "channels"])
    static let commissionTier = MappingShape(
        "the rate of a part", [.optional("from", money, "left out in the first row"), .required("rate", percent(zeroAllowed: true))])

    static let rulebook = file(
        "Rulebook", "what holds for every rule of a book",
        [
            .optional("currency", currency, "what a bare amount such as \"50.00\" is in"), .optional("zone", zone, "UTC when absent"),
            .optional("objective", .oneOf(RulebookSettings.Objective.self), "how rules are chosen; customer when absent"),
            .optional("worth", worth.schema), .optional("onShort", .oneOf(RulebookSettings.Shortfall.self)),
            .optional("solverSteps", .integer(minimum: 1, maximum: Int64(RuleLimits.solverStepsMax))),
        ])
    static let worth = MappingShape(
        "what other things than money count for",
        [
            .optional("gift", moneyOrNone, "a gift unit, where rules are chosen"),
            .optional("point", money, "a point of a customer's, where it pays; points pay for nothing when absent"),
        ])
}
