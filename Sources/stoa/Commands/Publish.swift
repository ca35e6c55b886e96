import ArgumentParser
import Diagnostics
import JSONDocument
import StoaHTTP
import StoaHost
import StoaRules

struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish a folder of rules on a running server, and put it into force.",
        discussion: """
            All rules of the folder become one version, named by their SHA-256; one mistake or one failing test publishes
            nothing. Every host of the server then quotes by it within a second, without a restart. Where a workflow wants
            somebody else to approve, the task is printed and the rules in force stay as they are.

            Example:
              STOA_KEY=stoa_live_… stoa publish my-rules --server http://127.0.0.1:8080
            """)

    @Argument(help: ArgumentHelp("A folder of rules.", valueName: "dir"))
    var directory: String

    @OptionGroup var access: ServerAccess

    @OptionGroup var goal: CoverageGoal

    @Option(help: ArgumentHelp("When it shall come into force, e.g. 2026-11-27T00:00:00Z; now when absent.", valueName: "instant"))
    var at: String?

    @Flag(help: "Publish the version without putting it into force.")
    var inactive = false

    @Option(help: ArgumentHelp("What the version is for.", valueName: "text"))
    var note: String?

    @Flag(help: "Print the outcome as JSON on one line.")
    var json = false

    func run() async throws {
        let files = try RuleFile.all(in: try ContentFolder(directory).path)
        // Mistakes are shown here with their lines; the server would tell them as well.
        let book = try Rulebook.compile(files)
        try requireCoverage(of: book, files)
        var publication: [String: JSON] = ["files": try JSONValueEncoder().encode(files)]
        publication["note"] = note.map { .string($0) }
        let input = JSON.object(publication)
        let (version, activation) = try await access.withClient { client in
            let version = try await client.run("rulebook.publish", input).output
            guard !inactive, let id = version["id"] else { return (version, OperationClient.Answer?.none) }
            var request: [String: JSON] = ["id": id]
            request["at"] = at.map { .string($0) }
            return (version, try await client.run("rulebook.activate", .object(request)))
        }
        show(version, activation)
    }

    /// - Throws: the exit code for findings, when the tests among the files reach less than was asked for.
    private func requireCoverage(of book: Rulebook, _ files: [RuleFile]) throws {
        guard goal.coverageAtLeast != nil else { return }
        let report = RuleTests.run(
            files.filter(\.isTest).map(\.source), on: book, from: files.filter { !$0.isTest }.map(\.source), measuresCoverage: true)
        guard let coverage = report.coverage, !goal.isReached(by: coverage) else { return }
        coverage.missingLines.forEach(Terminal.say)
        Terminal.say("\(coverage.summary); nothing was published")
        throw ExitCode(Exit.findings)
    }

    private func show(_ version: JSON, _ activation: OperationClient.Answer?) {
        if json {
            var outcome = version.object ?? [:]
            outcome["activation"] = activation.map { $0.isHeld ? ["held": $0.output] : $0.output }
            return Terminal.answer(.object(outcome), onOneLine: true)
        }
        let id = version["id"]?.string ?? ""
        Terminal.answer(id)
        Terminal.say(
            "\(version["isNew"] == .bool(true) ? "published" : "already published"), \(version["tests"]?.integer ?? 0) tests passed")
        guard let activation else { return Terminal.say("not in force") }
        if activation.isHeld {
            Terminal.say("waits for approval: task \(activation.output["task"]?.string ?? "–")")
        } else if activation.output["isInForce"] == .bool(true) {
            Terminal.say("in force")
        } else {
            Terminal.say("comes into force at \(at ?? "")")
        }
    }
}
