import HTTPTypes
import Hummingbird

/// Answers methods that an address does not have with 405 and the ones it does.
enum WrongMethodRoutes {
    private static let judged: [HTTPRequest.Method] = [.get, .post, .put, .delete, .patch, .options]

    /// Call it when all other routes are in.
    static func add(to router: Router<APIContext>) {
        var methods: [String: Set<HTTPRequest.Method>] = [:]
        for route in router.routes { methods[route.path.description, default: []].insert(route.method) }
        for (path, known) in methods {
            // The router answers HEAD wherever it answers GET.
            let allow = (known.contains(.get) ? known.union([.head]) : known).map(\.rawValue).sorted().joined(separator: ", ")
            for method in judged where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    var problem = Problem(
                        .methodNotAllowed, "http.methodNotAllowed", "\(path) does not answer \(method.rawValue)", hint: "use \(allow)")
                    problem.headers[.allow] = allow
                    throw problem
                }
            }
        }
    }
}
