import Diagnostics
import Foundation
import StoaCommerce
import StoaExpressions
import StrictYAML

/// A rule of kind `Earn` as read from its file.
enum ReadEarn {
    case points(ReadPromotion)
    case milestones([Milestone], id: Reference)
    case tiers(CustomerTiers, id: Reference)
}

extension RuleReading {
    /// `kind: Earn`: exactly one of `points`, `milestones` and `tiers`.
    func earn(_ fields: YAMLMappingReader) -> ReadEarn? {
        guard let (form, value) = fields.exactlyOne(of: RuleShapes.earn.alternatives) else { return nil }
        switch form {
        case "points": return points(fields).map(ReadEarn.points)
        case "milestones":
            refuse(["channels", "sellers", "lines", "fundedBy"], form, fields)
            return milestones(value, fields)
        default:
            refuse(["channels", "sellers", "lines", "fundedBy", "when", "expires", "message"], form, fields)
            return tiers(value, fields)
        }
    }

    /// `{ after: P1Y }`
    func pointsEnd(_ value: YAMLValue) -> CalendarPeriod? {
        value.mapping(RuleShapes.expiry) { fields in fields.required("after").flatMap { period($0) } }
    }

    private func refuse(_ names: [String], _ form: String, _ fields: YAMLMappingReader) {
        for name in names {
            fields.optional(name)?.report("unusedField", "'\(name)' means nothing beside '\(form)'", hint: "remove '\(name)'")
        }
    }

    private func milestones(_ value: YAMLValue, _ fields: YAMLMappingReader) -> ReadEarn? {
        guard let id = head(fields) else { return nil }
        _ = fields.optional("message")?.localized()
        let active = fields.optional("active").flatMap { window($0) } ?? .always
        let expiry = fields.optional("expires").flatMap { pointsEnd($0) }
        let condition = fields.optional("when").flatMap { buyerCondition($0) }
        guard let read = measured(value, RuleShapes.milestones, row: RuleShapes.milestoneRow, milestoneRow) else { return nil }
        let rows = read.rows.map { row in
            Milestone(
                rule: id.name, points: row.points, from: row.from, measure: read.measure, active: active, condition: condition,
                environment: expressions, expiry: expiry, zone: Self.timeZone(settings.zone) ?? .gmt)
        }
        return .milestones(rows, id: id)
    }

    private struct MilestoneRow {
        let from: LoyaltyMeasure.Bound
        let points: Int64
    }

    private func milestoneRow(_ fields: YAMLMappingReader, _ from: LoyaltyMeasure.Bound) -> MilestoneRow? {
        fields.required("points").flatMap { pointCount($0) }.map { MilestoneRow(from: from, points: $0) }
    }

    private func tiers(_ value: YAMLValue, _ fields: YAMLMappingReader) -> ReadEarn? {
        guard let id = head(fields) else { return nil }
        let active = fields.optional("active").flatMap { window($0) } ?? .always
        guard let read = measured(value, RuleShapes.customerTiers, row: RuleShapes.customerTierRow, tierRow) else { return nil }
        for (place, row) in read.rows.enumerated() where read.rows[..<place].contains(where: { $0.tier == row.tier }) {
            value.report("repeated", "the tier '\(row.tier)' stands in two rows", hint: "remove one")
        }
        return .tiers(CustomerTiers(id: id.name, measure: read.measure, active: active, rows: read.rows), id: id)
    }

    private func tierRow(_ fields: YAMLMappingReader, _ from: LoyaltyMeasure.Bound) -> CustomerTiers.Row? {
        guard let name = fields.required("tier"), let tier = name.string() else { return nil }
        guard (1...60).contains(tier.utf8.count) else {
            name.report("invalidValue", "a tier has 1 to 60 characters", hint: "shorten it")
            return nil
        }
        return CustomerTiers.Row(from: from, tier: tier)
    }

