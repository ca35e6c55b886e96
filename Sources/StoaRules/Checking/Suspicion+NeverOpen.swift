import Diagnostics
import StoaCommerce

extension Suspicion {
    /// A rule whose weekly windows never fall between its dates.
    ///
    /// - Parameters:
    ///   - noun: what a reader calls it.
    ///   - instant: when the counterexample is looked at.
    ///   - rest: what the counterexample does meet; ends the sentence that it is out of force then.
    static func neverOpen(
        _ rule: String, noun: String = "rule", at instant: Instant, _ rest: String, _ study: Study,
        trials: [(trial: Trial, only: [String]?)] = [], questions: [(rule: String, question: RuleQuestion)] = [],
        isShown: @escaping ([Quote]) -> Bool
    ) -> Suspicion {
        Suspicion(
            severity: .error, code: "neverOpen", rules: [rule], span: study.places.span(rule, ["active"]),
            message: "the \(noun) is never in force: no weekly window falls between 'from' and 'until'",
            hint: "correct the days, or move 'from' and 'until'", trials: trials, questions: questions, isShown: isShown,
            shows: { _ in "at \(instant) and at every other time the \(noun) is out of force\(rest)" })
    }
}
