import Measuring

/// From the start of the process to its first answer, and the memory it holds after 1,000 requests, beside a server
/// that does nothing.
struct StartArea: Area {
    let name = "start"
    let isStandard = true

    private let requests = 1_000

    func measure(_ bench: Bench) async throws {
        let demo = try DemoServer(bench)
        let empty = try EmptyServer(bench, answerBytes: demo.answerBytes)
        let limit = Subject("empty Hummingbird server") { try milliseconds { try empty.start() } }
        try await bench.figure(
            "to the first answer, /healthz", unit: "ms", Subject("stoa") { try milliseconds { try demo.start() } }, beside: limit)
        try await bench.figure(
            "to the first answer, a quote", unit: "ms", Subject("stoa") { try milliseconds { try demo.start(probe: demo.quote) } },
            beside: Subject(limit.name) { try milliseconds { try empty.start(probe: demo.quote) } })
        try await bench.figure(
            "memory after 1,000 quotes", unit: "MB", Subject("stoa") { try megabytes(demo.quote) { try demo.start() } },
            beside: Subject(limit.name) { try megabytes(demo.quote) { try empty.start() } })
    }

    private func milliseconds(_ start: () throws -> RunningServer) throws -> Double {
        let server = try start()
        defer { server.stop() }
        return server.startDuration.seconds * 1_000
    }

    private func megabytes(_ request: HTTPRequest, _ start: () throws -> RunningServer) throws -> Double {
        let server = try start()
        defer { server.stop() }
        try LoadGenerator(port: server.port, connections: 8, request: request).send(requests)
        guard let megabytes = server.process.residentMegabytes else { throw BenchmarkError("the system does not tell the server's memory") }
        return megabytes
    }
}
