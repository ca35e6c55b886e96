import ArgumentParser
import Diagnostics
import JSONDocument
import LuaSandbox
import StoaHost
import StoaPlugins

struct Plugin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, test and run one plugin.",
        discussion: """
            Example:
              stoa plugin run plugins/volume-pricing --input question.json
            """,
        subcommands: [Run.self, Check.self, Test.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call a plugin once, in the real sandbox, and print its answer with fuel, memory and time.",
            discussion: """
                Exit code 1 when the plugin fails.

                Example:
                  stoa plugin run plugins/volume-pricing --input question.json
                """)

        @Argument(help: ArgumentHelp("The plugin's folder.", valueName: "dir"))
        var directory: String

        @Option(help: ArgumentHelp("The question, as JSON; - reads standard input.", valueName: "file"))
        var input: String

        @Flag(help: "Print the answer on one line.")
        var json = false

        func run() async throws {
            let package = try PluginPackage.load(directory: directory)
            let input = try PluginInput(parsing: try InputFile.bytes(input), name: self.input)
            let run = try await PluginRunner(executor: SandboxExecutor(threads: 1)).run(package, input)
            Terminal.answer(run.json, onOneLine: json)
            if case .failure = run.result { throw ExitCode(Exit.findings) }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a plugin's manifest, code and permissions.",
            discussion: """
                Example:
                  stoa plugin check plugins/volume-pricing
                """)

        @Argument(help: ArgumentHelp("The plugin's folder.", valueName: "dir"))
        var directory: String

        @Flag(help: "Print the findings as JSON on one line.")
        var json = false

        func run() async throws {
            let findings = await PluginCheck(executor: SandboxExecutor(threads: 1)).findings(in: directory)
            try FindingsReport(findings).show(asJSON: json)
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a plugin's tests in the real sandbox, with fuel and time a case.",
            discussion: """
                Exit code 1 when a test fails.

                Example:
                  stoa plugin test plugins/volume-pricing
                """)

        @Argument(help: ArgumentHelp("The plugin's folder.", valueName: "dir"))
        var directory: String

        @Flag(help: "Print the outcomes as JSON on one line.")
        var json = false

        func run() async throws {
            let package = try PluginPackage.load(directory: directory)
            let outcomes = await PluginTests(executor: SandboxExecutor(threads: 1)).run(package)
            let failed = outcomes.count { !$0.passed }
            if json {
                Terminal.answer(
                    ["tests": JSON(outcomes.count), "failed": JSON(failed), "results": .array(outcomes.map(\.json))], onOneLine: true)
            } else {
                for outcome in outcomes {
                    let mark = outcome.passed ? "passed" : "failed"
                    Terminal.say("\(mark): \(outcome.name) (\(outcome.fuelUsed) fuel, \(outcome.microseconds) µs)")
                    if let failure = outcome.failure { Terminal.say("  " + failure) }
                }
                Terminal.say("\(outcomes.count) tests, \(failed) failed")
            }
            if failed > 0 { throw ExitCode(Exit.findings) }
        }
    }
}

extension PluginTests.Outcome {
    fileprivate var microseconds: Int64 { duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000 }

    fileprivate var json: JSON {
        var json: JSON = [
            "name": .string(name), "passed": .bool(passed), "fuelUsed": .integer(Int64(clamping: fuelUsed)),
            "microseconds": .integer(microseconds),
        ]
        json["failure"] = failure.map { .string($0) }
        return json
    }
}
