import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts a connection whose request body never ends, and one whose answer says `Connection: close`.
///
/// Hummingbird reads what a handler left of a body, without a bound, to reach the next request. This is the bound.
final class BodyGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let bytesMax: Int
    private var bytes = 0
    private var closesAfterAnswer = false

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: bytes = 0
        case .body(let buffer):
            bytes += buffer.readableBytes
            if bytes > bytesMax {
                context.close(promise: nil)
                return
            }
        case .end: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            if closesAfterAnswer {
                context.flush()
                context.close(promise: nil)
            }
        }
    }
}
