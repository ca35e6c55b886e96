import ArgumentParser
import JSONDocument
import StoaHTTP

struct Coupon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export the generated codes of a campaign from a running server.",
        discussion: """
            Example:
              stoa coupon export welcome-codes --count 5000 > codes.txt
            """,
        subcommands: [Export.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print codes of a campaign, one a line, page by page.",
            discussion: """
                The same serial numbers give the same codes again. Codes that were issued to somebody are not among them.

                Example:
                  stoa coupon export welcome-codes --from 100000 --count 5000 > codes.txt
                """)

        static let pageMax = 10_000

        @Argument(help: ArgumentHelp("The id of a campaign of generated codes.", valueName: "campaign"))
        var campaign: String

        @OptionGroup var access: ServerAccess

        @Option(help: ArgumentHelp("The first serial number.", valueName: "serial"))
        var from = 0

        @Option(help: ArgumentHelp("How many codes.", valueName: "codes"))
        var count = 1000

        func run() async throws {
            var next: Int64? = Int64(from)
            let end = next.map { $0 + Int64(max(0, count)) } ?? 0
            try await access.withClient { client in
                while let start = next, start < end {
                    let page: JSON = [
                        "campaign": .string(campaign), "from": .integer(start), "count": .integer(min(end - start, Int64(Export.pageMax))),
                    ]
                    let answer = try await client.run("coupon.export", page)
                    for code in answer.output["codes"]?.array ?? [] { Terminal.answer(code.string ?? "") }
                    next = answer.output["next"]?.integer
                }
            }
        }
    }
}
