import HTTPTypes
import Hummingbird
import JSONDocument
import StoaExtension
import StoaHost
import StoaKernel

/// Adds one route for every operation that has one. What an operation is called, takes and answers is written in its
/// definition; nothing about a single operation is written here.
struct OperationRoutes: Sendable {
    let platform: Platform
    let authenticator: Authenticator
    let bodies: BodyReading
    let proxies: Int

    func add(to router: Router<APIContext>) {
        for operation in platform.registry.operations {
            guard let route = operation.definition.route else { continue }
            let assembly = InputAssembly(operation, route)
            router.on(RouterPath(route.path), method: route.method.hummingbird) { request, context in
                try await answer(request, context, operation, assembly)
            }
        }
    }

    private func answer(
        _ request: Request, _ context: APIContext, _ operation: AnyOperation, _ assembly: InputAssembly
    ) async throws -> Response {
        let principal = try await authenticator.principal(of: request)
        var body: [UInt8]?
        if request.method == .post || request.method == .put {
            try bodies.requireJSON(request)
            body = try await bodies.bytes(of: request, least: operation.definition.bodyBytes(for: principal.actor))
        }
        let input = try assembly.input(path: context.parameters, query: request.uri.query, body: body)
        let isCommand = operation.definition.kind == .command
        let outcome = try await platform.run(
            OperationRequest(
                operation.definition.name, tenant: principal.tenant, actor: principal.actor, input: input,
                idempotencyKey: isCommand ? try idempotencyKey(of: request) : nil,
                client: ClientAddress.of(request.headers, peer: context.peer, proxies: proxies)))
        return response(to: outcome, creates: operation.definition.creates)
    }

    private func response(to outcome: OperationOutcome, creates: Bool) -> Response {
        let status: HTTPResponse.Status = outcome.isHeld ? .accepted : creates ? .created : .ok
        var response = Response.json(outcome.output, status: status)
        if outcome.isReplay { response.headers[.idempotencyReplayed] = "true" }
        return response
    }

    /// - Throws: `idempotency.malformedKey`.
    private func idempotencyKey(of request: Request) throws(Refusal) -> String? {
        guard let key = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal(
                .malformed, code: "idempotency.malformedKey", "an Idempotency-Key has 1 to 255 visible ASCII characters",
                hint: "use a UUID")
        }
        return key
    }
}

extension OperationDefinition {
    /// The size of body that an actor can send, however little the server takes otherwise. Who may not run the operation gets no
    /// memory for it.
    fileprivate func bodyBytes(for actor: Actor) -> Int { actor.roles.isDisjoint(with: roles) ? 0 : bodyBytesMax ?? 0 }
}

extension Response {
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: value.canonicalBytes)))
    }
}

extension OperationDefinition.Route.Method {
    var hummingbird: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .delete: .delete
        }
    }
}
