import StoaCommerce
import StoaRules

/// An explanation as a person reads it: the verdict, each check in the order it was judged, and the cart's items.
struct ExplanationText {
    private let explanation: RuleExplanation
    /// Nil where nothing is priced.
    private let currency: Currency?

    init(_ explanation: RuleExplanation, currency: Currency?) {
        self.explanation = explanation
        self.currency = currency
    }

    var lines: [String] {
        var lines = [verdict]
        for check in explanation.checks {
            lines.append("  \(check.holds ? "yes" : "no ")  \(check.field): \(check.says)")
            lines += check.facts.map { "         " + $0 }
        }
        if !explanation.items.isEmpty { lines.append("  lines") }
        for item in explanation.items {
            let name = item.lines.joined(separator: ", ")
            let part = (item.parts ?? []).isEmpty ? "" : ", as \((item.parts ?? []).joined(separator: " or "))"
            lines.append("    \(item.matches ? "yes" : "no ")  \(name)\(item.says.map { ": \($0)" } ?? part)")
        }
        if let outcome = explanation.outcome { lines.append("  together: \(outcome)") }
        return lines
    }

    private var verdict: String {
        func money(_ amount: Int64) -> String { currency.flatMap { try? Money(amount, $0) }?.description ?? String(amount) }
        if explanation.applied, explanation.outcome != nil { return "\(explanation.rule) applies" }
        if explanation.applied { return "\(explanation.rule) applies and takes \(money(explanation.amount)) off" }
        if let missing = explanation.missing { return "\(explanation.rule) does not apply: \(money(missing)) missing" }
        return "\(explanation.rule) does not apply" + (explanation.firstFailure.map { ": \($0)" } ?? "")
    }
}
