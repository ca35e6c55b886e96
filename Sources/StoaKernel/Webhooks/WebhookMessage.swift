import Crypto
import StoaCommerce
import StoaExtension

/// What a Standard Webhooks signature covers: id, time of this attempt, and the body byte for byte.
public struct WebhookMessage: Sendable, Hashable {
    /// The same on every attempt: the receiver's idempotency key.
    public let id: String
    /// Unix seconds of this attempt.
    public let timestamp: Int64
    public let body: [UInt8]

    static let idBytesMax = 200

    /// - Throws: `webhook.malformedID` for an id that is empty, longer than 200 bytes, or holds a dot or anything but
    ///   visible ASCII. With a dot, two different messages would have the same signed bytes.
    public init(id: String, timestamp: Int64, body: [UInt8]) throws(WebhookError) {
        guard (1...WebhookMessage.idBytesMax).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") })
        else {
            throw WebhookError(
                code: "webhook.malformedID", "a webhook-id is 1 to 200 visible characters without a dot",
                hint: "use letters, digits, - and _")
        }
        self.id = id
        self.timestamp = timestamp
        self.body = body
    }

    var signedContent: [UInt8] { Array("\(id).\(timestamp).".utf8) + body }

    /// `v1,…`: HMAC-SHA256.
    public func signature(with secret: WebhookSecret) -> String {
        "v1," + Base64.encode(Array(HMAC<SHA256>.authenticationCode(for: signedContent, using: secret.key)))
    }

    /// `v1a,…`: Ed25519.
    ///
    /// - Throws: `webhook.malformedSecret` when the key cannot sign.
    public func signature(with key: WebhookSigningKey) throws(WebhookError) -> String {
        do { return "v1a," + Base64.encode(Array(try key.key.signature(for: signedContent))) } catch {
            throw WebhookError(code: "webhook.malformedSecret", "the signing key could not sign")
        }
    }

    /// The three headers of a request, signed once with each secret: while a secret is rotated, the old and the new one.
    public func headers(signedBy secrets: [WebhookSecret]) -> [OutboundRequest.Header] {
        [
            .init("webhook-id", id), .init("webhook-timestamp", String(timestamp)),
            .init("webhook-signature", secrets.map { signature(with: $0) }.joined(separator: " ")),
        ]
    }
}
