import StoaCommerce
import StoaKernel
import StoaRules

/// How far the codes of a campaign were revoked as a whole. What is given out afterwards is good.
struct CouponRevocation: Noun {
    static let kind = "couponRevocation"
    static let idPrefix = "crv"

    /// The campaign's.
    let id: ID<CouponRevocation>
    /// How often; a code that was issued belongs to the round it was issued in.
    var round: Int64 = 0
    /// Below this every exported code is revoked.
    var exportedBelow: Int64 = 0

    func covers(_ serial: Int64, _ ticket: Ticket?) -> Bool {
        guard let ticket, !ticket.isOfExport else { return serial < exportedBelow }
        return (ticket.round ?? 0) < round
    }
}

extension DecisionContext {
    /// Tickets of codes, each with what was revoked of its campaign. Checked at the commit, so that no order slips past a
    /// revocation.
    mutating func tickets(
        of codes: [RecognizedCode]
    ) throws(Interruption) -> [(ticket: Versioned<Ticket>?, isRevoked: Bool)] {
        let campaigns = Array(Set(codes.map(\.campaign))).sorted()
        let (tickets, revocations) = try together(
            { (context: inout DecisionContext) throws(Interruption) -> [Versioned<Ticket>?] in try context.find(codes.map(Ticket.id(of:)))
            },
            { (context: inout DecisionContext) throws(Interruption) -> [Versioned<CouponRevocation>?] in
                try context.find(campaigns.map { ID<CouponRevocation>(trusted: $0) })
            })
        let byCampaign = Dictionary(uniqueKeysWithValues: zip(campaigns, revocations))
        return zip(codes, tickets).map { code, ticket in
            let revocation = (byCampaign[code.campaign] ?? nil)?.value
            let isRevoked = ticket?.value.revokedAt != nil || revocation?.covers(code.serial, ticket?.value) ?? false
            return (ticket, isRevoked)
        }
    }

    /// What was revoked of a campaign as a whole; version 0 where nothing was.
    mutating func revocation(of campaign: String) throws(Interruption) -> Versioned<CouponRevocation> {
        let id = ID<CouponRevocation>(trusted: campaign)
        return try find(id) ?? Versioned(CouponRevocation(id: id), version: 0)
    }
}
