import ArgumentParser
import JSONDocument
import StoaCommerce
import StoaHost
import StoaRules

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a rule applied to a cart or another case, or what kept it from applying.",
        discussion: """
            Conditions are shown with the values that their parts had, lines with the reason why they do not match. For a
            permission, a stock or a retention rule the file holds what a test beside the rule does, without a list around it:
            who runs what, an article with its stock, or a record; what all rules of the kind decide is shown as well.

            Examples:
              stoa explain vip-10-percent --rules my-rules --cart cart.json --codes SPRING
              stoa explain trainees --rules my-rules --cart refund-by-tom.yaml
            """)

    @Argument(help: ArgumentHelp("The id of a promotion, price, permission, stock or retention rule.", valueName: "rule"))
    var rule: String

    @Option(help: ArgumentHelp("A folder of rules.", valueName: "dir"))
    var rules: String

    @Option(help: ArgumentHelp("The cart, or what a test beside the rule asks, as JSON or YAML.", valueName: "file"))
    var cart: String

    @Option(help: ArgumentHelp("Coupon codes, separated by commas.", valueName: "a,b"))
    var codes: String?

    @Option(help: ArgumentHelp("The instant to judge at, e.g. 2026-11-22T18:00:00Z; now when absent.", valueName: "instant"))
    var at: String?

    @Flag(help: "Print the explanation as JSON on one line.")
    var json = false

    func run() async throws {
        let book = try Rulebook.load(directory: try ContentFolder(rules).path)
        let source = try InputFile.source(cart)
        if let explanation = try book.explain(rule, asked: source) {
            guard codes == nil, at == nil else {
                throw ValidationError("--codes and --at go with carts; for '\(rule)' the file itself says 'at'")
            }
            return try answer(explanation, currency: nil)
        }
        let cart = try CartFile.read(source)
        let instant = try at.map { (text) throws(CommerceError) in try Instant(text) } ?? SystemClock.now()
        let given = codes.map { $0.split(separator: ",").map(String.init) } ?? []
        try answer(try book.explain(rule, cart: cart, codes: given, at: instant), currency: cart.currency)
    }

    private func answer(_ explanation: RuleExplanation, currency: Currency?) throws {
        if json {
            try Terminal.answer(encoding: explanation, onOneLine: true)
        } else {
            ExplanationText(explanation, currency: currency).lines.forEach(Terminal.answer)
        }
    }
}
