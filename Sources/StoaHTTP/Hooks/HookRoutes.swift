import Foundation
import HTTPTypes
import Hummingbird
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaHost
import StoaKernel

/// `POST /v1/hooks/{tenant}/{name}`. The signature is the credential, so no key is asked for.
struct HookRoutes: Sendable {
    let receiver: any HookReceiver
    let bodies: BodyReading

    func add(to router: Router<APIContext>) {
        router.post("/v1/hooks/{tenant}/{name}") { request, context -> Response in
            guard let tenant = context.parameters.get("tenant").flatMap({ try? TenantID($0) }),
                let name = context.parameters.get("name")?.removingPercentEncoding
            else { throw Refusal(.notFound, code: "hook.notFound", "there is no such hook") }
            let body = try await bodies.bytes(of: request)
            let headers = request.headers.map { OutboundRequest.Header($0.name.canonicalName, $0.value) }
            let outcome = try await receiver.receive(tenant: tenant, hook: name, headers: headers, body: body)
            var response = Response.json(outcome.output, status: .accepted)
            if outcome.isReplay { response.headers[.idempotencyReplayed] = "true" }
            return response
        }
    }
}
