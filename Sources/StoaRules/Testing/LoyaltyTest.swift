import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside milestones or tiers.
struct LoyaltyTest {
    let name: String
    /// What is counted in the rule's period.
    let counted: Standing.Tally
    let customer: Cart.Buyer?
    let at: Instant
    /// What all milestones together bring that are reached.
    let points: Int64?
    let tier: String?

    /// `{ name, counted: { orders: 5, spend: { USD: 12000 } }, customer, at, expect: { points: 350 } }`, or `expect: { tier: gold }`.
    static func read(_ reader: YAMLReader, isOfTiers: Bool) -> [LoyaltyTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(isOfTiers ? RuleShapes.tierTest : RuleShapes.milestoneTest) { test($0, isOfTiers) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader, _ isOfTiers: Bool) -> LoyaltyTest? {
        let name = fields.required("name")?.string()
        let counted = fields.required("counted")?.mapping(RuleShapes.countedTally) { tally($0) }
        let customer = fields.optional("customer")?.mapping(RuleShapes.customer) { CartFile.customer($0) }
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        var (points, tier): (Int64?, String?) = (nil, nil)
        _ = fields.required("expect")?.mapping(isOfTiers ? RuleShapes.tierExpectation : RuleShapes.milestoneExpectation) {
            fields -> Bool? in
            if isOfTiers { tier = fields.required("tier")?.string() } else { points = fields.required("points").flatMap { amount($0) } }
            return true
        }
        guard let name, let counted, points != nil || tier != nil else { return nil }
        return LoyaltyTest(
            name: name, counted: counted, customer: customer, at: at ?? RuleTestFile.standardInstant, points: points, tier: tier)
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

    private static func amount(_ value: YAMLValue) -> Int64? { value.integer(in: 0...Int(Money.amountMax)).map(Int64.init) }
}

extension LoyaltyTest {
    /// Every difference in words, and the rows that were reached, from 0.
    func result(_ rows: [Milestone]) -> (differences: [String], reached: [Int]) {
        let reached = rows.indices.filter { row in
            rows[row].isGiven(to: customer, at: at) && rows[row].measure.hasReached(rows[row].from, counted)
        }
        let found = reached.reduce(0) { $0 + rows[$1].points }
        return (points.map { $0 == found ? [] : ["points: expected \($0), found \(found)"] } ?? [], reached)
    }

    /// As above. A test in which the customer has no tier of its own expects `none` below the first row.
    func result(_ tiers: CustomerTiers) -> (differences: [String], reached: [Int]) {
        let isOpen = tiers.active.isOpen(at: at)
        let stated = customer?.tier
        let found = (isOpen ? tiers.tier(reachedBy: counted, stated: stated) : stated) ?? "none"
        let reached = isOpen ? tiers.row(reachedBy: counted).map { [$0] } ?? [] : []
        return (tier.map { $0 == found ? [] : ["tier: expected \($0), found \(found)"] } ?? [], reached)
    }
}
