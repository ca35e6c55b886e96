import StoaCommerce
import StrictYAML

extension RuleReading {
    /// `{ fixed: N }`, `{ per: MONEY, earn: N }` or `{ multiply: F }`.
    func points(_ value: YAMLValue) -> PointsGive? {
        value.mapping(RuleShapes.points) { fields in
            guard let (key, stated) = fields.exactlyOne(of: RuleShapes.points.alternatives) else { return nil }
            if key != "per", let earn = fields.optional("earn") {
                earn.report("unusedField", "'earn' says how many points each amount of 'per' earns", hint: "remove 'earn'")
            }
            switch key {
            case "fixed": return pointCount(stated).map(PointsGive.fixed)
            case "per":
                let table = stated.money(settings)
                let earn = fields.required("earn").flatMap { pointCount($0) }
                guard let table, let earn else { return nil }
                return .perSpend(table, earn: earn)
            default:
                let factor = stated.parsed("a decimal above 1 and up to \(RuleLimits.pointsFactorMax), such as 1.5") { text in
                    (try? Rational(decimal: text)).flatMap {
                        Rational(1) < $0 && $0 <= Rational(Int64(RuleLimits.pointsFactorMax)) ? $0 : nil
                    }
                }
                return factor.map(PointsGive.multiply)
            }
        }
    }

    func pointCount(_ value: YAMLValue) -> Int64? { value.integer(in: 1...RuleLimits.pointsMax).map(Int64.init) }

    /// What every order earns, as a rule of the phase `earn` that needs no code.
    func points(_ fields: YAMLMappingReader) -> ReadPromotion? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        let gives = fields.required("points").flatMap { points($0) }.map { [Give(verb: .points($0))] } ?? []
        let rule = Promotion(
            id: id ?? "", title: fields.optional("title")?.localized() ?? [:], message: fields.optional("message")?.localized() ?? [:],
            stage: Stage(phase: .earn, step: 1), active: fields.optional("active").flatMap { window($0) } ?? .always,
            channels: fields.optional("channels")?.texts(), sellers: fields.optional("sellers")?.texts(),
            when: fields.optional("when").flatMap { when($0, isCatalog: false) },
            lines: fields.optional("lines").flatMap { lineCondition($0, isCatalog: false) },
            gives: gives,
            funder: fields.optional("fundedBy").flatMap { funder($0) } ?? Promotion.defaultFunder)
        let expires = fields.optional("expires").flatMap { pointsEnd($0) }
        guard id != nil, let idValue else { return nil }
        return ReadPromotion(
            rule: rule, coupons: [], conflicts: [], groupLimit: nil, group: nil, id: idValue.reference(to: rule.id), expires: expires)
    }
}
