/// A value that the mall's nouns refuse: an unknown currency, an amount past its limit, an illegal transition.
public struct CommerceError: Error, Sendable, Hashable {
    /// Stable, `<area>.<what>`; the only part that callers may match.
    public let code: String
    public let message: String
    public let hint: String?

    public init(code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
