import HTTPTypes
import Hummingbird
import JSONDocument
import StoaCommerce
import StoaHost
import StoaKernel

/// `POST /v1/hooks/{tenant}/{name}`. The signature is the credential, so no key is asked for.
struct HookRoutes: Sendable {
    let receiver: any HookReceiver
    let bodies: BodyReading

    func add(to router: Router<APIContext>) {
        router.post("/v1/hooks/{tenant}/{name}") { request, context -> Response in
            guard let tenant = context.parameters.get("tenant").flatMap({ try? TenantID($0) }), let name = context.parameters.get("name") else {
                throw Refusal(.notFound, code: "webhook.unknownHook", "there is no such webhook")
            }
            let headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { $0 + "," + $1 }
            let body = try await bodies.bytes(of: request)
            let answer = try await receiver.receive(HookDelivery(tenant: tenant, name: name, headers: headers, body: body))
            return .json(answer, status: .accepted)
        }
    }
}
