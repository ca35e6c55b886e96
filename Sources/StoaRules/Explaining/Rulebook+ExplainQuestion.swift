import Diagnostics
import StoaCommerce
import StrictYAML

extension Rulebook {
    /// Explains what a rule that prices no cart – a permission, a stock or a retention rule – made of a question, and what all rules of
    /// its kind decide together.
    ///
    /// - Parameter question: the fields of a test beside the rule, in YAML or JSON; its `name`, `expect` and `by` are not looked at.
    /// - Returns: nil for every other rule, and for an id that the book does not have.
    /// - Throws: every finding in the question, `test.missingField` and the like.
    public func explain(_ id: String, asked question: SourceText) throws(DiagnosticsError) -> RuleExplanation? {
        guard standing.ids.contains(id) else { return nil }
        let reader = YAMLReader(YAMLDocument(reading: question), area: "test")
        let root = reader.root
        if let rule = standing.permissions.permissions.first(where: { $0.id == id }) {
            return explanation(of: rule, try reader.finish(root?.mapping(RuleShapes.permissionTest) { PermissionQuestion.read($0) }))
        }
        if let rule = standing.stock.first(where: { $0.id == id }) {
            let asked = try reader.finish(root?.mapping(RuleShapes.stockTest) { StockQuestion.read($0, for: self) })
            return explanation(of: rule, asked)
        }
        guard let rule = standing.retention.first(where: { $0.id == id }) else { return nil }
        return explanation(of: rule, try reader.finish(root?.mapping(RuleShapes.retentionTest) { RetentionQuestion.read($0) }))
    }
}
