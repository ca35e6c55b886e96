import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// That codes of a campaign were issued for an order, which happens once.
struct CouponGrant: Noun {
    static let kind = "couponGrant"
    static let idPrefix = "cgr"

    let id: ID<CouponGrant>
    let campaign: String
    let order: ID<Order>
    let serials: [Int64]

    static func id(of campaign: String, for order: ID<Order>) -> ID<CouponGrant> {
        ID(trusted: sha256Hex("\(campaign)\n\(order.text)"))
    }
}

/// Codes that are about to be issued.
struct CouponIssuing {
    let campaign: CodePool
    let count: Int64
    let customer: ID<Customer>?
    var expiresAt: Instant?
    var order: ID<Order>?
}

extension DecisionContext {
    /// Issues codes from the highest serial number down.
    ///
    /// - Throws: `coupon.exhausted`.
    mutating func issue(_ issuing: CouponIssuing) throws(Interruption) -> [Int64] {
        let campaign = issuing.campaign
        let (found, revocation) = try together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponPool> in try context.pool(campaign.id) },
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponRevocation> in
                try context.revocation(of: campaign.id)
            })
        var pool = found
        let (round, first) = (revocation.value.round, campaign.count - pool.value.issued - issuing.count)
        guard first >= pool.value.exported else {
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.exhausted",
                    "only \(max(0, campaign.count - pool.value.issued - pool.value.exported)) codes of '\(campaign.id)' are left",
                    hint: "raise 'count' of the campaign and publish"))
        }
        pool.value.issued += issuing.count
        try keep(pool)
        let serials = Array(first..<(first + issuing.count))
        for serial in serials {
            let ticket = Ticket(
                id: Ticket.id(of: RecognizedCode(campaign: campaign.id, serial: serial)), campaign: campaign.id, serial: serial,
                customer: issuing.customer, issuedAt: now, issuedBy: actor.id, expiresAt: issuing.expiresAt, round: round == 0 ? nil : round
            )
            try create(ticket)
            emit(
                "coupon.issued", about: ticket.id,
                [
                    "campaign": .string(campaign.id), "serial": .integer(serial),
                    "customer": issuing.customer.map { .string($0.text) } ?? .null,
                    "order": issuing.order.map { .string($0.text) } ?? .null,
                ])
        }
        if let order = issuing.order {
            try create(
                CouponGrant(id: CouponGrant.id(of: campaign.id, for: order), campaign: campaign.id, order: order, serials: serials))
        }
        return serials
    }
}
