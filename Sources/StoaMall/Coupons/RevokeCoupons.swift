import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.revoke`: ends a generated code, or all that were given out of a campaign. Used codes stay used; of an order that
/// holds a code it is taken only when the order lets go of it.
struct RevokeCoupons: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let campaign: String
        let serial: Int64?
        let all: Bool?
        let reason: String

        static let schema = Schema.object(
            title: "CouponRevocation",
            fields: [
                .required("campaign", .id, "a campaign of generated codes"),
                .optional(
                    "serial", .integer(minimum: 0, maximum: Int64(RuleLimits.poolCodesMax)), "the number of one code in its campaign"),
                .optional("all", .constant(.bool(true)), "instead of 'serial': every code that was given out until now"),
                .required("reason", .string(minLength: 1, maxLength: 500), "for the journal"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let campaign: String
        let serial: Int64?

        static let schema = Schema.object(
            title: "RevokedCoupons",
            fields: [.required("campaign", .id), .optional("serial", .integer(minimum: 0), "absent for all that were given out")])
    }

    let definition = OperationDefinition(
        "coupon.revoke", .command, "Revokes a generated code, or all codes of a campaign that were given out and not used.",
        roles: ["admin", "support"], route: .init(.post, "/v1/coupons/{campaign}/revocations"), events: ["coupon.revoked"],
        errors: ["coupon.notFound", "coupon.used"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let campaign = try rulebooks.codePool(input.campaign, &context)
        switch (input.serial, input.all) {
        case (let serial?, nil): try revoke(serial, of: campaign, &context)
        case (nil, true?): try revokeAll(of: campaign, &context)
        default:
            throw .refused(
                Refusal(
                    .invalid, code: "input.missingField", "either 'serial' or 'all' is needed", hint: #"say {"all": true} for every code"#))
        }
        return Output(campaign: campaign.id, serial: input.serial)
    }

    private func revoke(_ serial: Int64, of campaign: CodePool, _ context: inout DecisionContext) throws(Interruption) {
        guard serial < campaign.count else {
            throw .refused(
                Refusal(
                    .notFound, code: "coupon.notFound", "'\(campaign.id)' has no code with the serial number \(serial)",
                    hint: "use a number below \(campaign.count)"))
        }
        let code = RecognizedCode(campaign: campaign.id, serial: serial)
        let (found, balances) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<Ticket>? in try context.find(Ticket.id(of: code)) },
            { (context: inout DecisionContext) throws(Interruption) -> [Balance?] in try context.balances([code.account]) })
        guard balances[0]?.posted ?? 0 == 0 else {
            throw .refused(
                Refusal(.conflict, code: "coupon.used", "the code was used", hint: "cancel or refund the order that used it"))
        }
        if var ticket = found {
            guard ticket.value.revokedAt == nil else { return }
            ticket.value.revokedAt = context.now
            try context.update(ticket)
        } else {
            try context.create(Ticket(revoking: code, at: context.now, by: context.actor.id))
        }
        context.emit("coupon.revoked", about: Ticket.id(of: code), ["campaign": .string(campaign.id), "serial": .integer(serial)])
    }

    private func revokeAll(of campaign: CodePool, _ context: inout DecisionContext) throws(Interruption) {
        let (pool, found) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponPool> in try context.pool(campaign.id) },
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<CouponRevocation> in
                try context.revocation(of: campaign.id)
            })
        var revocation = found
        revocation.value.round += 1
        revocation.value.exportedBelow = pool.value.exported
        if revocation.version == 0 { try context.create(revocation.value) } else { try context.update(revocation) }
        context.emit("coupon.revoked", about: revocation.value.id, ["campaign": .string(campaign.id)])
    }
}

extension RecognizedCode {
    /// Where its one use is counted.
    var account: AccountID { MallAccounts.counter(counter, of: nil, .usd).count.id }
}
