import StoaCommerce

/// The only way out: the composition root injects one; nothing else in the platform opens a connection.
public protocol HTTPClient: Sendable {
    /// - Throws: ``HTTPFailure`` when there is no answer at all; a status of 500 is an answer.
    func send(_ request: OutboundRequest) async throws(HTTPFailure) -> OutboundResponse
}

public struct OutboundRequest: Sendable, Hashable {
    public let method: String
    public let url: String
    public let headers: [Header]
    public let body: [UInt8]
    public let timeoutMilliseconds: Int
    /// How much of an answer is read at most; the rest is dropped.
    public let responseBytesMax: Int

    public struct Header: Sendable, Hashable, Codable {
        public let name: String
        public let value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        method: String, url: String, headers: [Header], body: [UInt8], timeoutMilliseconds: Int = 10_000,
        responseBytesMax: Int = 65_536
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.responseBytesMax = responseBytesMax
    }
}

public struct OutboundResponse: Sendable, Hashable {
    public let status: Int
    public let headers: [OutboundRequest.Header]
    public let body: [UInt8]

    public init(status: Int, headers: [OutboundRequest.Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why no answer came: `http.timeout`, `http.refused`, `http.addressDenied` (a private address), `http.malformedURL`.
public struct HTTPFailure: Error, Sendable, Hashable {
    public let code: String
    public let message: String

    public init(code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}
