import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// What promotions did to a set of orders.
struct PromotionReport: Codable, Sendable {
    let scope: String
    let rulebook: String?
    let arm: Quote.Arm?
    let orders: Orders
    let money: [Money]
    let promotions: [Promotion]

    struct Orders: Codable, Sendable {
        let placed: Int64
        let paid: Int64
        let cancelled: Int64
        let refusedCodes: Int64
    }

    /// Of paid orders in one currency.
    struct Money: Codable, Sendable {
        let currency: Currency
        let orders: Int64
        let value: Int64
        let discount: Int64
        let averageValue: Int64?
        let averageDiscount: Int64?
    }

    struct Promotion: Codable, Sendable {
        let promotion: String
        let issued: Int64
        let redeemed: Int64
        let released: Int64
        let refused: [Refused]
        let money: [Effect]
    }

    struct Refused: Codable, Sendable {
        let reason: PromotionCounters.Count
        let orders: Int64
    }

    /// What a promotion did in one currency; paid orders only.
    struct Effect: Codable, Sendable {
        let currency: Currency
        let orders: Int64
        let value: Int64
        let discount: Int64
        let averageDiscount: Int64?
        let averageValue: Int64?
        let averageValueWithout: Int64?
        let uplift: Int64?

        init(_ own: Money, among all: Money) {
            currency = own.currency
            orders = own.orders
            value = own.value
            discount = own.discount
            averageDiscount = own.averageDiscount
            averageValue = own.averageValue
            let without = Average(all.value - own.value, over: all.orders - own.orders)
            averageValueWithout = without?.rounded
            uplift = Average(own.value, over: own.orders)?.less(without)
        }
    }
}

extension PromotionCounters.Count: Codable {}

extension PromotionReport {
    /// Knows the accounts of a report, and makes it from their balances.
    struct Reader {
        let scope: PromotionCounters.Scope
        let rules: [String]
        let currencies: [Currency]

        private static let refusals: [PromotionCounters.Count] = [.superseded, .notYet, .refused, .paused]

        var accounts: [AccountID] {
            ([nil] + rules.map { $0 }).flatMap { rule in
                let counters = PromotionCounters(scope: scope, rule: rule)
                return PromotionCounters.Count.allCases.map { counters.account($0).id }
                    + currencies.flatMap { currency in PromotionCounters.Sum.allCases.map { counters.account($0, currency).id } }
            }
        }

        func report(_ context: inout DecisionContext) throws(Interruption) -> PromotionReport {
            let all = try money(nil, &context)
            var promotions: [Promotion] = []
            for rule in rules { promotions.append(try promotion(rule, among: all, &context)) }
            let (name, rulebook, arm) = scope.named
            return PromotionReport(
                scope: name, rulebook: rulebook, arm: arm,
                orders: Orders(
                    placed: try count(.issued, nil, &context), paid: try count(.redeemed, nil, &context),
                    cancelled: try count(.released, nil, &context), refusedCodes: try count(.refused, nil, &context)),
                money: all.filter { $0.orders != 0 }, promotions: promotions)
        }

        private func promotion(_ rule: String, among all: [Money], _ context: inout DecisionContext) throws(Interruption) -> Promotion {
            var refused: [Refused] = []
            for reason in Reader.refusals {
                let orders = try count(reason, rule, &context)
                if orders != 0 { refused.append(Refused(reason: reason, orders: orders)) }
            }
            let own = try money(rule, &context)
            return Promotion(
                promotion: rule, issued: try count(.issued, rule, &context), redeemed: try count(.redeemed, rule, &context),
                released: try count(.released, rule, &context), refused: refused,
                money: zip(own, all).filter { $0.0.orders != 0 }.map { Effect($0.0, among: $0.1) })
        }

        private func count(
            _ count: PromotionCounters.Count, _ rule: String?, _ context: inout DecisionContext
        ) throws(Interruption) -> Int64 {
            try context.balances([PromotionCounters(scope: scope, rule: rule).account(count).id])[0]?.posted ?? 0
        }

        private func money(_ rule: String?, _ context: inout DecisionContext) throws(Interruption) -> [Money] {
            let counters = PromotionCounters(scope: scope, rule: rule)
            var all: [Money] = []
            for currency in currencies {
                let sums = try context.balances(PromotionCounters.Sum.allCases.map { counters.account($0, currency).id }).map {
                    $0?.posted ?? 0
                }
                let (orders, value, discount) = (sums[0], sums[1], sums[2])
                all.append(
                    Money(
                        currency: currency, orders: orders, value: value, discount: discount,
                        averageValue: Average(value, over: orders)?.rounded, averageDiscount: Average(discount, over: orders)?.rounded))
            }
            return all
        }
    }
}

extension PromotionCounters.Scope {
    fileprivate var named: (String, rulebook: String?, arm: Quote.Arm?) {
        switch self {
        case .everything: ("all", nil, nil)
        case .rulebook(let hash): ("rulebook", hash, nil)
        case .arm(let arm): ("experiment", nil, arm)
        }
    }
}

extension PromotionReport: SchemaDescribed {
    static let schema = Schema.object(
        title: "PromotionReport",
        fields: [
            .required("scope", .oneOf(["all", "rulebook", "experiment"])), .optional("rulebook", RulebookSchemas.id),
            .optional("arm", Quote.armSchema),
            .required(
                "orders",
                .object(fields: [
                    .required("placed", .integer()), .required("paid", .integer(), "and not cancelled since"),
                    .required("cancelled", .integer(), "or not paid in time"),
                    .required("refusedCodes", .integer(), "codes of these orders that opened nothing"),
                ])),
            .required("money", .array(of: .object(title: "OrderMoney", fields: moneyFields)), "of paid orders, by currency"),
            .required("promotions", .array(of: promotion), "by id"),
        ])

    private static let promotion = Schema.object(
        title: "PromotionEffect",
        fields: [
            .required("promotion", .string(), "its id"), .required("issued", .integer(), "orders placed with it"),
            .required("redeemed", .integer(), "of these, paid and not cancelled since"),
            .required("released", .integer(), "of these, cancelled or not paid in time"),
            .required(
                "refused",
                .array(
                    of: .object(fields: [
                        .required("reason", .oneOf(["superseded", "notYet", "refused", "paused"])),
                        .required("orders", .integer(minimum: 0)),
                    ])), "orders whose quote named it without giving it"),
            .required(
                "money",
                .array(
                    of: .object(
                        title: "PromotionMoney",
                        fields: moneyFields + [
                            .optional("averageValueWithout", .minorUnits("of paid orders without it")),
                            .optional("uplift", .minorUnits("of the average paid order: with it, less without it")),
                        ])), "of paid orders with it, by currency"),
        ])

    private static let moneyFields: [SchemaField] = [
        .required("currency", .currency), .required("orders", .integer()), .required("value", .minorUnits("totals of the orders")),
        .required("discount", .minorUnits("taken off")), .optional("averageValue", .minorUnits("half to even")),
        .optional("averageDiscount", .minorUnits("half to even")),
    ]
}
