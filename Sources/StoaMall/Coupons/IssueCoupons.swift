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

        static let schema = Schema.object(
            title: "CouponIssue",
            fields: [
                .required("campaign", .id, "a campaign of generated codes"),
                .optional("count", .integer(minimum: 1, maximum: Int64(IssueCoupons.countMax)), "codes; 1 when absent"),
                .optional("customer", .id, "the only one who may use them"),
                .optional("expiresAt", .instant, "when they end, if before their campaign"),
            ])
    }

    let definition = OperationDefinition(
        "coupon.issue", .command, "Issues generated codes of a campaign, to a customer or to whoever bears them.",
        roles: ["admin", "support", "system"], route: .init(.post, "/v1/coupons/{campaign}/tickets"), events: ["coupon.issued"],
        errors: ["coupon.notFound", "coupon.exhausted", "coupon.notForCustomer", "customer.notFound"], creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> CouponCodes {
        let campaign = try rulebooks.codePool(input.campaign, &context)
        if let id = input.customer { try check(id, campaign, &context) }
        let count = input.count ?? 1
        var pool = try context.pool(campaign.id)
        let first = campaign.count - pool.value.issued - count
        guard first >= pool.value.exported else {
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.exhausted",
                    "only \(max(0, campaign.count - pool.value.issued - pool.value.exported)) codes of '\(campaign.id)' are left",
                    hint: "raise 'count' of the campaign and publish"))
        }
        pool.value.issued += count
        try context.keep(pool)
        let serials = Array(first..<(first + count))
        for serial in serials {
            let code = RecognizedCode(campaign: campaign.id, serial: serial)
            let ticket = Ticket(
                id: Ticket.id(of: code), campaign: campaign.id, serial: serial, customer: input.customer, issuedAt: context.now,
                issuedBy: context.actor.id, expiresAt: input.expiresAt)
            try context.create(ticket)
            context.emit(
                "coupon.issued", about: ticket.id,
                [
                    "campaign": .string(campaign.id), "serial": .integer(serial),
                    "customer": input.customer.map { .string($0.text) } ?? .null,
                ])
        }
        return CouponCodes(campaign: campaign.id, serials: serials, next: nil)
    }

    func revealed(_ output: CouponCodes, in tenant: TenantID) -> CouponCodes { output.revealed(keys, in: tenant) }

    private func check(_ id: ID<Customer>, _ campaign: CodePool, _ context: inout DecisionContext) throws(Interruption) {
        let customer = try context.get(id, .pinned).value
        guard campaign.isOpen(to: Cart.Buyer(id: id.text, segments: customer.segments, tier: customer.tier)) else {
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.notForCustomer", "the codes of '\(campaign.id)' are not for \(id)",
                    hint: "'issue: { to: … }' of the campaign says whose they are"))
        }
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

extension DecisionContext {
    mutating func pool(_ campaign: String) throws(Interruption) -> Versioned<CouponPool> {
        let id = ID<CouponPool>(trusted: campaign)
        return try find(id) ?? Versioned(CouponPool(id: id), version: 0)
    }

    mutating func keep(_ pool: Versioned<CouponPool>) throws(Interruption) {
        if pool.version == 0 { try create(pool.value) } else { try update(pool) }
    }
}
