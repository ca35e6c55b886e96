import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside a retention rule. It runs against all retention rules of the book.
struct RetentionTest {
    struct Expectation {
        /// An instant as written, or `never`.
        var keepUntil: String?
        var action: RetentionAction?
        var rule: String?
        var isDue: Bool?
        var holds: [String]?
    }

    let name: String
    let question: RetentionQuestion
    let expected: Expectation

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        let found = question.decision(by: book)
        var differences: [String] = []
        func compare(_ field: String, _ expected: String?, _ found: String) {
            if let expected, expected != found { differences.append("\(field): expected \(expected), found \(found)") }
        }
        compare("keepUntil", expected.keepUntil, found.keepUntil?.description ?? "never")
        compare("action", expected.action?.rawValue, found.action?.rawValue ?? "none")
        compare("rule", expected.rule, found.rule ?? "none")
        compare("due", expected.isDue.map { "\($0)" }, "\(found.isDue(at: question.at))")
        compare("holds", expected.holds.map { $0.sorted().joined(separator: ", ") }, found.holds.joined(separator: ", "))
        return differences
    }

    /// `{ name, …, expect: { keepUntil, action, rule, due, holds } }` with the fields of a ``RetentionQuestion``.
    static func read(_ reader: YAMLReader) -> [RetentionTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in value.mapping(RuleShapes.retentionTest) { test($0) } }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader) -> RetentionTest? {
        let name = fields.required("name")?.string()
        let question = RetentionQuestion.read(fields)
        let expected = fields.required("expect")?.mapping(RuleShapes.retentionExpectation) { fields in
            Expectation(
                keepUntil: fields.optional("keepUntil")?.parsed("an instant, or never", hint: "write 2031-03-01T00:00:00Z") { text in
                    text == "never" ? text : (try? Instant(text))?.description
                },
                action: fields.optional("action")?.oneOf(RetentionAction.self), rule: fields.optional("rule")?.string(),
                isDue: fields.optional("due")?.bool(), holds: fields.optional("holds")?.texts())
        }
        guard let name, let question, let expected else { return nil }
        return RetentionTest(name: name, question: question, expected: expected)
    }
}
