import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.export`: a page of a campaign's codes, for a printer or a mailing. Stores no more than how far exports went.
struct ExportCoupons: RevealingOperation {
    let rulebooks: Rulebooks
    let keys: CouponKeys

    static let countMax: Int64 = 10_000

    struct Input: Codable, Sendable, SchemaDescribed {
        let campaign: String
        let from: Int64?
        let count: Int64?

        static let schema = Schema.object(
            title: "CouponExport",
            fields: [
                .required("campaign", .id, "a campaign of generated codes"),
                .optional("from", .integer(minimum: 0, maximum: Int64(RuleLimits.poolCodesMax)), "the first serial number; 0 when absent"),
                .optional("count", .integer(minimum: 1, maximum: ExportCoupons.countMax), "codes a page; 1000 when absent"),
            ])
    }

    let definition = OperationDefinition(
        "coupon.export", .command, "Exports a page of a campaign's generated codes.", roles: ["admin"],
        route: .init(.post, "/v1/coupons/{campaign}/exports"), errors: ["coupon.notFound", "coupon.exhausted"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> CouponCodes {
        let campaign = try rulebooks.codePool(input.campaign, &context)
        var pool = try context.pool(campaign.id)
        let first = input.from ?? 0
        // What was issued to somebody is not for a list.
        let page = pool.value.lowestFree(from: first, below: campaign.count, most: input.count ?? 1000)
        guard let last = page.serials.last else {
            throw .refused(
                Refusal(
                    .conflict, code: "coupon.exhausted", "'\(campaign.id)' has no code to export from \(first) on",
                    hint: "export from a lower serial number, or raise 'count' of the campaign and publish"))
        }
        if last >= pool.value.exported {
            pool.value.exported = last + 1
            try context.keep(pool)
        }
        return CouponCodes(campaign: campaign.id, serials: page.serials, next: page.next)
    }

    func revealed(_ output: CouponCodes, in tenant: TenantID) -> CouponCodes { output.revealed(keys, in: tenant) }
}
