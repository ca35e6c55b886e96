import HTTPTypes
import Hummingbird
import Logging
import StoaHost
import StoaKernel

/// Wraps every exchange: names it, bounds its head, counts and times it, and turns whatever was thrown into a problem.
struct ExchangeMiddleware: RouterMiddleware {
    typealias Context = APIContext

    let metrics: MetricsRegistry
    let options: ServerOptions
    let inFlight: InFlight

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        var context = context
        context.requestID = request.headers[.requestID].flatMap { isProperRequestID($0) ? $0 : nil } ?? newRequestID()
        context.logger[metadataKey: "request"] = .string(context.requestID)
        var response: Response
        do {
            try checkHead(request)
            response = try await answer(request, context, next)
        } catch {
            response = problem(from: error, context).response(requestID: context.requestID)
        }
        response.headers[.requestID] = context.requestID
        if let trace = request.headers[.traceparent], isProperTraceparent(trace) { response.headers[.traceparent] = trace }
        record(request, context, response.status, ContinuousClock.now - started)
        return response
    }

    private func answer(
        _ request: Request, _ context: APIContext, _ next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        // Probes must tell the truth about a busy server, not wait behind it.
        guard request.uri.path.hasPrefix("/v1/") else { return try await next(request, context) }
        try inFlight.enter()
        metrics.set(.requestsInFlight, to: Double(inFlight.current))
        defer {
            inFlight.leave()
            metrics.set(.requestsInFlight, to: Double(inFlight.current))
        }
        return try await next(request, context)
    }

    private func checkHead(_ request: Request) throws(Problem) {
        guard request.uri.string.utf8.count <= options.uriBytesMax else {
            throw Problem(.uriTooLong, "http.uriTooLong", "the address has more than \(options.uriBytesMax) bytes")
        }
        let bytes = request.headers.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count }
        guard request.headers.count <= options.headersMax, bytes <= options.headerBytesMax else {
            throw Problem(
                .requestHeaderFieldsTooLarge, "http.headersTooLarge",
                "a request has at most \(options.headersMax) headers of \(options.headerBytesMax) bytes together")
        }
    }

    private func problem(from error: any Error, _ context: APIContext) -> Problem {
        switch error {
        case let problem as Problem: return logged(problem, context)
        case let refusal as Refusal: return logged(Problem(refusal), context)
        case let error as HTTPError where error.status == .notFound:
            return Problem(Refusal(.notFound, code: "http.unknownRoute", "there is nothing at this address", hint: "see /openapi.json"))
        case let error as HTTPError:
            return Problem(error.status, "http.malformed", error.body ?? "the request could not be understood")
        case is CancellationError:
            return Problem(Refusal(.unavailable, code: "http.stopping", "the server is stopping", hint: "try again", retryAfterSeconds: 1))
        default:
            return logged(Problem(Refusal(.bug, code: "http.unexpected", "unexpected", detail: "\(error)")), context)
        }
    }

    private func logged(_ problem: Problem, _ context: APIContext) -> Problem {
        if problem.status.kind == .serverError {
            context.logger.error(
                "a request failed",
                metadata: ["code": .string(problem.refusal.code), "detail": .string(problem.refusal.detail ?? problem.refusal.message)])
        }
        return problem
    }

    private func record(_ request: Request, _ context: APIContext, _ status: HTTPResponse.Status, _ time: Duration) {
        // Paths that do not exist share one label, or a scanner could fill the registry.
        let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "unknown"
        let method = HTTPRequest.Method.measured.contains(request.method) ? request.method.rawValue : "OTHER"
        metrics.add(to: .requests, [("method", method), ("route", route), ("status", String(status.code))])
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        metrics.observe(.requestSeconds, seconds: seconds, [("method", method), ("route", route)])
    }
}

extension HTTPRequest.Method {
    fileprivate static let measured: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .patch]
}
