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
        let account = MallAccounts.counter(code.counter, of: nil, .usd).count.id
        let (found, balances) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<Ticket>? in try context.find(Ticket.id(of: code)) },
            { (context: inout DecisionContext) throws(Interruption) -> [Balance?] in try context.balances([account]) })
        let ticket = found?.value
        if context.actor.kind == .customer, ticket?.customer?.text != context.actor.id { throw couponUnusable }
        return Output(
            campaign: code.campaign, serial: code.serial, state: state(ticket, balances[0], pool, context.now), customer: ticket?.customer,
            issuedAt: ticket?.issuedAt, expiresAt: ticket?.expiresAt)
    }

    private func state(_ ticket: Ticket?, _ balance: Balance?, _ pool: CodePool, _ now: Instant) -> State {
        if balance?.posted ?? 0 > 0 { return .used }
        if balance?.reservedIn ?? 0 > 0 { return .held }
        if pool.hasEnded(at: now) || ticket?.expiresAt.map({ $0 <= now }) ?? false { return .expired }
        return ticket == nil ? .open : .issued
    }
}
