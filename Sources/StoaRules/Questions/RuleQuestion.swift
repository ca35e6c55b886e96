import JSONDocument
import StoaCommerce
import StrictYAML

/// What may be asked of a rule that prices no cart, in the form of the tests that stand beside it.
enum RuleQuestion: Sendable {
    case permission(PermissionQuestion)
    case stock(StockQuestion)
    case retention(RetentionQuestion)
    case milestones(LoyaltyQuestion)
    case tiers(LoyaltyQuestion)

    /// What a test beside tiers expects for a customer without one.
    static let noTier = "none"

    /// A test that passes: the question, with what a book answers. It has no name.
    func test(of rule: String, in book: Rulebook) -> JSON {
        let (question, answer) =
            switch self {
            case .permission(let question): (question.json, question.expectation(by: book))
            case .stock(let question): (question.json, question.expectation(by: book))
            case .retention(let question): (question.json, question.expectation(by: book))
            case .milestones(let question):
                (question.json, ["expect": ["points": .integer(question.points(book.milestones.filter { $0.rule == rule }))]])
            case .tiers(let question):
                (question.json, ["expect": ["tier": .string(book.loyalty.tiers.flatMap { question.tier(by: $0) } ?? Self.noTier)]])
            }
        return .object(question.merging(answer) { $1 })
    }

    static func instant(_ value: YAMLValue) -> Instant? {
        value.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
    }
}
