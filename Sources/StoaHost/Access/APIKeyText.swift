import Crypto
import StoaCommerce

/// The text of a key as its holder has it: `stoa_live_<tenant>_<secret>`.
///
/// The prefix lets secret scanners find leaked keys; the tenant in it says whose keys to look among, before anything
/// is read.
public struct APIKeyText: Sendable, Hashable {
    public static let prefix = "stoa_live_"
    /// 160 bits in Crockford base 32.
    static let secretLength = 32
    static let textBytesMax = 200

    public let tenant: TenantID
    public let text: String

    /// - Returns: nil for anything that cannot be a key; the reason is not worth telling apart from an unknown key.
    public init?(parsing text: String) {
        guard text.utf8.count <= APIKeyText.textBytesMax, text.hasPrefix(APIKeyText.prefix),
            let separator = text.lastIndex(of: "_")
        else { return nil }
        let start = text.index(text.startIndex, offsetBy: APIKeyText.prefix.count)
        guard start < separator, let tenant = try? TenantID(String(text[start..<separator])) else { return nil }
        let secret = text[text.index(after: separator)...]
        guard secret.utf8.count == APIKeyText.secretLength, secret.utf8.allSatisfy({ crockford.contains($0) }) else { return nil }
        self.tenant = tenant
        self.text = text
    }

    /// A key with the given secret.
    ///
    /// - Parameter secret: at least 20 bytes; the first 20 are used.
    public init(tenant: TenantID, secret: [UInt8]) {
        precondition(secret.count >= 20, "a key's secret has 160 bits")
        self.tenant = tenant
        text = APIKeyText.prefix + tenant.text + "_" + base32(secret.prefix(20))
    }

    /// A key that nobody can guess.
    public static func random(for tenant: TenantID) -> APIKeyText {
        var generator = SystemRandomNumberGenerator()
        return APIKeyText(tenant: tenant, secret: (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// Under which the key is stored.
    public var id: ID<APIKey> { ID(trusted: SHA256.hash(data: Array(text.utf8)).hexadecimal) }
}

private let crockford = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

private func base32(_ bytes: some Collection<UInt8>) -> String {
    var characters: [UInt8] = []
    var bits: UInt64 = 0
    var count = 0
    for byte in bytes {
        bits = bits << 8 | UInt64(byte)
        count += 8
        while count >= 5 {
            count -= 5
            characters.append(crockford[Int(bits >> UInt64(count) & 31)])
        }
    }
    return String(decoding: characters, as: UTF8.self)
}
