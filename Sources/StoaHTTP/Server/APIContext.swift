import Hummingbird
import Logging

/// What belongs to one exchange besides the request: who asked is found out per route, never kept here.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names this exchange in logs and problems; the caller's own when it sent a proper one.
    var requestID = ""

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
