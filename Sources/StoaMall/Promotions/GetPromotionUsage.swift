import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `promotion.usage`: how far the limits of a promotion, or of a campaign of codes, are used.
struct GetPromotionUsage: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: String
        let customer: ID<Customer>?

        static let schema = Schema.object(
            title: "PromotionUsageQuery",
            fields: [
                .required("id", .id, "a promotion or a campaign of codes with limits"),
                .optional("customer", .id, "whose own uses to count as well"),
            ])
    }

    struct Count: Codable, Sendable {
        let limit: Int64
        /// Uses of paid orders, and of orders that wait for their payment.
        let used: Int64
        let pending: Int64
        /// Never below zero, also where a rulebook allows less than was used before it.
        let left: Int64

        init(limit: Int64, _ balance: Balance?) {
            self.limit = limit
            used = balance?.posted ?? 0
            pending = balance?.reservedIn ?? 0
            left = max(0, limit - used - pending)
        }
    }

    struct Budget: Codable, Sendable {
        let currency: Currency
        let limit: Int64
        let used: Int64
        let pending: Int64
        let left: Int64
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let rule: String
        let kind: UsageCounter.Kind
        let uses: Count?
        let today: Count?
        let customer: Count?
        let budgets: [Budget]?
        let atEdge: String?

        static let schema = Schema.object(
            title: "PromotionUsage",
            fields: [
                .required("rule", .id, "its id"), .required("kind", .oneOf(["promotion", "coupon"])),
                .optional("uses", countSchema, "orders in all; absent where they are not limited"),
                .optional("today", countSchema, "orders of this day by the rulebook's zone; absent where they are not limited"),
                .optional("customer", countSchema, "orders of the customer that was asked for; absent where they are not limited"),
                .optional(
                    "budgets",
                    .array(
                        of: .object(
                            title: "BudgetCount", fields: [.required("currency", .currency, "of the amounts")] + Output.countFields)),
                    "what was taken off, in minor units; absent without a budget"),
                .optional("atEdge", .oneOf(["clip", "reject"]), "what happens to a cart that would take more than is left"),
            ])

        private static let countFields: [SchemaField] = [
            .required("limit", .integer(minimum: 0), "what the rulebook in force allows"),
            .required("used", .integer(minimum: 0), "by paid orders"),
            .required("pending", .integer(minimum: 0), "by orders that wait for their payment"),
            .required("left", .integer(minimum: 0), "for orders to come"),
        ]
        private static let countSchema = Schema.object(title: "UsageCount", fields: countFields)
    }

    let definition = OperationDefinition(
        "promotion.usage", .query, "Tells how far the limits of a promotion are used.",
        roles: ["admin", "support", "finance", "seller"], route: .init(.get, "/v1/promotions/{id}/usage"),
        errors: ["promotion.notFound", "promotion.notLimited"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let book = try rulebooks.inForce(&context).active.whole
        let rule = try limitedRule(input.id, book, context.actor)
        let budgets = rule.limits.budgets
        func account(_ limit: UsageCounter.Limit, _ currency: Currency = .usd) -> AccountID {
            let day = limit == .perDay ? book.day(of: context.now) : nil
            let counter = UsageCounter(rule: rule.id, kind: rule.kind, limit: limit, day: day, ceiling: 0)
            return MallAccounts.counter(counter, of: input.customer?.text, currency).count.id
        }
        let balances = try context.balances(
            [account(.uses), account(.perDay), account(.perCustomer)] + budgets.map { account(.budget, $0.currency) })
        return Output(
            rule: rule.id, kind: rule.kind, uses: rule.limits.uses.map { Count(limit: $0, balances[0]) },
            today: rule.limits.perDay.map { Count(limit: $0, balances[1]) },
            customer: input.customer == nil ? nil : rule.limits.perCustomer.map { Count(limit: $0, balances[2]) },
            budgets: budgets.isEmpty
                ? nil
                : zip(budgets, balances.dropFirst(3)).map { money, balance in
                    let count = Count(limit: money.amount, balance)
                    return Budget(
                        currency: money.currency, limit: count.limit, used: count.used, pending: count.pending, left: count.left)
                }, atEdge: budgets.isEmpty ? nil : rule.limits.atEdge.rawValue)
    }

    /// A seller sees the promotions that are confined to their own goods; others do not exist for them.
    private func limitedRule(_ id: String, _ book: Rulebook, _ actor: Actor) throws(Interruption) -> Rulebook.LimitedRule {
        let rule = book.limitedRule(id)
        let isVisible = actor.seller.map { rule?.sellers == [$0] } ?? (rule != nil || book.promotionIDs.contains(id))
        guard isVisible else { throw .refused(Refusal(.notFound, code: "promotion.notFound", "there is no promotion \(id)")) }
        guard let rule else {
            throw .refused(
                Refusal(
                    .notFound, code: "promotion.notLimited", "the promotion \(id) has no limits, so nothing is counted",
                    hint: "add 'limits' to its rule"))
        }
        return rule
    }
}
