import ArgumentParser
import Foundation
import JSONDocument
import StoaHTTP
import StoaHost
import StoaRules

struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what a change of rules would have done to past orders.",
        discussion: """
            Orders are JSON, one a line: {"id": "…", "input": {"cart": …, "codes": […], "at": "…"}}, or receipts as a server
            exports them. Without a file they are asked of the server. Both folders quote every order; a line that cannot be
            quoted is reported with its number and left out.

            Examples:
              stoa simulate orders.jsonl --rules my-rules --with new-rules
              stoa simulate --server https://mall.example.com --rules my-rules --with new-rules --changes changes.jsonl
            """)

    @Argument(help: ArgumentHelp("A file of past orders, or - for standard input.", valueName: "orders"))
    var orders: String?

    @Option(help: ArgumentHelp("The folder of rules to compare with.", valueName: "dir"))
    var rules: String

    @Option(name: .customLong("with"), help: ArgumentHelp("The folder of changed rules.", valueName: "dir"))
    var changed: String

    @Option(help: "How many of the orders that change most to show, at most 1000.")
    var top = 10

    @Option(help: ArgumentHelp("Write every order that changes into a file, as JSON, one a line.", valueName: "file"))
    var changes: String?

    @OptionGroup var access: ServerAccess

    @Flag(help: "Stop at the first line that cannot be quoted.")
    var strict = false

    @Flag(help: "Print the report as JSON on one line.")
    var json = false

    func validate() throws {
        guard (0...SimulationRun.topMax).contains(top) else { throw ValidationError("--top is a number from 0 to \(SimulationRun.topMax)") }
    }

    func run() async throws {
        let simulation = Simulation(from: try book(rules), to: try book(changed))
        let run = SimulationRun(simulation, workers: ProcessInfo.processInfo.activeProcessorCount, top: top)
        let report: SimulationReport
        if let orders {
            var lines = try OrderLines(orders)
            report = try await self.report(run, &lines)
        } else {
            report = try await access.withClient { client in
                var receipts = ServerReceipts(client)
                return try await self.report(run, &receipts)
            }
        }
        if json { return try Terminal.answer(encoding: report, onOneLine: true) }
        SimulationText(report).lines.forEach(Terminal.answer)
    }

    private func book(_ folder: String) throws -> Rulebook { try Rulebook.load(directory: try ContentFolder(folder).path) }

    private func report(_ run: SimulationRun, _ source: inout some PastOrderSource) async throws -> SimulationReport {
        let file = try changes.map { (path) throws(HostError) in try OutputFile(path) }
        let report = try await run.report(on: &source) { change in
            try file?.write(try JSONValueEncoder().encode(change).canonicalText + "\n")
        } skipped: { line in
            Terminal.complain("line \(line.line): \(line.error.message)", code: line.error.code, hint: line.error.hint)
            if strict { throw ExitCode(Exit.findings) }
        }
        try file?.close()
        return report
    }
}
