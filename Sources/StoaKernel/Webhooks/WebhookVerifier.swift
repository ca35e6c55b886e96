import Crypto
import StoaCommerce
import StoaExtension

/// Judges whether a request was made by a holder of one of the keys, not long ago.
///
/// Stricter than the reference libraries: ids with a dot, timestamps that are not plain digits and headers given twice
/// are refused, and a malformed signature neither crashes nor hides a valid one beside it.
public struct WebhookVerifier: Sendable {
    /// Any of them may have signed: during a rotation the old secret counts beside the new one.
    public let secrets: [WebhookSecret]
    public let publicKeys: [WebhookPublicKey]
    public let toleranceSeconds: Int64

    /// The list of signatures is cut here; a sender has a handful of keys, an attacker has patience.
    static let signatureHeaderBytesMax = 8192

    public init(secrets: [WebhookSecret], publicKeys: [WebhookPublicKey] = [], toleranceSeconds: Int64 = 300) {
        self.secrets = secrets
        self.publicKeys = publicKeys
        self.toleranceSeconds = toleranceSeconds
    }

    /// - Parameter headers: all of the request's; names in any case.
    /// - Throws: ``WebhookError``, one code for each reason; nothing about the expected signature.
    public func verify(
        headers: [OutboundRequest.Header], body: [UInt8], now: Instant
    ) throws(WebhookError) -> WebhookMessage {
        let id = try single("webhook-id", in: headers)
        let timestamp = try seconds(try single("webhook-timestamp", in: headers))
        let signatures = try single("webhook-signature", in: headers)
        guard signatures.utf8.count <= WebhookVerifier.signatureHeaderBytesMax else {
            throw WebhookError(code: "webhook.headerTooLong", "the list of signatures is too long")
        }
        let message = try WebhookMessage(id: id, timestamp: timestamp, body: body)
        try checkAge(timestamp, now)
        let content = message.signedContent
        guard signatures.split(separator: " ").contains(where: { isValid($0, for: content) }) else {
            throw WebhookError(
                code: "webhook.wrongSignature", "no signature of this request is by a key that is known here",
                hint: "check the secret, and that the body reaches Stoa unchanged")
        }
        return message
    }

    private func isValid(_ signature: Substring, for content: [UInt8]) -> Bool {
        guard let comma = signature.firstIndex(of: ","),
            let bytes = Base64.decodeCanonical(signature[signature.index(after: comma)...])
        else { return false }
        switch signature[..<comma] {
        case "v1":
            // The comparison inside takes the same time wherever the codes differ.
            return secrets.contains {
                HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: content, using: $0.key)
            }
        case "v1a": return publicKeys.contains { $0.key.isValidSignature(bytes, for: content) }
        default: return false
        }
    }

    private func checkAge(_ timestamp: Int64, _ now: Instant) throws(WebhookError) {
        let age = (now.millisecondsSince1970 - timestamp * 1000)
        if age > toleranceSeconds * 1000 {
            throw WebhookError(
                code: "webhook.tooOld", "the request was signed more than \(toleranceSeconds) seconds ago",
                hint: "send it again with a new timestamp and signature; check both clocks")
        }
        if age < -toleranceSeconds * 1000 {
            throw WebhookError(
                code: "webhook.tooNew", "the request was signed more than \(toleranceSeconds) seconds in the future",
                hint: "check both clocks")
        }
    }

    /// Plain digits, up to the year 9999: no sign, no space, no fraction.
    private func seconds(_ text: String) throws(WebhookError) -> Int64 {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text)
        else {
            throw WebhookError(
                code: "webhook.malformedTimestamp", "webhook-timestamp is not a whole number of seconds",
                hint: "send Unix seconds in plain digits")
        }
        return value
    }

    private func single(_ name: String, in headers: [OutboundRequest.Header]) throws(WebhookError) -> String {
        let values = headers.filter { $0.name.lowercased() == name }.map(\.value)
        guard let value = values.first, !value.isEmpty else {
            throw WebhookError(code: "webhook.missingHeader", "the header \(name) is missing")
        }
        guard values.count == 1 else {
            throw WebhookError(code: "webhook.duplicateHeader", "the header \(name) is there more than once")
        }
        return value
    }
}
