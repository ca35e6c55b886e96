import ErrorCatalogue
import HTTPTypes
import Hummingbird
import JSONDocument
import StoaKernel

/// `GET /errors/{code}`: where the `type` of a problem leads. The same for everybody, so no key is asked for.
enum ErrorRoutes {
    /// A page only changes with the version of the server.
    private static let secondsCached = 3600

    static func add(to router: Router<APIContext>) {
        router.get("/errors/{code}") { request, context in
            let code = context.parameters.get("code") ?? ""
            guard let page = ErrorCatalogue.page(for: code) else { throw unknown(code) }
            var response = wantsJSON(request) ? try json(page) : text(page)
            response.headers[.cacheControl] = "public, max-age=\(secondsCached)"
            response.headers[.vary] = "Accept"
            return response
        }
    }

    private static func unknown(_ code: String) -> Refusal {
        let nearest = ErrorCatalogue.nearest(to: code)
        return Refusal(
            .notFound, code: "error.unknownCode", "there is no page for the error code '\(code.prefix(100))'",
            hint: nearest.isEmpty
                ? "a code of a merchant's own gate or workflow is explained by its message"
                : "did you mean \(nearest.joined(separator: ", "))?")
    }

    private static func wantsJSON(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains("application/json") ?? false
    }

    private static func text(_ page: ErrorPage) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: page.text)))
    }

    private static func json(_ page: ErrorPage) throws -> Response { .json(try JSONValueEncoder().encode(page)) }
}
