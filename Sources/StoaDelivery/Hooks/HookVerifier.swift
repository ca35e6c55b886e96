import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// Judges a request from outside before anything of it is believed. Pure.
public struct HookVerifier: Sendable {
    private let verifier: WebhookVerifier

    /// - Parameter secrets: any of them may have signed; two while a secret is rotated.
    public init(secrets: [WebhookSecret], toleranceSeconds: Int64 = 300) {
        verifier = WebhookVerifier(secrets: secrets, toleranceSeconds: toleranceSeconds)
    }

    /// What was said, by whoever holds the secret.
    public struct Message: Sendable, Hashable {
        public let id: String
        public let type: String
        public let data: JSON
    }

    /// - Throws: the codes of ``WebhookError``; `hook.malformedBody` for a body that is not `{type, data}`.
    public func verify(
        headers: [OutboundRequest.Header], body: [UInt8], now: Instant
    ) throws(Refusal) -> Message {
        let message: WebhookMessage
        do { message = try verifier.verify(headers: headers, body: body, now: now) } catch { throw Refusal(error) }
        // Only now is it worth reading.
        guard let json = try? JSON(parsing: body, name: "<body>"), let type = json["type"]?.string, (1...100).contains(type.utf8.count)
        else {
            throw Refusal(
                .malformed, code: "hook.malformedBody", "the body is not a webhook's JSON",
                hint: "send { \"type\": \"…\", \"timestamp\": \"…\", \"data\": { … } }")
        }
        return Message(id: message.id, type: type, data: json["data"] ?? .object([:]))
    }
}

extension Refusal {
    init(_ error: WebhookError) {
        let isAboutTrust = ["webhook.wrongSignature", "webhook.tooOld", "webhook.tooNew"].contains(error.code)
        self.init(isAboutTrust ? .unauthenticated : .malformed, code: error.code, error.message, hint: error.hint)
    }
}
