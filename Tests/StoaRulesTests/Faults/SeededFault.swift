import Diagnostics
import JSONDocument
import StoaCommerce
import StoaRules
import Testing

/// A book with one fault in it, and what an analysis must make of that.
struct SeededFault: Sendable, CustomTestStringConvertible {
    /// How a counterexample is judged, apart from the analysis.
    enum Judgement: Sendable {
        /// By quotes of its carts.
        case quotes(@Sendable ([Quote]) -> Bool)
        /// By the contents of its tests, which were run.
        case tests(@Sendable ([JSON]) -> Bool)
    }

    let name: String
    let code: String
    /// The rule whose file the finding points into.
    let rule: String
    /// Text that the finding's place begins with.
    let place: String
    let files: [String]
    let judgement: Judgement

    var testDescription: String { name }

    init(
        _ name: String, _ code: String, at rule: String, _ place: String, _ files: String...,
        isShown: @escaping @Sendable ([Quote]) -> Bool
    ) {
        self.init(name, code, at: rule, place, files, .quotes(isShown))
    }

    /// A fault of a rule that prices no cart.
    static func asked(
        _ name: String, _ code: String, at rule: String, _ place: String, _ files: String...,
        isAnswered: @escaping @Sendable ([JSON]) -> Bool
    ) -> SeededFault {
        SeededFault(name, code, at: rule, place, files, .tests(isAnswered))
    }

    private init(_ name: String, _ code: String, at rule: String, _ place: String, _ files: [String], _ judgement: Judgement) {
        self.name = name
        self.code = code
        self.rule = rule
        self.place = place
        self.files = files
        self.judgement = judgement
    }

    var sources: [SourceText] {
        files.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
    }

    static let usd = "kind: Rulebook\ncurrency: USD\n"

    static func promotion(_ id: String, _ rest: String) -> String { "kind: Promotion\nid: \(id)\n\(rest)\n" }

    /// A quiet neighbour, so that no book is about its fault alone.
    static let neighbour = promotion("mugs", "lines: line.category == \"mugs\"\ngive: { percent: 10 }")

    static let all = reach + stacking + thresholds + values + combinations + names + prices + permissions + counting + stock + retention
}
