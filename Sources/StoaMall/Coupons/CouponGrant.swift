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
    /// - Returns: their serial numbers, ascending; nil where the campaign has not so many left, and then nothing is issued.
    mutating func issue(_ issuing: CouponIssuing) throws(Interruption) -> [Int64]? {
        let campaign = issuing.campaign
        let (found, revocation) = try together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponPool> in try context.pool(campaign.id) },
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponRevocation> in
                try context.revocation(of: campaign.id)
            })
        var pool = found
        guard let serials = try allocate(issuing.count, of: campaign, from: &pool.value) else { return nil }
        try keep(pool)
        let round = revocation.value.round
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
    /// Takes codes of which there is no ticket; there may be one for a code that was revoked before anybody had it.
    private mutating func allocate(
        _ count: Int64, of campaign: CodePool, from pool: inout CouponPool
    ) throws(Interruption) -> [Int64]? {
        var serials: [Int64] = []
        while Int64(serials.count) < count {
            let wanted = pool.highestFree(below: campaign.count, most: count - Int64(serials.count))
            guard !wanted.isEmpty else { return nil }
            pool.take(wanted)
            let tickets = try find(wanted.map { Ticket.id(of: RecognizedCode(campaign: campaign.id, serial: $0)) })
            for (serial, ticket) in zip(wanted, tickets) where ticket == nil { serials.append(serial) }
        }
        return serials.sorted()
    }
}
