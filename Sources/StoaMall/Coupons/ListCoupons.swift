import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.list`: the codes that were issued to a customer, for the customer and the staff.
struct ListCoupons: RevealingOperation {
    let rulebooks: Rulebooks
    let keys: CouponKeys

    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>
        let after: String?

        static let schema = Schema.object(
            title: "CouponListQuery",
            fields: [
                .required("customer", .id), .optional("after", .string(minLength: 1, maxLength: 200), "'next' of the page before"),
            ])
    }

    struct Item: Codable, Sendable {
        let campaign: String
        let serial: Int64
        /// Only the caller sees it.
        var code: String?
        let state: GetCoupon.State
        let issuedAt: Instant
        let expiresAt: Instant?
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        var coupons: [Item]
        let next: String?

        static let schema = Schema.object(
            title: "CouponList",
            fields: [
                .required("coupons", .array(of: itemSchema), "the earliest first among equals; at most 50 a page"),
                .optional("next", .string(), "where the next page starts; absent at the end"),
            ])

        private static let itemSchema = Schema.object(
            title: "IssuedCoupon",
            fields: [
                .required("campaign", .id), .required("serial", .integer(minimum: 0), "the number of the code in its campaign"),
                .optional("code", .string(), "as the buyer writes it; stored nowhere"), .required("state", .oneOf(GetCoupon.State.self)),
                .required("issuedAt", .instant),
                .optional("expiresAt", .instant, "when the code itself ends; its campaign may end before"),
            ])
    }

    static let pageMax = 50

    let definition = OperationDefinition(
        "coupon.list", .query, "Lists the generated codes that were issued to a customer.", roles: ["admin", "support", "customer"],
        route: .init(.get, "/v1/customers/{customer}/coupons"), errors: ["customer.notFound"], about: Customer.kind)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        if context.actor.kind == .customer, context.actor.id != input.customer.text {
            throw .refused(Refusal(.notFound, code: "customer.notFound", "there is no customer \(input.customer)"))
        }
        let (book, page) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Rulebook in try rulebooks.inForce(&context).active.whole },
            { (context: inout DecisionContext) throws(Interruption) -> (items: [Versioned<Ticket>], next: String?) in
                try context.list(
                    Ticket.self, where: "customer", is: input.customer.text, after: input.after, limit: ListCoupons.pageMax)
            })
        let codes = page.items.map { RecognizedCode(campaign: $0.value.campaign, serial: $0.value.serial) }
        let (known, balances) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> [(ticket: Versioned<Ticket>?, isRevoked: Bool)] in
                try context.tickets(of: codes)
            },
            { (context: inout DecisionContext) throws(Interruption) -> [Balance?] in try context.balances(codes.map(\.account)) })
        let now = context.now
        let items = zip(page.items, zip(known, balances)).map { found, status in
            let ticket = found.value
            let facts = GetCoupon.State.Facts(
                balance: status.1, isRevoked: status.0.isRevoked, hasEnded: book.pool(ticket.campaign)?.hasEnded(at: now) ?? true)
            return Item(
                campaign: ticket.campaign, serial: ticket.serial, state: GetCoupon.State(of: ticket, facts, at: now),
                issuedAt: ticket.issuedAt, expiresAt: ticket.expiresAt)
        }
        return Output(coupons: items, next: page.next)
    }

    func revealed(_ output: Output, in tenant: TenantID) -> Output {
        var revealed = output
        for index in revealed.coupons.indices {
            let item = revealed.coupons[index]
            revealed.coupons[index].code = keys.text(of: item.campaign, item.serial, in: tenant)
        }
        return revealed
    }
}
