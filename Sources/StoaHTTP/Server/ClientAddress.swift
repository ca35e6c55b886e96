import Foundation
import HTTPTypes
import StoaHost

/// Where a request came from, as far as it tells one client from another.
enum ClientAddress {
    /// The address that the outermost of our own proxies saw, or that of the connection where there are none.
    ///
    /// What stands further left in `X-Forwarded-For` was written by the client itself. A connection from inside our own
    /// network that no proxy is configured for tells nothing about who stands behind it.
    /// - Parameter proxies: how many reverse proxies stand before the server, each of which appends the address it saw.
    /// - Returns: nil when it cannot be known.
    static func of(_ headers: HTTPFields, peer: String?, proxies: Int) -> String? {
        guard proxies > 0 else { return peer.flatMap { AddressGuard.isPublic($0) ? network(of: $0) : nil } }
        let hops = headers[values: .forwardedFor].joined(separator: ",").split(separator: ",", omittingEmptySubsequences: false)
        guard hops.count >= proxies else { return nil }
        return network(of: hops[hops.count - proxies].trimmingCharacters(in: .whitespaces))
    }

    /// An IPv4 address as it is; of an IPv6 address the /64, of which one household has all.
    private static func network(of text: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &bytes) == 1 { return bytes.map { String($0) }.joined(separator: ".") }
        bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        // IPv4 in IPv6 (mapped, RFC 4291), as a socket for both tells it.
        if bytes[0..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes[12...].map { String($0) }.joined(separator: ".")
        }
        return bytes[0..<8].map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
}
