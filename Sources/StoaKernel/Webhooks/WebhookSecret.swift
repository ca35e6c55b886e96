import Crypto
import StoaCommerce

/// The key that both sides of a `v1` webhook share (Standard Webhooks 1.0): `whsec_` and base64.
///
/// Has no description and no coding of its own, so that it does not slip into a log or a document.
public struct WebhookSecret: Sendable {
    static let prefix = "whsec_"
    /// The scheme wants 24 to 64 random bytes; secrets that senders hand out in the wild are a little off at both ends.
    static let bytesRange = 16...128

    let key: SymmetricKey

    /// Reads `whsec_…`; the prefix may be missing, and so may base64 padding.
    ///
    /// - Throws: `webhook.malformedSecret`; the message never repeats the secret.
    public init(_ text: String) throws(WebhookError) {
        let digits = text.hasPrefix(WebhookSecret.prefix) ? text.dropFirst(WebhookSecret.prefix.count) : text[...]
        guard let bytes = Base64.decode(digits), WebhookSecret.bytesRange.contains(bytes.count) else {
            throw WebhookError(
                code: "webhook.malformedSecret", "this is not a webhook secret",
                hint: "copy it whole: whsec_ and at least 24 bytes in base64")
        }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) { self.key = key }

    /// A secret that follows from the host's master key, so that no secret needs to be stored.
    ///
    /// - Parameters:
    ///   - name: what the secret is for, unique in the tenant and without a NUL: `endpoint/whe_…`, `hook/payments`.
    ///   - generation: counts from 1; the next one is another secret.
    public static func derived(master: MasterKey, tenant: TenantID, name: String, generation: Int64) -> WebhookSecret {
        // A NUL between the parts keeps different parts from running into the same text.
        let label = ["stoa/webhook-secret/1", tenant.text, name, String(generation)].joined(separator: "\0")
        let code = HMAC<SHA256>.authenticationCode(for: Array(label.utf8), using: master.key)
        return WebhookSecret(key: SymmetricKey(data: Array(code)))
    }

    /// `whsec_…`: show it once, to whoever has to configure the other side.
    public var text: String { key.withUnsafeBytes { WebhookSecret.prefix + Base64.encode(Array($0)) } }
}

/// The one secret of a host from which the secrets of endpoints and hooks are derived.
public struct MasterKey: Sendable {
    let key: SymmetricKey

    /// - Throws: `webhook.masterKeyTooShort` under 32 bytes.
    public init(_ bytes: [UInt8]) throws(WebhookError) {
        guard bytes.count >= 32 else {
            throw WebhookError(
                code: "webhook.masterKeyTooShort", "a master key has at least 32 bytes",
                hint: "make one with: openssl rand -base64 32")
        }
        key = SymmetricKey(data: bytes)
    }

    /// Reads base64, as it stands in a file or an environment variable; white space around it is ignored.
    ///
    /// - Throws: `webhook.masterKeyTooShort`, also for text that is not base64.
    public init(base64 text: String) throws(WebhookError) {
        let digits = text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
        try self.init(Base64.decode(digits) ?? [])
    }
}
