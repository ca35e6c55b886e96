import Foundation
import Hummingbird
import HummingbirdCore
import JSONDocument
import Logging
import NIOCore
import ServiceLifecycle
import StoaHost
import StoaKernel

/// The HTTP face of a platform: a service that listens until it is told to stop, and then lets requests finish.
public struct APIServer: Service {
    private let platform: Platform
    private let options: ServerOptions
    private let hooks: (any HookReceiver)?
    private let onRunning: @Sendable (_ host: String, _ port: Int) async -> Void

    /// - Parameters:
    ///   - hooks: takes incoming webhooks; without one their addresses do not exist.
    ///   - onRunning: called once, when requests are being answered, with the port that was in fact taken.
    public init(
        platform: Platform, options: ServerOptions = ServerOptions(), hooks: (any HookReceiver)? = nil,
        onRunning: @escaping @Sendable (_ host: String, _ port: Int) async -> Void = { _, _ in }
    ) {
        self.platform = platform
        self.options = options
        self.hooks = hooks
        self.onRunning = onRunning
    }

    /// - Throws: ``HostError`` `http.addressUnavailable` when the address is taken or not ours.
    public func run() async throws {
        let host = options.host
        let running = onRunning
        let drainBytesMax = options.drainBytesMax
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        // Above our own limits, so that those answer with a code; this only stops what would not fit in memory.
        decoder.maxHeaderListSize = options.headerBytesMax * 2
        decoder.maxHeaderFieldCount = options.headersMax * 2
        let application = Application(
            router: router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [BodyGuard(bytesMax: drainBytesMax)], idleTimeout: TimeAmount(options.idleTimeout),
                    httpDecoderConfiguration: decoder)),
            configuration: .init(
                address: .hostname(host, port: options.port),
                availableConnectionsDelegate: MaximumAvailableConnections(options.connectionsMax)),
            onServerRunning: { channel in await running(host, channel.localAddress?.port ?? 0) },
            logger: platform.log)
        do { try await application.run() } catch let error as IOError {
            throw HostError(
                .environment, code: "http.addressUnavailable", "cannot listen on \(host):\(options.port): \(error.words)",
                hint: "choose another --port, or stop what is using it")
        }
    }

    private func router() -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: ExchangeMiddleware(
                metrics: platform.metrics, options: options, inFlight: InFlight(max: options.requestsInFlightMax)))
        let bodies = BodyReading(options: options)
        OperationRoutes(
            platform: platform, authenticator: Authenticator(keys: platform.keys), bodies: bodies, proxies: options.proxies
        ).add(to: router)
        let openAPI = OpenAPIDocument(platform.registry).json
        OperatingRoutes(platform: platform, openAPI: ByteBuffer(bytes: openAPI.canonicalBytes)).add(to: router)
        ErrorRoutes.add(to: router)
        if let hooks { HookRoutes(receiver: hooks, bodies: bodies).add(to: router) }
        WrongMethodRoutes.add(to: router)
        return router
    }
}

extension IOError {
    /// The system's words alone, without the call that failed.
    fileprivate var words: String { String(cString: strerror(errnoCode)) }
}
