import Hummingbird
import Logging

/// `empty-server PORT ANSWER-BYTES`: reads the body of every POST to `/v1/quotes` and answers with JSON of the given size.
@main
struct EmptyServer {
    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] >= 2 else { fatalError("usage: empty-server PORT ANSWER-BYTES") }
        let router = Router()
        let answer = ByteBuffer(string: "\"" + String(repeating: "x", count: numbers[1] - 2) + "\"")
        router.post("/v1/quotes") { request, _ in
            _ = try await request.body.collect(upTo: 1 << 20)
            return Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: answer))
        }
        router.get("/healthz") { _, _ in "ok" }
        var logger = Logger(label: "empty-server")
        logger.logLevel = .error
        let address = ApplicationConfiguration(address: .hostname("127.0.0.1", port: numbers[0]))
        try await Application(router: router, configuration: address, logger: logger).run()
    }
}
