import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside milestones or tiers.
struct LoyaltyTest {
    let name: String
    let question: LoyaltyQuestion
    /// What all milestones together bring that are reached.
    let points: Int64?
    let tier: String?

    /// `{ name, …, expect: { points: 350 } }`, or `expect: { tier: gold }`, with the fields of a ``LoyaltyQuestion``.
    static func read(_ reader: YAMLReader, isOfTiers: Bool) -> [LoyaltyTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(isOfTiers ? RuleShapes.tierTest : RuleShapes.milestoneTest) { test($0, isOfTiers) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader, _ isOfTiers: Bool) -> LoyaltyTest? {
        let name = fields.required("name")?.string()
        let question = LoyaltyQuestion.read(fields)
        var (points, tier): (Int64?, String?) = (nil, nil)
        _ = fields.required("expect")?.mapping(isOfTiers ? RuleShapes.tierExpectation : RuleShapes.milestoneExpectation) {
            fields -> Bool? in
            if isOfTiers {
                tier = fields.required("tier")?.string()
            } else {
                points = fields.required("points").flatMap { LoyaltyQuestion.amount($0) }
            }
            return true
        }
        guard let name, let question, points != nil || tier != nil else { return nil }
        return LoyaltyTest(name: name, question: question, points: points, tier: tier)
    }
}

extension LoyaltyTest {
    /// Every difference in words, and the rows that were reached, from 0.
    func result(_ rows: [Milestone]) -> (differences: [String], reached: [Int]) {
        let found = question.points(rows)
        return (points.map { $0 == found ? [] : ["points: expected \($0), found \(found)"] } ?? [], question.reached(rows))
    }

    /// As above. A test in which the customer has no tier of its own expects `none` below the first row.
    func result(_ tiers: CustomerTiers) -> (differences: [String], reached: [Int]) {
        let found = question.tier(by: tiers) ?? RuleQuestion.noTier
        let reached = tiers.active.isOpen(at: question.at) ? tiers.row(reachedBy: question.counted).map { [$0] } ?? [] : []
        return (tier.map { $0 == found ? [] : ["tier: expected \($0), found \(found)"] } ?? [], reached)
    }
}
