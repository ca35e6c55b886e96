import Dispatch
import Foundation

/// Looks names up without blocking a thread of the concurrency pool.
enum NameResolution {
    /// `getaddrinfo` blocks; a few threads of its own bound how many look-ups are under way.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "stoa.names"
        queue.maxConcurrentOperationCount = 4
        return queue
    }()

    /// Every address of a host in numbers; empty when there is none.
    static func addresses(of host: String) async -> [String] {
        await withCheckedContinuation { continuation in
            queue.addOperation { continuation.resume(returning: lookUp(host)) }
        }
    }

    private static func lookUp(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: [String] = []
        var next = first
        while let info = next?.pointee {
            var text = [CChar](repeating: 0, count: 64)
            if getnameinfo(info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
                addresses.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            next = info.ai_next
        }
        return addresses
    }
}
