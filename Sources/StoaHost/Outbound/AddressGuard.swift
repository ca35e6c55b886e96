import Foundation

/// Tells public addresses from those that only the inside of a network should reach.
///
/// Everything that IANA's special-purpose registries (RFC 6890 and its updates) do not mark as globally reachable is
/// refused: loopback, private and link-local networks, the clouds' metadata service, multicast, documentation.
package enum AddressGuard {
    /// - Parameter text: an address in numbers; anything else is refused.
    package static func isPublic(_ text: String) -> Bool {
        // A zone index (`fe80::1%eth0`) only exists on addresses that are not public anyway.
        var bytes = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &bytes) == 1 { return isPublic(bytes) }
        bytes = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, text, &bytes) == 1 && isPublic(bytes)
    }

    /// - Parameter bytes: 4 or 16 bytes in network order; any other count is refused.
    static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublicV4(bytes)
        case 16: isPublicV6(bytes)
        default: false
        }
    }

    private static func isPublicV4(_ bytes: [UInt8]) -> Bool {
        let (a, b, c) = (bytes[0], bytes[1], bytes[2])
        switch a {
        case 0, 10, 127: return false
        case 100: return !(64...127).contains(b)
        case 169: return b != 254
        case 172: return !(16...31).contains(b)
        case 192:
            if b == 168 || (b == 0 && (c == 0 || c == 2)) { return false }
            return !(b == 88 && c == 99)
        case 198:
            if b == 18 || b == 19 { return false }
            return !(b == 51 && c == 100)
        case 203: return !(b == 0 && c == 113)
        default: return a < 224
        }
    }

    private static func isPublicV6(_ bytes: [UInt8]) -> Bool {
        // IPv4 in IPv6 (mapped, RFC 4291) and NAT64 (RFC 6052) reach the embedded address.
        if bytes[0..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return isPublicV4(Array(bytes[12...])) }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]), bytes[4..<12].allSatisfy({ $0 == 0 }) { return isPublicV4(Array(bytes[12...])) }
        // Only 2000::/3 is global unicast at all.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        if bytes.starts(with: [0x20, 0x02]) { return isPublicV4(Array(bytes[2..<6])) }
        // 2001::/23 holds Teredo, benchmarking and other protocol assignments; 2001:db8::/32 and 3fff::/20 documentation.
        if bytes.starts(with: [0x20, 0x01]), bytes[2] < 0x02 { return false }
        if bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) { return false }
        return !(bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10)
    }
}
