/// A request as it goes over the wire, byte for byte the same each time.
public struct HTTPRequest: Sendable {
    let bytes: [UInt8]

    /// - Parameter body: nil for a GET.
    public init(_ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil) {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        bytes = Array((head + "\r\n").utf8) + (body ?? [])
    }
}

/// What came back.
public struct HTTPAnswer: Sendable {
    public let status: Int
    public let body: [UInt8]
}
