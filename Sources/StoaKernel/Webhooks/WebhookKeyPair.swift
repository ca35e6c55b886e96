import Crypto

/// The sender's half of a `v1a` webhook: an Ed25519 key, `whsk_` and base64 of 32 bytes (the seed) or of 64 (seed and
/// public key).
public struct WebhookSigningKey: Sendable {
    static let prefix = "whsk_"

    let key: Curve25519.Signing.PrivateKey

    /// - Throws: `webhook.malformedSecret`, also when the two halves of a 64-byte key do not belong together.
    public init(_ text: String) throws(WebhookError) {
        guard text.hasPrefix(WebhookSigningKey.prefix),
            let bytes = Base64.decode(text.dropFirst(WebhookSigningKey.prefix.count)), bytes.count == 32 || bytes.count == 64,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)),
            bytes.count == 32 || Array(key.publicKey.rawRepresentation) == Array(bytes.suffix(32))
        else {
            throw WebhookError(
                code: "webhook.malformedSecret", "this is not a webhook signing key",
                hint: "a signing key is whsk_ and 32 or 64 bytes in base64")
        }
        self.key = key
    }

    public var publicKey: WebhookPublicKey { WebhookPublicKey(key: key.publicKey) }
}

/// The receiver's half of a `v1a` webhook: `whpk_` and base64 of 32 bytes.
public struct WebhookPublicKey: Sendable {
    static let prefix = "whpk_"

    let key: Curve25519.Signing.PublicKey

    init(key: Curve25519.Signing.PublicKey) { self.key = key }

    /// - Throws: `webhook.malformedSecret`.
    public init(_ text: String) throws(WebhookError) {
        guard text.hasPrefix(WebhookPublicKey.prefix),
            let bytes = Base64.decode(text.dropFirst(WebhookPublicKey.prefix.count)), bytes.count == 32,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else {
            throw WebhookError(
                code: "webhook.malformedSecret", "this is not a webhook public key",
                hint: "a public key is whpk_ and 32 bytes in base64")
        }
        self.key = key
    }

    public var text: String { WebhookPublicKey.prefix + Base64.encode(Array(key.rawRepresentation)) }
}