    private func head(_ fields: YAMLMappingReader) -> Reference? {
        _ = fields.optional("title")?.localized()
        guard let value = fields.required("id") else { return nil }
        return value.identifier().map { value.reference(to: $0) }
    }

    /// A condition over the buyer alone: what is counted is no single order.
    private func buyerCondition(_ value: YAMLValue) -> IssueCondition? {
        let condition = value.expression { (source: SourceText) throws(DiagnosticsError) in try expressions.issueCondition(source) }
        if let condition, condition.readsOrder {
            value.report("conflictingFields", "a milestone is reached by many orders", hint: "ask 'customer', 'segment' and 'now' only")
        }
        return condition
    }

    // MARK: What is counted

    private struct Measured<Row> {
        let measure: LoyaltyMeasure
        let rows: [Row]
    }

    private func measured<Row>(
        _ value: YAMLValue, _ shape: MappingShape, row rowShape: MappingShape,
        _ read: (YAMLMappingReader, LoyaltyMeasure.Bound) -> Row?
    ) -> Measured<Row>? {
        value.mapping(shape) { (fields: YAMLMappingReader) -> Measured<Row>? in
            let subject = fields.required("by")?.oneOf(LoyaltyMeasure.Subject.self)
            let period = countedPeriod(fields)
            guard let list = fields.required("rows"), let subject, let period else { return nil }
            if let count = list.node.sequence?.count, count > RuleLimits.tierRowsMax {
                list.report("tooManyRows", "'rows' has \(count) rows", hint: "use at most \(RuleLimits.tierRowsMax)")
                return nil
            }
            var bounds: [LoyaltyMeasure.Bound] = []
            let rows = list.list { item -> Row? in
                item.mapping(rowShape) { fields -> Row? in
                    guard let from = fields.required("from").flatMap({ bound($0, subject) }) else { return nil }
                    bounds.append(from)
                    return read(fields, from)
                }
            }
            if list.node.sequence?.isEmpty == true {
                list.report("missingField", "'rows' is empty", hint: "add '{ from: … }'")
            }
            if zip(bounds, bounds.dropFirst()).contains(where: { !$1.isAbove($0) }) {
                list.report("rowsNotAscending", "each row must start above the one before it", hint: "sort the rows by 'from'")
            }
            return rows.map { Measured(measure: LoyaltyMeasure(subject: subject, period: period), rows: $0) }
        }
    }

    private func bound(_ value: YAMLValue, _ subject: LoyaltyMeasure.Subject) -> LoyaltyMeasure.Bound? {
        subject == .spend
            ? value.money(settings).map(LoyaltyMeasure.Bound.spend)
            : value.integer(in: 1...RuleLimits.pointsMax).map { .count(Int64($0)) }
    }

    private func countedPeriod(_ fields: YAMLMappingReader) -> LoyaltyMeasure.Period? {
        let (within, each) = (fields.optional("within"), fields.optional("each"))
        if let each {
            within?.report("conflictingFields", "'within' goes on and 'each' starts anew", hint: "remove one of them")
            return each.oneOf(LoyaltyMeasure.CalendarUnit.self).map(LoyaltyMeasure.Period.each)
        }
        guard let within else { return .ever }
        return within.parsed("whole months up to \(Standing.monthsMax), such as P1Y", hint: "write P1Y or P6M") { text in
            CalendarPeriod(text).flatMap { period in
                period.days == 0 && period.months <= Standing.monthsMax ? .within(months: period.months) : nil
            }
        }
    }

    private func period(_ value: YAMLValue) -> CalendarPeriod? {
        value.parsed("a period such as P1Y, P6M or P90D, up to \(RuleLimits.pointsPeriodYearsMax) years", hint: "write P1Y for a year") {
            text in
            CalendarPeriod(text).flatMap { period in
                period.months * 31 + period.days <= RuleLimits.pointsPeriodYearsMax * 372 ? period : nil
            }
        }
    }
}
