import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `loyalty.get`: a customer's tier, and the milestones that were reached. A customer sees their own only.
struct GetLoyalty: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>
        let after: String?

        static let schema = Schema.object(
            title: "LoyaltyQuery",
            fields: [
                .required("customer", .id), .optional("after", .string(minLength: 1, maxLength: 200), "'next' of the page before"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        struct Reached: Codable, Sendable {
            let rule: String
            let milestone: String
            let period: String?
            let points: Int64
            let state: MilestoneGrant.State
            let at: Instant
        }

        let customer: ID<Customer>
        let tier: String?
        let milestones: [Reached]
        let next: String?

        static let schema = Schema.object(
            title: "Loyalty",
            fields: [
                .required("customer", .id), .optional("tier", .string(), "as rules see it now"),
                .required("milestones", .array(of: reachedSchema), "at most 50 a page"),
                .optional("next", .string(), "where the next page starts; absent at the end"),
            ])

        private static let reachedSchema = Schema.object(
            title: "ReachedMilestone",
            fields: [
                .required("rule", .string()), .required("milestone", .string(), "what had to be reached"),
                .optional("period", .string(), "in which; absent for a milestone that is reached once"),
                .required("points", .integer(minimum: 1)),
                .required("state", .oneOf(MilestoneGrant.State.self), "revoked when what reached it came back"),
                .required("at", .instant),
            ])
    }

    static let pageMax = 50

    let definition = OperationDefinition(
        "loyalty.get", .query, "Tells a customer's tier and the milestones that were reached.", roles: ["admin", "support", "customer"],
        route: .init(.get, "/v1/customers/{customer}/loyalty"), errors: ["customer.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        try context.checkOwnCustomer(input.customer)
        let customer = try context.get(input.customer, .pinned).value
        let book = try rulebooks.inForce(&context).active.whole
        let page = try context.list(
            MilestoneGrant.self, where: "customer", is: input.customer.text, after: input.after, limit: GetLoyalty.pageMax)
        let reached = page.items.map(\.value).map { grant in
            Output.Reached(
                rule: grant.rule, milestone: grant.milestone, period: grant.period.isEmpty ? nil : grant.period, points: grant.points,
                state: grant.state, at: grant.at)
        }
        let tier = try context.tier(of: customer.id, stated: customer.tier, by: book)
        return Output(customer: input.customer, tier: tier, milestones: reached, next: page.next)
    }
}
