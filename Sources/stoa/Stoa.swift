import ArgumentParser
import StoaHost

/// The command line of the platform. Data goes to standard output, everything said to a person to standard error.
@main struct Stoa: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoa",
        abstract: "A programmable commerce backend: serve a mall, and write and try its rules, workflows and plugins.",
        discussion: """
            Example:
              stoa serve --demo --database sqlite:mall.db

            Exit codes: 0 done, 1 findings or refused, 2 wrong usage, 3 the machine lacks something, 70 a bug of ours.
            """,
        version: StoaVersion.current,
        subcommands: [
            Serve.self, Migrate.self, Quote.self, Check.self, Explain.self, Test.self, Simulate.self, ReceiptCommand.self, Publish.self,
            Diff.self, Rollback.self, Rule.self, Plugin.self, Coupon.self,
            Key.self, SDK.self, CELCommand.self, Errors.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.because(of: error)
        }
    }
}
