import ArgumentParser
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaHost
import StoaRules

struct Quote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Quote a cart on files alone: no server, no database.",
        discussion: """
            Amounts are in minor units of the cart's currency. Without --json the answer is indented.

            Examples:
              stoa quote --rules my-rules --cart cart.json --codes SPRING,VIP
              stoa quote --case case.json
            """)

    @Option(name: .customLong("case"), help: ArgumentHelp("A worked case: rules, cart and question in one file.", valueName: "file"))
    var caseFile: String?

    @Option(help: ArgumentHelp("A folder of rules.", valueName: "dir"))
    var rules: String?

    @Option(help: ArgumentHelp("A folder of plugins to ask as well.", valueName: "dir"))
    var plugins: String?

    @Option(help: ArgumentHelp("The cart, as JSON or YAML.", valueName: "file"))
    var cart: String?

    @Option(help: ArgumentHelp("Coupon codes, separated by commas.", valueName: "a,b"))
    var codes: String?

    @Option(help: ArgumentHelp("The instant to quote for, e.g. 2026-11-22T18:00:00Z; now when absent.", valueName: "instant"))
    var at: String?

    @Option(help: ArgumentHelp("Ask these promotions alone, separated by commas.", valueName: "a,b"))
    var only: String?

    @Flag(help: "Print the answer on one line.")
    var json = false

    func validate() throws {
        if caseFile != nil {
            guard rules == nil, cart == nil, plugins == nil, codes == nil, at == nil, only == nil else {
                throw ValidationError("--case holds everything; give it alone")
            }
        } else if rules == nil || cart == nil {
            throw ValidationError("give --rules and --cart, or --case")
        }
    }

    func run() async throws {
        if let caseFile {
            try Terminal.answer(encoding: try PromotionCase(reading: try InputFile.source(caseFile)).answer(), onOneLine: json)
        } else if let rules, let cart {
            try Terminal.answer(encoding: try await quote(rules, cart), onOneLine: json)
        }
    }

    private func quote(_ rules: String, _ cart: String) async throws -> StoaCommerce.Quote {
        let folder = try ContentFolder(rules)
        var book = try Rulebook.load(directory: folder.path)
        if let only { book = book.keeping(only.split(separator: ",").map(String.init)) }
        let cart = try CartFile.read(try InputFile.source(cart))
        let instant = try at.map { (text) throws(CommerceError) in try Instant(text) } ?? SystemClock.now()
        let proposals = try await PluginQuestions.proposals(for: cart, by: book, at: instant, from: plugins)
        let given = codes.map { $0.split(separator: ",").map(String.init) } ?? []
        return try book.quote(cart, codes: given, proposals: proposals.discounts, prices: proposals.prices, at: instant)
    }
}
