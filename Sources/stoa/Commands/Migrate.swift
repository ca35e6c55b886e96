import ArgumentParser
import JSONDocument
import StoaHost
import StoaKernel

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a database's schema up to date.",
        discussion: """
            Safe to run again; a server does the same when it starts.

            Example:
              stoa migrate --database postgres://stoa@db/mall
            """)

    @Option(help: ArgumentHelp("sqlite:PATH or postgres://…; otherwise STOA_DATABASE or stoa.yaml.", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("A configuration file instead of stoa.yaml.", valueName: "file"))
    var config: String?

    @Flag(help: "Print the result as JSON on one line.")
    var json = false

    func run() async throws {
        let configuration = try HostConfiguration(flags: database.map { ["database": $0] } ?? [:], file: config)
        let storage = try await OpenStorage.open(configuration.database)
        await storage.close()
        let shown = configuration.origins.first { $0.name == "database" }?.value ?? configuration.database
        if json {
            Terminal.answer(["database": .string(shown), "upToDate": true], onOneLine: true)
        } else {
            Terminal.say("the schema of \(shown) is up to date")
        }
    }
}
