import ArgumentParser
import Diagnostics
import JSONDocument
import StoaHost

struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the tests that lie beside rules, workflows and plugins.",
        discussion: """
            Exit code 1 when a test fails.

            Example:
              stoa test my-rules
            """)

    @Argument(
        help: ArgumentHelp("Folders of rules, workflows or plugins; those of the working directory when none is named.", valueName: "dir"))
    var directories: [String] = []

    @Flag(help: "Print the outcomes as JSON on one line.")
    var json = false

    func run() async throws {
        var results: [ContentTests.Result] = []
        var findings: [Diagnostic] = []
        for folder in try ContentFolder.folders(directories) {
            let report = try await ContentTests.run(folder)
            results += report.results
            findings += report.findings
        }
        let failed = results.count { !$0.failures.isEmpty }
        if json {
            Terminal.answer(
                [
                    "tests": JSON(results.count), "failed": JSON(failed), "results": .array(results.map(\.json)),
                    "findings": .array(findings.map(\.json)),
                ], onOneLine: true)
        } else {
            Terminal.report(findings)
            for result in results where !result.failures.isEmpty {
                Terminal.say("failed: \(result.subject): \(result.name)")
                for failure in result.failures { Terminal.say("  " + failure) }
            }
            Terminal.say("\(results.count) tests, \(failed) failed")
        }
        if failed > 0 || findings.contains(where: { $0.severity == .error }) { throw ExitCode(Exit.findings) }
    }
}
