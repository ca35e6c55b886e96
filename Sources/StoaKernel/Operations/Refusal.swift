import JSONDocument

/// Why a request was not carried out. Nothing was changed.
public struct Refusal: Error, Sendable, Hashable {
    /// What kind of "no" it is; transports choose their status by it.
    public enum Kind: String, Sendable, Codable {
        case malformed, unauthenticated, paymentRequired, forbidden, notFound, conflict, invalid, tooLarge, limited
        case unavailable, bug
    }

    public let kind: Kind
    /// Stable `<area>.<what>`; the only part a client may match.
    public let code: String
    public let message: String
    public let hint: String?
    /// One per offending place of the input.
    public let violations: [SchemaViolation]
    /// What the client needs to go on: the new quote of `quote.changed`, say.
    public let payload: JSON?
    /// For logs only; never leaves the process.
    public let detail: String?
    public let retryAfterSeconds: Int?

    public init(
        _ kind: Kind, code: String, _ message: String, hint: String? = nil, violations: [SchemaViolation] = [],
        payload: JSON? = nil, detail: String? = nil, retryAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.hint = hint
        self.violations = violations
        self.payload = payload
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds
    }
}
