import Hummingbird
import Logging
import NIOCore

/// What belongs to one exchange besides the request: who asked is found out per route, never kept here.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names this exchange in logs and problems; the caller's own when it sent a proper one.
    var requestID = ""

    /// The other end of the connection, in numbers: the client, or the proxy that is nearest.
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}
