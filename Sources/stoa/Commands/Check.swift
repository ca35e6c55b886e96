import ArgumentParser
import Diagnostics
import JSONDocument
import StoaHost

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the mistakes in rules, workflows and plugins before they run.",
        discussion: """
            Every mistake with its file, line, column and a hint; exit code 1 when there is an error.

            Example:
              stoa check my-rules workflows
            """)

    @Argument(
        help: ArgumentHelp("Folders of rules, workflows or plugins; those of the working directory when none is named.", valueName: "dir"))
    var directories: [String] = []

    @Flag(help: "Print the findings as JSON on one line.")
    var json = false

    func run() async throws {
        var findings: [Diagnostic] = []
        for folder in try ContentFolder.folders(directories) { findings += try await ContentCheck.findings(in: folder) }
        try FindingsReport(findings).show(asJSON: json)
    }
}
