import ArgumentParser
import JSONDocument
import StoaCommerce
import StoaHost
import StoaRules

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a rule applied to a cart, or what kept it from applying.",
        discussion: """
            Conditions are shown with the values that their parts had, lines with the reason why they do not match.

            Example:
              stoa explain vip-10-percent --rules my-rules --cart cart.json --codes SPRING
            """)

    @Argument(help: ArgumentHelp("The id of a promotion.", valueName: "rule"))
    var rule: String

    @Option(help: ArgumentHelp("A folder of rules.", valueName: "dir"))
    var rules: String

    @Option(help: ArgumentHelp("The cart, as JSON or YAML.", valueName: "file"))
    var cart: String

    @Option(help: ArgumentHelp("Coupon codes, separated by commas.", valueName: "a,b"))
    var codes: String?

    @Option(help: ArgumentHelp("The instant to judge at, e.g. 2026-11-22T18:00:00Z; now when absent.", valueName: "instant"))
    var at: String?

    @Flag(help: "Print the explanation as JSON on one line.")
    var json = false

    func run() async throws {
        let book = try Rulebook.load(directory: try ContentFolder(rules).path)
        let cart = try CartFile.read(try InputFile.source(cart))
        let instant = try at.map { (text) throws(CommerceError) in try Instant(text) } ?? SystemClock.now()
        let given = codes.map { $0.split(separator: ",").map(String.init) } ?? []
        let explanation = try book.explain(rule, cart: cart, codes: given, at: instant)
        if json {
            try Terminal.answer(encoding: explanation, onOneLine: true)
        } else {
            ExplanationText(explanation, currency: cart.currency).lines.forEach(Terminal.answer)
        }
    }
}
