import ArgumentParser
import JSONDocument
import StoaHTTP

struct Rule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop one promotion of a running server at once, or let it run again.",
        discussion: """
            Example:
              stoa rule pause mugs-10-percent --reason "wrong price in the newsletter"
            """,
        subcommands: [Pause.self, Resume.self])

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a promotion on every host within a second; orders that have it keep it.",
            discussion: """
                Stays paused until it is resumed, also when other rules are published meanwhile.

                Example:
                  stoa rule pause mugs-10-percent --reason "wrong price in the newsletter"
                """)

        @Argument(help: ArgumentHelp("The id of a promotion.", valueName: "rule"))
        var rule: String

        @OptionGroup var access: ServerAccess

        @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
        var reason: String

        @Flag(help: "Print the outcome as JSON on one line.")
        var json = false

        func run() async throws {
            let input: JSON = ["id": .string(rule), "reason": .string(reason)]
            let answer = try await access.withClient { try await $0.run("promotion.pause", input) }
            if json { Terminal.answer(answer.output, onOneLine: true) } else { Terminal.say("\(rule) is paused") }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a paused promotion run again.",
            discussion: """
                Example:
                  stoa rule resume mugs-10-percent
                """)

        @Argument(help: ArgumentHelp("The id of a promotion.", valueName: "rule"))
        var rule: String

        @OptionGroup var access: ServerAccess

        @Flag(help: "Print the outcome as JSON on one line.")
        var json = false

        func run() async throws {
            let input: JSON = ["id": .string(rule)]
            let answer = try await access.withClient { try await $0.run("promotion.resume", input) }
            if json { Terminal.answer(answer.output, onOneLine: true) } else { Terminal.say("\(rule) runs") }
        }
    }
}
