import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.issue`: gives codes of a campaign to a customer, or until some time. What is stored is their serial numbers.
struct IssueCoupons: RevealingOperation {
    let rulebooks: Rulebooks
    let keys: CouponKeys

    static let countMax = 100

    struct Input: Codable, Sendable, SchemaDescribed {
        let campaign: String
        let count: Int64?
        let customer: ID<Customer>?
        let expiresAt: Instant?
        let order: ID<Order>?

        static let schema = Schema.object(
            title: "CouponIssue",
            fields: [
                .required("campaign", .id, "a campaign of generated codes"),
                .optional("count", .integer(minimum: 1, maximum: Int64(IssueCoupons.countMax)), "codes; 1 when absent"),
                .optional("customer", .id, "the only one who may use them"),
                .optional("expiresAt", .instant, "when they end, if before their campaign"),
                .optional("order", .id, "for which they are issued, once; to its customer"),
            ])
    }

    let definition = OperationDefinition(
        "coupon.issue", .command, "Issues generated codes of a campaign, to a customer or to whoever bears them.",
        roles: ["admin", "support", "system"], route: .init(.post, "/v1/coupons/{campaign}/tickets"), events: ["coupon.issued"],
        errors: [
            "coupon.notFound", "coupon.exhausted", "coupon.notForCustomer", "coupon.conditionUnmet", "coupon.alreadyIssued",
            "customer.notFound",
            "order.notFound",
        ], creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> CouponCodes {
        let campaign = try rulebooks.codePool(input.campaign, &context)
        let order = try input.order.map { (id) throws(Interruption) in try self.order(id, campaign, &context) }
        let customer = input.customer ?? order?.customer
        if let order, order.customer != customer { throw .refused(notFor(order.customer, campaign)) }
        try check(customer, order, campaign, &context)
        let issuing = CouponIssuing(
            campaign: campaign, count: input.count ?? 1, customer: customer, expiresAt: input.expiresAt, order: input.order)
        guard let serials = try context.issue(issuing) else {
            let left = try context.pool(campaign.id).value.left(of: campaign.count)
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.exhausted", "at most \(left) codes of '\(campaign.id)' are left",
                    hint: "raise 'count' of the campaign and publish"))
        }
        return CouponCodes(campaign: campaign.id, serials: serials, next: nil)
    }

    func revealed(_ output: CouponCodes, in tenant: TenantID) -> CouponCodes { output.revealed(keys, in: tenant) }

    /// An order for which no code of the campaign was issued yet.
    private func order(_ id: ID<Order>, _ campaign: CodePool, _ context: inout DecisionContext) throws(Interruption) -> Order {
        let (order, grant) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Order in try context.get(id, .pinned).value },
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponGrant>? in
                try context.find(CouponGrant.id(of: campaign.id, for: id))
            })
        guard grant == nil else {
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.alreadyIssued", "codes of '\(campaign.id)' were issued for \(id) before",
                    hint: "see the customer's coupons"))
        }
        return order
    }

    private func check(
        _ id: ID<Customer>?, _ order: Order?, _ campaign: CodePool, _ context: inout DecisionContext
    ) throws(Interruption) {
        var buyer: Cart.Buyer?
        if let id {
            let customer = try context.buyer(try context.get(id, .pinned).value, by: try rulebooks.inForce(&context).active.whole)
            guard campaign.isOpen(to: customer) else { throw .refused(notFor(id, campaign)) }
            buyer = customer
        }
        guard campaign.issues(to: buyer, for: order, at: context.now) else {
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.conditionUnmet", "'issue: { when: … }' of '\(campaign.id)' does not hold",
                    hint: campaign.isForOrders && order == nil ? "name the order" : "name the customer for whom it holds"))
        }
    }

    private func notFor(_ id: ID<Customer>, _ campaign: CodePool) -> Refusal {
        Refusal(
            .conflict, code: "coupon.notForCustomer", "the codes of '\(campaign.id)' are not for \(id)",
            hint: "'issue: { to: … }' of the campaign says whose they are")
    }
}

/// Codes that were given out. What is stored and journalled names them by serial number alone.
struct CouponCodes: Codable, Sendable, SchemaDescribed {
    let campaign: String
    let serials: [Int64]
    /// By place in `serials`; only the caller sees them.
    var codes: [String]?
    /// The first serial number of the next page; absent at the end.
    let next: Int64?

    func revealed(_ keys: CouponKeys, in tenant: TenantID) -> CouponCodes {
        var revealed = self
        revealed.codes = serials.map { keys.text(of: campaign, $0, in: tenant) }
        return revealed
    }

    static let schema = Schema.object(
        title: "CouponCodes",
        fields: [
            .required("campaign", .id), .required("serials", .array(of: .integer(minimum: 0)), "their serial numbers"),
            .optional("codes", .array(of: .string()), "the codes, in the same order; stored nowhere"),
            .optional("next", .integer(minimum: 0), "where the next page starts; absent at the end"),
        ])
}
