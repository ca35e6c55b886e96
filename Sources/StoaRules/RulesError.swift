/// Why a quote could not be made or a rulebook could not be had. A mistake in a rule file is a `Diagnostic` instead.
///
/// Codes: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`,
/// `quote.tooManyCodes`, `rule.tooManyCandidates`.
public struct RulesError: Error, Sendable, Hashable {
    /// Stable, `<area>.<what>`; the only part that callers may match.
    public let code: String
    /// One sentence for whoever asked for the quote.
    public let message: String
    public let hint: String?

    public init(code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
