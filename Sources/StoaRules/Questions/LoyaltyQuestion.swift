import JSONDocument
import StoaCommerce
import StrictYAML

/// A customer, and what they bought in the period that milestones or tiers count.
struct LoyaltyQuestion: Sendable {
    /// What is counted in the rule's period.
    let counted: Standing.Tally
    let customer: Cart.Buyer?
    let at: Instant

    /// The rows that are reached and given, from 0.
    func reached(_ rows: [Milestone]) -> [Int] {
        rows.indices.filter { row in
            rows[row].isGiven(to: customer, at: at) && rows[row].measure.hasReached(rows[row].from, counted)
        }
    }

    /// What all rows bring that are reached.
    func points(_ rows: [Milestone]) -> Int64 { reached(rows).reduce(0) { $0 + rows[$1].points } }

    /// The customer's tier, or the one that they were given by hand; nil for neither.
    func tier(by tiers: CustomerTiers) -> String? {
        let stated = customer?.tier
        return tiers.active.isOpen(at: at) ? tiers.tier(reachedBy: counted, stated: stated) : stated
    }

    /// `{ counted: { orders: 5, spend: { USD: 12000 } }, customer, at }`
    static func read(_ fields: YAMLMappingReader) -> LoyaltyQuestion? {
        let counted = fields.required("counted")?.mapping(RuleShapes.countedTally) { tally($0) }
        let customer = fields.optional("customer")?.mapping(RuleShapes.customer) { CartFile.customer($0) }
        let at = fields.optional("at").flatMap { RuleQuestion.instant($0) }
        guard let counted else { return nil }
        return LoyaltyQuestion(counted: counted, customer: customer, at: at ?? RuleTestFile.standardInstant)
    }

    private static func tally(_ fields: YAMLMappingReader) -> Standing.Tally? {
        let orders = fields.optional("orders").flatMap { amount($0) } ?? 0
        let points = fields.optional("points").flatMap { amount($0) } ?? 0
        let spend = fields.optional("spend")?.mapping { fields in
            var spend: [String: Int64] = [:]
            for (entry, value) in fields.all { spend[entry.key] = amount(value) }
            return spend
        }
        return Standing.Tally(orders: orders, points: points, spend: spend ?? [:])
    }

    static func amount(_ value: YAMLValue) -> Int64? { value.integer(in: 0...Int(Money.amountMax)).map(Int64.init) }

    /// As ``read(_:)`` reads it.
    var json: [String: JSON] {
        var tally: [String: JSON] = [:]
        if counted.orders > 0 { tally["orders"] = .integer(counted.orders) }
        if counted.points > 0 { tally["points"] = .integer(counted.points) }
        if !counted.spend.isEmpty { tally["spend"] = .object(counted.spend.mapValues(JSON.integer)) }
        var json: [String: JSON] = ["counted": .object(tally)]
        json["customer"] = customer.flatMap { try? JSONValueEncoder().encode($0) }
        if at != RuleTestFile.standardInstant { json["at"] = .string(at.description) }
        return json
    }
}
