import JSONDocument
import StoaCommerce
import StoaExtension
import StoaRules

/// What a return came to: `amount` is the list price of what came back, less what its discounts were worth (before minus
/// after, rule by rule), plus the difference in shipping and tax; never below zero.
struct ReturnResult: Codable, Sendable, SchemaDescribed {
    /// How a part of the price stood before the return, and stands after it, in minor units.
    struct Change: Codable, Sendable {
        let before: Int64
        let after: Int64
    }

    struct Rule: Codable, Sendable {
        let rule: String
        let returns: ReturnPolicy
        let before: Int64
        let after: Int64
    }

    struct Line: Codable, Sendable {
        let line: String
        let returned: Int64
        let remaining: Int64
    }

    struct Gift: Codable, Sendable {
        let sku: String
        let given: Int64
        let returned: Int64
        /// What the buyer has and the rules no longer give.
        let dueBack: Int64
    }

    let refund: ID<Refund>
    let order: ID<Order>
    let amount: Money
    /// Minor units of the payment that are left.
    let remaining: Int64
    /// What the order costs now beyond what is left of its payment. It is not asked for.
    let shortfall: Int64
    let list: Change
    let discounts: [Rule]
    let shipping: Change
    let tax: Change
    let lines: [Line]
    let gifts: [Gift]
    /// Points that were taken back.
    let points: Int64
    /// Points that had paid for it and that the customer has again; absent where no points paid.
    let pointsBack: Int64?

    init(
        refund: Refund, order: Order, dues: (before: Dues, after: Dues), gone: (before: Order.Returned, after: Order.Returned),
        points: Int64, pointsBack: Int64, shortfall: Int64
    ) {
        self.refund = refund.id
        self.order = order.id
        amount = refund.amount
        remaining = order.captured - order.refunded
        self.shortfall = shortfall
        self.points = points
        self.pointsBack = order.pointPayment == nil ? nil : pointsBack
        list = Change(before: dues.before.list, after: dues.after.list)
        shipping = Change(before: dues.before.shipping, after: dues.after.shipping)
        tax = Change(before: dues.before.tax, after: dues.after.tax)
        discounts = ReturnResult.rules(dues.before, dues.after)
        lines = order.lines.map { line in
            let back = gone.after.lines[line.id] ?? 0
            return Line(line: line.id, returned: back, remaining: line.quantity - back)
        }
        gifts = order.quote.gifts.map { gift in
            let back = gone.after.gifts[gift.sku] ?? 0
            let kept = dues.after.gifts[gift.sku] ?? 0
            return Gift(sku: gift.sku, given: gift.quantity, returned: back, dueBack: max(0, gift.quantity - back - kept))
        }
    }

    private static func rules(_ before: Dues, _ after: Dues) -> [Rule] {
        let names = before.rules + after.rules.filter { rule in !before.rules.contains { $0.rule == rule.rule } }
        return names.map { rule in
            Rule(
                rule: rule.rule, returns: rule.policy, before: before.rules.first { $0.rule == rule.rule }?.amount ?? 0,
                after: after.rules.first { $0.rule == rule.rule }?.amount ?? 0)
        }
    }

    static let schema = Schema.object(
        title: "ReturnResult",
        fields: [
            .required("refund", .id, "the refund"), .required("order", .id, "the order"),
            .required("amount", .money, "what was given back"),
            .required("remaining", .minorUnits("what is left of the payment")),
            .required("shortfall", .minorUnits("what the rest costs beyond that; it is not asked for")),
            .required("list", changeSchema, "list prices of what the buyer has"),
            .required(
                "discounts",
                .array(
                    of: .object(
                        title: "ReturnedDiscount",
                        fields: [
                            .required("rule", .string()), .required("returns", .oneOf(ReturnPolicy.self), "what the rule says of returns"),
                            .required("before", .minorUnits("off before the return")), .required("after", .minorUnits("off what remains")),
                        ])), "one per rule of the order, and one per rule that the rest qualified for anew"),
            .required("shipping", changeSchema, "what shipping costs the buyer"),
            .required("tax", changeSchema, "on top of prices without tax"),
            .required(
                "lines",
                .array(
                    of: .object(
                        title: "ReturnedLine",
                        fields: [
                            .required("line", .string()), .required("returned", .integer(minimum: 0), "pieces, in all returns"),
                            .required("remaining", .integer(minimum: 0), "pieces"),
                        ]))),
            .required(
                "gifts",
                .array(
                    of: .object(
                        title: "ReturnedGift",
                        fields: [
                            .required("sku", .string()), .required("given", .integer(minimum: 0), "pieces"),
                            .required("returned", .integer(minimum: 0), "pieces, in all returns"),
                            .required("dueBack", .integer(minimum: 0), "pieces that the rules no longer give"),
                        ]))),
            .required(
                "points", .integer(minimum: 0),
                "points that were taken back, in proportion to list prices; less where they were spent or ended"),
            .optional(
                "pointsBack", .integer(minimum: 0),
                "points that had paid and are the customer's again, in their lots; less where the time of some is over"),
        ])

    private static let changeSchema = Schema.object(
        title: "ReturnChange",
        fields: [.required("before", .minorUnits("before the return")), .required("after", .minorUnits("after it"))])
}
