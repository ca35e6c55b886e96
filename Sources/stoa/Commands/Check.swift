import ArgumentParser
import JSONDocument
import StoaHost
import StoaRules

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the mistakes in rules, workflows and plugins before they run.",
        discussion: """
            Every mistake with its file, line, column and a hint. Rules are analysed as well: what can never apply, what
            others always beat, what gives more than anyone meant – each shown on a cart, which --json prints in the form
            that 'stoa quote --cart' reads. Exit code 1 when there is an error; with --strict also for a warning.

            Example:
              stoa check my-rules workflows
            """)

    @Argument(
        help: ArgumentHelp("Folders of rules, workflows or plugins; those of the working directory when none is named.", valueName: "dir"))
    var directories: [String] = []

    @Flag(help: "Print the findings as JSON on one line.")
    var json = false

    @Flag(help: "Leave out the analysis of rules, which quotes thousands of carts.")
    var quick = false

    @Flag(help: "Exit with 1 for a warning too.")
    var strict = false

    func run() async throws {
        var report = FindingsReport(isStrict: strict)
        for folder in try ContentFolder.folders(directories) { report.add(try await ContentCheck.report(on: folder, isQuick: quick)) }
        try report.show(asJSON: json)
    }
}
