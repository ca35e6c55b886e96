import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.issueForOrder`: gives an order's customer a code of every campaign whose `issue.when` holds for the order. Runs in
/// the commit that delivers an event of the order; of each campaign an order brings one code, whichever event is first.
struct IssueForOrder: Operation {
    static let name = "coupon.issueForOrder"
    static let eventTypes: Set<String> = ["order.placed", "order.paid"]

    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let body: Body

        struct Body: Codable, Sendable {
            let order: ID<Order>
        }

        static let schema = Schema.object(
            title: "OrderEventForCoupons",
            fields: [.required("body", .object(fields: [.required("order", .id)], allowsOthers: true))], allowsOthers: true)
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let campaigns: [String]
        static let schema = Schema.object(
            title: "CouponsForOrder", fields: [.required("campaigns", .array(of: .id), "of which a code was issued")])
    }

    /// Where no campaign issues for orders there is nothing to run.
    static func follower(_ rulebooks: Rulebooks) -> Follower {
        Follower(name) { (context: inout DecisionContext) throws(Interruption) in
            try !IssueForOrder.campaigns(of: rulebooks, &context).isEmpty
        }
    }

    private static func campaigns(of rulebooks: Rulebooks, _ context: inout DecisionContext) throws(Interruption) -> [CodePool] {
        try rulebooks.inForce(&context).active.whole.poolsForOrders.filter { $0.isOpen(at: context.now) }
    }

    let definition = OperationDefinition(
        IssueForOrder.name, .command, "Issues the codes that an order brings its customer.", roles: ["system"], events: ["coupon.issued"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let book = try rulebooks.inForce(&context).active.whole
        let campaigns = try IssueForOrder.campaigns(of: rulebooks, &context)
        guard !campaigns.isEmpty else { return Output(campaigns: []) }
        let order = try context.get(input.body.order, .pinned).value
        let customer = try context.get(order.customer, .pinned).value
        let buyer = try context.buyer(customer, by: book)
        var issued: [String] = []
        let granted = try context.find(campaigns.map { CouponGrant.id(of: $0.id, for: order.id) })
        // All in one round; those that are written are checked where they are.
        _ = try context.together(
            { (context: inout DecisionContext) throws(Interruption) in
                try context.find(campaigns.map { ID<CouponPool>(trusted: $0.id) }, .pinned)
            },
            { (context: inout DecisionContext) throws(Interruption) in
                try context.find(campaigns.map { ID<CouponRevocation>(trusted: $0.id) }, .pinned)
            })
        for (campaign, grant) in zip(campaigns, granted)
        where grant == nil && campaign.isOpen(to: buyer) && campaign.issues(to: buyer, for: order, at: context.now) {
            let issuing = CouponIssuing(campaign: campaign, count: 1, customer: order.customer, order: order.id)
            if try context.issue(issuing) == nil {
                context.note("exhausted." + campaign.id, .bool(true))
            } else {
                issued.append(campaign.id)
            }
        }
        return Output(campaigns: issued)
    }
}

extension Cart.Buyer {
    /// With every fact that rules read of a customer.
    init(_ customer: Customer) {
        self.init(id: customer.id.text, segments: customer.segments, tier: customer.tier, orders: customer.orderCount)
    }
}
