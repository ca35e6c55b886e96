/// Why a webhook's secret, id or signature was not accepted.
///
/// Codes: `webhook.malformedSecret`, `webhook.malformedID`, `webhook.missingHeader`, `webhook.duplicateHeader`,
/// `webhook.headerTooLong`, `webhook.malformedTimestamp`, `webhook.tooOld`, `webhook.tooNew`, `webhook.wrongSignature`.
public struct WebhookError: Error, Sendable, Hashable {
    public let code: String
    public let message: String
    public let hint: String?

    public init(code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
