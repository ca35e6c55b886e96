import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let promotion = file(
        "Promotion", "who and when → which lines → take a set → give → stack → limits",
        [
            .required("id", id), .optional("title", localized, "what buyers see"),
            .optional("message", localized, "what a buyer is told who nearly qualifies"),
            .optional("phase", .oneOf(Phase.self), "when in the quote; follows from 'give'"),
            .optional("step", .integer(minimum: 1, maximum: 99), "rules of one step see the same cart; 1 when absent"),
            .optional("active", windows, "always when absent"), .optional("channels", texts), .optional("sellers", texts),
            .optional("code", ids, "Coupons of which one opens the rule; automatic when absent"),
            .optional("when", condition(over: "cart, customer, channel, payment and now")),
            .optional("spend", spend.schema, "how much must be bought"),
            .optional("lines", condition(over: "line"), "which lines are discounted and counted"),
            .optional("take", take, "the parts of one set, by name"),
            .optional("times", quantity, "most sets, or most steps of 'every', a cart"),
            .optional("partial", .boolean(), "whether the last set may be short in the part that is discounted"),
            .required("give", oneOrMore(.reference(to: "GIVE"), most: RuleLimits.givesMax), "what it gives; a list gives all or nothing"),
            .optional("stack", stack.schema, "what it combines with"), .optional("limits", limits.schema, "how often, and for how much"),
            .optional("floor", .anyOf([moneyOrNone, costFloor.schema]), "the least price of a unit"),
            .optional("fundedBy", .string(pattern: "^(platform|seller|vendor:.+)$"), "platform, seller or vendor:ID"),
            .optional("expires", expiry.schema, "until when its points are good; without end when absent"),
            .optional("returns", .oneOf(ReturnPolicy.self), "what a return does to the discount; proportional when absent"),
        ], later: ["sections", "cycles"])

    static let spend = MappingShape(
        "a threshold of money",
        [
            .optional("atLeast", money), .optional("atMost", money),
            .optional("of", .oneOf(SpendThreshold.Scope.self), "what counts: the cart (when absent) or the rule's lines"),
            .optional("at", .oneOf(Give.Basis.self), "prices of the rule's step (when absent), or list prices"),
        ], atLeastOneOf: ["atLeast", "atMost"])

    private static let take: Schema = .dictionary(of: .reference(to: "TAKE"))

    static let takePart = MappingShape(
        "a part of a set",
        [
            .required("quantity", quantity, "units"), .optional("of", condition(over: "line"), "which lines; all when absent"),
            .optional("pick", .oneOf(TakePart.Pick.self), "which units first; best when absent"),
            .optional("sameItem", .boolean(), "whether all units are of one item"),
        ])

    static let stack = MappingShape(
        "what a rule combines with",
        [
            .optional("group", id, "of which 'atMost' rules apply to a cart"), .optional("atMost", groupLimit, "1 when absent"),
            .optional("scope", .oneOf(["cart"])), .optional("conflicts", oneOrMore(.string()), "rules or groups that exclude it"),
            .optional("alone", .boolean(), "whether it excludes all others"),
        ])
    static let groupLimit = Schema.integer(minimum: 1, maximum: 1000)

    static let limits = MappingShape(
        "how often a promotion is used",
        [
            .optional("uses", uses, "orders, ever"), .optional("perCustomer", uses, "orders of one customer"),
            .optional("perDay", uses, "orders of one day in the rulebook's zone"), .optional("budget", money, "what it takes off in all"),
            .optional("atEdge", .oneOf(UsageLimits.Edge.self), "a cart past the budget gets what is left (clip), or nothing"),
        ], atLeastOneOf: ["uses", "perCustomer", "perDay", "budget"])

    static let costFloor = MappingShape("a floor over cost", [.required("aboveCost", percent(zeroAllowed: true), "percent over the cost")])
}
