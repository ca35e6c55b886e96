import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.get`: how it stands with a generated code. Details are for the staff, and for the customer that it was issued
/// to; everybody else hears what they would hear of a code that never was.
struct GetCoupon: Operation {
    let rulebooks: Rulebooks
    let keys: CouponKeys

    struct Input: Codable, Sendable, SchemaDescribed {
        let code: String

        static let schema = Schema.object(
            title: "CouponQuery", fields: [.required("code", .string(minLength: 1, maxLength: 64), "as the buyer writes it")])
    }

    enum State: String, Sendable, Codable, CaseIterable {
        /// Nobody in particular has it: it can have been exported.
        case open
        case issued
        /// By an order that waits for its payment.
        case held
        case used
        case revoked
        case expired
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let campaign: String
        let serial: Int64
        let state: State
        let customer: ID<Customer>?
        let issuedAt: Instant?
        let expiresAt: Instant?

        static let schema = Schema.object(
            title: "Coupon",
            fields: [
                .required("campaign", .id), .required("serial", .integer(minimum: 0), "the number of the code in its campaign"),
                .required("state", .oneOf(State.self)), .optional("customer", .id, "whose it is"), .optional("issuedAt", .instant),
                .optional("expiresAt", .instant, "when the code itself ends; its campaign may end before"),
            ])
    }

    let definition = OperationDefinition(
        "coupon.get", .query, "Tells how it stands with a generated code.", roles: ["admin", "support", "customer"],
        route: .init(.post, "/v1/coupons/lookup"), errors: ["coupon.unusable"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let book = try rulebooks.inForce(&context).active.whole
        guard let code = keys.recognize(input.code, by: book, in: context.tenant), let pool = book.pool(code.campaign) else {
            throw couponUnusable
        }
        let (known, balances) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> [(ticket: Versioned<Ticket>?, isRevoked: Bool)] in
                try context.tickets(of: [code])
            },
            { (context: inout DecisionContext) throws(Interruption) -> [Balance?] in try context.balances([code.account]) })
        let ticket = known[0].ticket?.value
        if context.actor.kind == .customer, ticket?.customer?.text != context.actor.id { throw couponUnusable }
        let facts = State.Facts(balance: balances[0], isRevoked: known[0].isRevoked, hasEnded: pool.hasEnded(at: context.now))
        return Output(
            campaign: code.campaign, serial: code.serial, state: State(of: ticket, facts, at: context.now), customer: ticket?.customer,
            issuedAt: ticket?.givenAt, expiresAt: ticket?.expiresAt)
    }
}

extension GetCoupon.State {
    /// What is known of a code besides its ticket.
    struct Facts {
        /// Of the account of its one use.
        let balance: Balance?
        let isRevoked: Bool
        /// Its campaign.
        let hasEnded: Bool
    }

    init(of ticket: Ticket?, _ facts: Facts, at now: Instant) {
        if facts.balance?.posted ?? 0 > 0 {
            self = .used
        } else if facts.balance?.reservedIn ?? 0 > 0 {
            self = .held
        } else if facts.isRevoked {
            self = .revoked
        } else if facts.hasEnded || ticket?.expiresAt.map({ $0 <= now }) ?? false {
            self = .expired
        } else {
            self = ticket == nil ? .open : .issued
        }
    }
}

extension Ticket {
    /// Nil for a code that was exported.
    var givenAt: Instant? { isOfExport ? nil : issuedAt }
}
