import Foundation
import Measuring
import StoaCommerce
import StoaHost
import StoaRules

/// Quotes for a cart of 20 lines: over HTTP beside an empty route with the same bytes in and out; in process beside
/// those over HTTP.
struct QuotesArea: Area {
    let name = "quotes"
    let isStandard = true

    let connections = 32

    func measure(_ bench: Bench) async throws {
        let demo = try DemoServer(bench)
        let server = try demo.start(probe: demo.quote)
        defer { server.stop() }
        let empty = try EmptyServer(bench, answerBytes: demo.answerBytes).start()
        defer { empty.stop() }
        let overHTTP = load("quotes over HTTP", server, demo.quote, bench)
        try await bench.figure(
            "over HTTP, \(connections) connections", unit: "quotes/s", overHTTP,
            beside: load("empty Hummingbird route", empty, demo.quote, bench))
        let platform = try await DemoPlatform.open("sqlite:" + bench.folder.appendingPathComponent("process.db").path, bench)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        try await bench.figure(
            "in process, \(processors) callers", unit: "quotes/s",
            Subject("quote.create") {
                try await runsPerSecond(callers: processors, for: bench.duration) { _ in
                    _ = try await platform.run("quote.create", DemoCart.request, as: "cus_001")
                }
            }, beside: overHTTP)
        await platform.close()
        let rulebook = try Rulebook.load(directory: bench.root.appendingPathComponent("rules").path)
        let now = SystemClock.now()
        try await bench.figure(
            "rule engine alone, 1 thread", unit: "quotes/s",
            Subject("Rulebook.quote") {
                1e9 / (try nanosecondsPerRun(for: bench.duration) { _ = try rulebook.quote(DemoCart.stated, at: now) })
            }, beside: overHTTP)
    }

    private func load(_ name: String, _ server: RunningServer, _ request: HTTPRequest, _ bench: Bench) -> Subject {
        let generator = LoadGenerator(port: server.port, connections: connections, request: request)
        return Subject(name) { try generator.answersPerSecond(for: bench.duration) }
    }
}
