/// Where the server listens and how much it takes from one caller.
public struct ServerOptions: Sendable {
    public var host = "127.0.0.1"
    /// 0 lets the system choose.
    public var port = 8080
    /// Larger bodies are refused with `http.bodyTooLarge`.
    public var bodyBytesMax = 1 << 20
    /// How long a body may take to arrive; afterwards `http.bodyTooSlow`.
    public var bodyTimeout: Duration = .seconds(15)
    /// A connection without a request, or within one without a byte, is closed after this.
    public var idleTimeout: Duration = .seconds(60)
    /// More connections wait in the system's queue.
    public var connectionsMax = 4_096
    /// More requests at once are refused with `http.overloaded`.
    public var requestsInFlightMax = 1_024
    public var uriBytesMax = 8_192
    public var headerBytesMax = 32 << 10
    public var headersMax = 100
    /// How many reverse proxies of ours stand before the server; so many entries of `X-Forwarded-For` are believed.
    public var proxies = 0

    public init() {}

    /// How much of a refused body is thrown away before the connection is cut; a caller that is still sending then
    /// would not read the answer anyway.
    var drainBytesMax: Int { bodyBytesMax &* 16 + (16 << 20) }
}
