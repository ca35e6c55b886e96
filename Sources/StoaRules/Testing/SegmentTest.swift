import StoaCommerce
import StoaExpressions
import StrictYAML

/// One test of a `tests.yaml` beside a segment.
struct SegmentTest {
    let name: String
    let customer: Cart.Buyer?
    let channel: String?
    let at: Instant
    let expected: Bool

    /// Every difference in words.
    func differences(_ segment: SegmentCondition, in book: Rulebook) -> [String] {
        guard let found = book.environment.holds(segment, channel: channel, customer: customer, now: at) else {
            return ["the condition cannot be judged"]
        }
        return found == expected ? [] : ["expected \(expected), found \(found)"]
    }

    /// `{ name, customer, channel, at, expect: true }`; without a customer the buyer is a guest.
    static func read(_ reader: YAMLReader) -> [SegmentTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in value.mapping(RuleShapes.segmentTest) { test($0) } }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader) -> SegmentTest? {
        let name = fields.required("name")?.string()
        let customer = fields.optional("customer")?.mapping(RuleShapes.customer) { CartFile.customer($0) }
        let channel = fields.optional("channel")?.string()
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        guard let name, let expected = fields.required("expect")?.bool() else { return nil }
        return SegmentTest(
            name: name, customer: customer, channel: channel, at: at ?? RuleTestFile.standardInstant, expected: expected)
    }
}
