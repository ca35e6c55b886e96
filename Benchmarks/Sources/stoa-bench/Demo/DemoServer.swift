import Foundation
import JSONDocument
import Measuring

/// `stoa serve --demo` in a process of its own, on a SQLite file that stays seeded from one start to the next.
struct DemoServer {
    private let program: String
    private let database: String
    private let output: URL
    /// What a buyer sends for the cart of 20 lines.
    let quote: HTTPRequest
    /// The size of the answer to it.
    let answerBytes: Int

    /// Seeds the mall by a first start, and stops it again.
    init(_ bench: Bench) throws {
        program = try bench.program("stoa")
        database = "sqlite:" + bench.folder.appendingPathComponent("mall.db").path
        output = bench.folder.appendingPathComponent("stoa.log")
        let first = try DemoServer.start(program, database, output, probe: DemoServer.health)
        defer { first.stop() }
        let key = try DemoServer.customerKey(of: first)
        quote = HTTPRequest(
            "POST", "/v1/quotes", headers: ["Authorization": "Bearer \(key)"], body: Array(DemoCart.request.canonicalText.utf8))
        let answer = try LoadGenerator(port: first.port, connections: 1, request: quote).once()
        guard answer.status == 200 else {
            throw BenchmarkError("the quote was answered with \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
        }
        answerBytes = answer.body.count
    }

    static let health = HTTPRequest("GET", "/healthz")

    /// Starts it, and returns when it has answered the probe.
    func start(probe: HTTPRequest = health) throws -> RunningServer {
        try DemoServer.start(program, database, output, probe: probe)
    }

    private static func start(_ program: String, _ database: String, _ output: URL, probe: HTTPRequest) throws -> RunningServer {
        try RunningServer(probe: probe, output: output) { port in
            [program, "serve", "--demo", "--database", database, "--port", "\(port)"]
        }
    }

    /// The server prints its three keys when it opens the demo mall; seeding may come after the first health check.
    private static func customerKey(of server: RunningServer) throws -> String {
        let patience = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < patience {
            for line in server.process.outputText.split(separator: "\n") where line.lowercased().contains("customer") {
                if let start = line.firstRange(of: "stoa_live_")?.lowerBound {
                    return String(line[start...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
                }
            }
            usleep(20_000)
        }
        throw BenchmarkError("the server has not printed a customer's key:\n\(server.process.outputText.suffix(2_000))")
    }
}

/// The server that does nothing, on a free port, with answers of the same size.
struct EmptyServer {
    let program: String
    let answerBytes: Int
    let output: URL

    init(_ bench: Bench, answerBytes: Int) throws {
        program = try bench.program("empty-server")
        self.answerBytes = answerBytes
        output = bench.folder.appendingPathComponent("empty-server.log")
    }

    func start(probe: HTTPRequest = DemoServer.health) throws -> RunningServer {
        try RunningServer(probe: probe, output: output) { port in [program, "\(port)", "\(answerBytes)"] }
    }
}
