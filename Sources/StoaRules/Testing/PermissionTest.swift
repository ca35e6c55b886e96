import StoaExtension
import StrictYAML

/// One test of a `tests.yaml` beside a permission. It runs against all permissions of the book.
struct PermissionTest {
    let name: String
    let question: PermissionQuestion
    /// `allow`, or the code of the refusal.
    let expected: String
    /// The rule that has to decide; nil where that does not matter.
    let rule: String?

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        let verdict = question.verdict(by: book)
        var differences: [String] = []
        switch verdict.decision {
        case .allow: if expected != RoleAnswer.allow.rawValue { differences.append("expected \(expected), found allow") }
        case .deny(let code, let message): if expected != code { differences.append("expected \(expected), found \(code): \(message)") }
        }
        if let rule, rule != verdict.rule { differences.append("by: expected \(rule), found \(verdict.rule ?? "no rule")") }
        return differences
    }

    /// `{ name, …, expect: allow, by }` with the fields of a ``PermissionQuestion``.
    static func read(_ reader: YAMLReader) -> [PermissionTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in value.mapping(RuleShapes.permissionTest) { test($0) } }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader) -> PermissionTest? {
        let name = fields.required("name")?.string()
        let question = PermissionQuestion.read(fields)
        let expected = fields.required("expect")?.string()
        let rule = fields.optional("by")?.string()
        guard let name, let question, let expected else { return nil }
        return PermissionTest(name: name, question: question, expected: expected, rule: rule)
    }
}
