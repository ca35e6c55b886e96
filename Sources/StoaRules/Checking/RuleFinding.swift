import Diagnostics
import JSONDocument
import StoaCommerce

/// Something about a rulebook that its author did not mean, shown on a cart, or by a question to a rule that prices none.
public struct RuleFinding: Sendable {
    /// What is wrong, where, and what to do. Codes are listed in ``RuleAnalysis``.
    public let diagnostic: Diagnostic
    /// The rules it is about, the one whose file the finding points into first.
    public let rules: [String]
    /// Nil for mistakes that keep the book from being compiled: there is nothing to quote.
    public let counterexample: Counterexample?

    public init(_ diagnostic: Diagnostic, rules: [String] = [], counterexample: Counterexample? = nil) {
        self.diagnostic = diagnostic
        self.rules = rules
        self.counterexample = counterexample
    }
}

/// Carts on which a finding can be seen, or questions to other rules, with what the engine answers.
public struct Counterexample: Sendable {
    /// One question to a rule that prices no cart.
    public struct Test: Sendable {
        /// The rule beside whose tests it would stand.
        public let rule: String
        /// A test that passes, as `tests.yaml` has it, but for its name.
        public let content: JSON
    }

    /// One quote of a counterexample.
    public struct Exhibit: Sendable {
        public let trial: Trial
        /// The promotions that were asked; nil for the whole book, which is what a buyer meets.
        public let only: [String]?
        /// What was changed in a book that cannot be quoted as it is: `atMost: 1`; nil for the book as it stands.
        public let changed: String?
        public let quote: Quote
    }

    /// What the quotes show, with their numbers; one sentence.
    public let shows: String
    /// One, or two to be compared; none where `tests` show it.
    public var exhibits: [Exhibit] = []
    public var tests: [Test] = []
}

/// What a finder suspects, and how quoting can confirm it.
struct Suspicion {
    var severity = Severity.warning
    /// Without the area: `shadowed`.
    let code: String
    let rules: [String]
    let span: SourceSpan?
    /// The file that `span` points into, when it is not that of the first rule.
    var source: SourceText?
    let message: String
    let hint: String?
    var trials: [(trial: Trial, only: [String]?)] = []
    /// Where no cart shows it: what to ask, and the rule beside which that would be a test.
    var questions: [(rule: String, question: RuleQuestion)] = []
    /// Whether the quotes, in the order of `trials`, show what is suspected.
    let isShown: ([Quote]) -> Bool
    /// The sentence with the quotes' numbers.
    let shows: ([Quote]) -> String
}
