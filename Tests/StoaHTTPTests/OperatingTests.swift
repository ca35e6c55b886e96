import JSONDocument
import NIOHTTP1
import StoaCommerce
import StoaExtension
import StoaHost
import StoaHTTP
import StoaKernel
import Synchronization
import Testing

@Suite struct OperatingTests {
    @Test func healthAndReadiness() async throws {
        try await LiveServer.run { server in
            try await server.check(.get, "/healthz", key: nil, json: ["status": "ok"])
            try await server.check(.get, "/readyz", key: nil, json: ["status": "ready"])
            server.storage.takeDown()
            try await server.check(.get, "/readyz", key: nil, status: 503)
            try await server.check(.get, "/healthz", key: nil, status: 200)
        }
    }

    @Test func aDrainingServerIsNotReady() async throws {
        try await LiveServer.run { server in
            server.platform.readiness.startDraining()
            let answer = try await server.send(.get, "/readyz", key: nil)
            #expect(answer.status == 503)
            #expect(answer.code == "server.draining")
        }
    }

    @Test func metricsCountRequestsAndCommands() async throws {
        try await LiveServer.run { server in
            _ = try await server.send(.post, "/v1/notes", body: #"{"text": "milk"}"#)
            _ = try await server.send(.post, "/v1/notes", body: #"{"text": "hold me"}"#)
            _ = try await server.send(.post, "/v1/notes", body: #"{"text": "busy"}"#)
            _ = try await server.send(.get, "/v1/notes/none")
            _ = try await server.send(.get, "/a/scanner/was/here")
            let text = try await server.send(.get, "/metrics", key: nil).text
            for line in [
                #"stoa_http_requests_total{method="POST",route="/v1/notes",status="201"} 1"#,
                #"stoa_http_requests_total{method="GET",route="/v1/notes/{id}",status="404"} 1"#,
                #"stoa_http_requests_total{method="GET",route="unknown",status="404"} 1"#,
                #"stoa_http_request_seconds_count{method="POST",route="/v1/notes"} 3"#,
                #"stoa_http_request_seconds_bucket{method="POST",route="/v1/notes",le="+Inf"} 3"#,
                #"stoa_commands_total{command="note.write",outcome="done"} 1"#,
                #"stoa_commands_total{command="note.write",outcome="held"} 1"#,
                #"stoa_commands_total{command="note.write",outcome="limited"} 1"#, #"stoa_created_total{noun="note"} 1"#,
                "# TYPE stoa_http_request_seconds histogram", "# TYPE process_resident_memory_bytes gauge",
            ] { #expect(text.split(separator: "\n").contains(Substring(line)), "\(line) is missing") }
        }
    }

    @Test func everyCodeHasAPage() async throws {
        try await LiveServer.run { server in
            let text = try await server.send(.get, "/errors/quote.changed", key: nil)
            #expect(text.status == 200)
            #expect(text.text.hasPrefix("quote.changed\n"))
            #expect(text.headers.first(name: "Content-Type") == "text/plain; charset=utf-8")
            #expect(text.headers.first(name: "Cache-Control") == "public, max-age=3600")
            let json = try await server.send(.get, "/errors/quote.changed", key: nil, headers: [("Accept", "application/json")])
            #expect(json.json["code"] == "quote.changed")
            #expect(json.json["audience"] == "caller")
            #expect(json.headers.first(name: "Vary") == "Accept")
            // Where a problem's type leads.
            let type = try #require(try await server.send(.get, "/v1/nowhere").json["type"]?.string)
            try await server.check(.get, type, key: nil, status: 200)
            let unknown = try await server.send(.get, "/errors/quote.chagned", key: nil)
            #expect(unknown.status == 404)
            #expect(unknown.code == "error.unknownCode")
            #expect(unknown.json["hint"] == "did you mean quote.changed?")
        }
    }

    @Test func webhooksReachTheReceiverByteForByte() async throws {
        let receiver = RecordingReceiver()
        try await LiveServer.run(hooks: receiver) { server in
            let body = #"{ "a" : 1 }"# + "\n"
            let taken = try await server.send(.post, "/v1/hooks/north/bank", key: nil, headers: [("Webhook-Id", "msg_1")], body: body)
            #expect(taken.status == 202)
            let delivery = try #require(receiver.last)
            #expect(delivery.tenant.text == "north")
            #expect(delivery.name == "bank")
            #expect(delivery.headers.contains(.init("webhook-id", "msg_1")))
            #expect(String(decoding: delivery.body, as: UTF8.self) == body)
            let refused = try await server.send(.post, "/v1/hooks/north/forged", key: nil, body: body)
            #expect(refused.status == 401)
            #expect(refused.code == "webhook.wrongSignature")
        }
    }

    @Test func aTakenPortIsOneClearError() async throws {
        try await LiveServer.run { server in
            var options = ServerOptions()
            options.port = server.port
            let second = APIServer(platform: server.platform, options: options)
            let error = await #expect(throws: HostError.self) { try await second.run() }
            #expect(error?.code == "http.addressUnavailable")
            #expect(error?.message == "cannot listen on 127.0.0.1:\(server.port): Address already in use")
        }
    }
}

private final class RecordingReceiver: HookReceiver {
    struct Delivery {
        let tenant: TenantID
        let name: String
        let headers: [OutboundRequest.Header]
        let body: [UInt8]
    }

    private let deliveries = Mutex<[Delivery]>([])
    var last: Delivery? { deliveries.withLock { $0.last } }

    func receive(
        tenant: TenantID, hook name: String, headers: [OutboundRequest.Header], body: [UInt8]
    ) async throws(Refusal) -> OperationOutcome {
        guard name != "forged" else { throw Refusal(.unauthenticated, code: "webhook.wrongSignature", "no") }
        deliveries.withLock { $0.append(Delivery(tenant: tenant, name: name, headers: headers, body: body)) }
        return OperationOutcome(output: ["received": true])
    }
}
