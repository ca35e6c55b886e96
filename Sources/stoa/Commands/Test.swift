import ArgumentParser
import Diagnostics
import JSONDocument
import StoaHost
import StoaRules

struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the tests that lie beside rules, workflows and plugins.",
        discussion: """
            Exit code 1 when a test fails. The last line says how much of the rules the tests reach: whether each applied and
            did not, each part of its condition both ways, each row of tiers and tables, each code.

            Example:
              stoa test my-rules --coverage-at-least 90
            """)

    @Argument(
        help: ArgumentHelp("Folders of rules, workflows or plugins; those of the working directory when none is named.", valueName: "dir"))
    var directories: [String] = []

    @OptionGroup var goal: CoverageGoal

    @Flag(help: "Name what the tests of the rules do not reach.")
    var coverage = false

    @Flag(help: "Print the outcomes as JSON on one line.")
    var json = false

    func run() async throws {
        var results: [ContentTests.Result] = []
        var findings: [Diagnostic] = []
        var parts: [RuleCoverage] = []
        for folder in try ContentFolder.folders(directories) {
            let report = try await ContentTests.run(folder)
            results += report.results
            findings += report.findings
            parts += [report.coverage].compactMap(\.self)
        }
        let reached = RuleCoverage(parts)
        let isGoalReached = reached.map(goal.isReached) ?? true
        let failed = results.count { !$0.failures.isEmpty }
        if json {
            var answer: [String: JSON] = [
                "tests": JSON(results.count), "failed": JSON(failed), "results": .array(results.map(\.json)),
                "findings": .array(findings.map(\.json)),
            ]
            answer["coverage"] = try reached?.json()
            Terminal.answer(.object(answer), onOneLine: true)
        } else {
            Terminal.report(findings)
            for result in results where !result.failures.isEmpty {
                Terminal.say("failed: \(result.subject): \(result.name)")
                for failure in result.failures { Terminal.say("  " + failure) }
            }
            if coverage || !isGoalReached { reached?.missingLines.forEach(Terminal.say) }
            Terminal.say("\(results.count) tests, \(failed) failed")
            if let reached { Terminal.say(reached.summary) }
        }
        if failed > 0 || !isGoalReached || findings.contains(where: { $0.severity == .error }) { throw ExitCode(Exit.findings) }
    }
}
