import ArgumentParser
import JSONDocument
import StoaHTTP

struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the rules that were in force before back into force on a running server.",
        discussion: """
            Again goes back by one more. Nothing is overwritten: what was rolled back can be activated again.

            Example:
              stoa rollback --reason "the bundle was free"
            """)

    @OptionGroup var access: ServerAccess

    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String

    @Flag(help: "Print the outcome as JSON on one line.")
    var json = false

    func run() async throws {
        let input: JSON = ["reason": .string(reason)]
        let answer = try await access.withClient { try await $0.run("rulebook.rollback", input) }
        if json { return Terminal.answer(answer.output, onOneLine: true) }
        if answer.isHeld { return Terminal.say("waits for approval: task \(answer.output["task"]?.string ?? "–")") }
        Terminal.answer(answer.output["id"]?.string ?? "")
        Terminal.say("in force again")
    }
}
