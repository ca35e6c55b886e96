import HTTPTypes
import Hummingbird
import JSONDocument
import StoaHost
import StoaKernel

/// What an operator's tools ask: is it alive, does it take work, what has it counted, what can it do.
struct OperatingRoutes: Sendable {
    let platform: Platform
    let openAPI: ByteBuffer

    func add(to router: Router<APIContext>) {
        router.get("/healthz") { _, _ in Response.json(["status": "ok"]) }
        router.get("/readyz") { _, _ in try await ready() }
        router.get("/metrics") { _, _ in metrics() }
        router.get("/openapi.json") { [openAPI] _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: openAPI))
        }
    }

    private func ready() async throws -> Response {
        guard !platform.readiness.isDraining else {
            throw Refusal(.unavailable, code: "server.draining", "the server is stopping", hint: "ask another one", retryAfterSeconds: 1)
        }
        do { try await platform.storage.ping() } catch {
            throw Refusal(.unavailable, code: error.code, error.message, hint: error.hint, detail: error.detail, retryAfterSeconds: 5)
        }
        return .json(["status": "ready"])
    }

    private func metrics() -> Response {
        if let bytes = ProcessMemory.residentBytes() { platform.metrics.set(.residentMemory, to: Double(bytes)) }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: platform.metrics.text())))
    }
}
