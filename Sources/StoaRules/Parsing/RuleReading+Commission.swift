import StoaCommerce
import StrictYAML

/// A commission as read from its file.
struct ReadCommission {
    let schedule: CommissionSchedule
    let id: Reference
}

extension RuleReading {
    /// `for, active, rate | tiers, shippingRate, fixed, min, max`
    func commission(_ fields: YAMLMappingReader) -> ReadCommission? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let scope = fields.optional("for").flatMap { commissionScope($0) }
        let tiers = fields.exactlyOne(of: RuleShapes.commission.alternatives).flatMap { key, value in
            key == "tiers" ? commissionTiers(value) : rate(value).map { [CommissionSchedule.Tier(from: nil, rate: $0)] }
        }
        let (least, most) = (fields.optional("min"), fields.optional("max"))
        let (lowest, highest) = (least?.money(settings), most?.money(settings))
        if let lowest, let highest, let most, lowest.comparable(with: highest).contains(where: { $1 < $0 }) {
            most.report("neverReached", "'max' is less than 'min'", hint: "exchange or correct them")
        }
        let schedule = CommissionSchedule(
            id: id ?? "", sellers: scope?.sellers, categories: scope?.categories, channels: scope?.channels,
            active: fields.optional("active").flatMap { window($0) } ?? .always, tiers: tiers ?? [],
            shippingRate: fields.optional("shippingRate").flatMap { rate($0) } ?? .zero,
            fixed: fields.optional("fixed")?.money(settings), least: lowest, most: highest)
        guard id != nil, tiers != nil, let idValue else { return nil }
        return ReadCommission(schedule: schedule, id: idValue.reference(to: schedule.id))
    }

    private struct Scope {
        let sellers: [String]?
        let categories: [String]?
        let channels: [String]?
    }

    private func commissionScope(_ value: YAMLValue) -> Scope? {
        value.mapping(RuleShapes.commissionScope) { fields in
            let scope = Scope(
                sellers: fields.optional("sellers")?.texts(), categories: fields.optional("categories")?.texts(),
                channels: fields.optional("channels")?.texts())
            if fields.all.isEmpty {
                value.report("missingField", "'for' names nothing", hint: "remove it, or name sellers, categories or channels")
            }
            return scope
        }
    }

    /// Percent as a part of one.
    private func rate(_ value: YAMLValue) -> Rational? { value.percent(zeroAllowed: true).flatMap { try? $0.divided(by: Rational(100)) } }

    /// `[ { rate: 10 }, { from: "10000.00", rate: 8 } ]`
    private func commissionTiers(_ value: YAMLValue) -> [CommissionSchedule.Tier]? {
        let tiers = value.list(countMax: RuleLimits.tierRowsMax) { item in
            item.mapping(RuleShapes.commissionTier) { fields -> CommissionSchedule.Tier? in
                let from = fields.optional("from")
                let amount = from?.money(settings)
                guard let rate = fields.required("rate").flatMap({ rate($0) }), from == nil || amount != nil else { return nil }
                return CommissionSchedule.Tier(from: amount, rate: rate)
            }
        }
        guard let tiers else { return nil }
        if tiers.isEmpty { value.report("missingField", "'tiers' has no row", hint: "write - { rate: 10 }") }
        for (place, tier) in tiers.enumerated() {
            let ascends = place == 0 ? tier.from == nil : tier.from.map { from in tiers[place - 1].from?.isBelow(from) ?? true } ?? false
            if !ascends {
                value.report(
                    "rowsNotAscending", "the first row has no 'from', and each other starts above the one before it",
                    hint: "sort the rows by 'from'")
                break
            }
        }
        return tiers
    }
}
