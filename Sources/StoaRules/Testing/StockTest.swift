import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside a stock rule. It runs against all stock rules of the book.
struct StockTest {
    let name: String
    let cart: Cart
    let sku: String
    let available: Int64
    let owed: Int64
    let bought: Int64
    let at: Instant
    let expected: [(field: String, value: Int64)]

    /// What the rules say, and what they come to; nil where no rule is for the article.
    func outcome(in book: Rulebook) -> (terms: StockTerms, stock: Quote.Stock)? {
        guard let terms = book.stockTerms(for: cart, at: at).first else { return nil }
        let bought = Dictionary(terms.counters.map { ($0.rule, self.bought) }, uniquingKeysWith: { first, _ in first })
        return (terms, terms.outcome(for: cart.quantity(of: sku), StockCount(sku: sku, available: available, owed: owed, bought: bought)))
    }

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        let free = StockTerms.open(sku)
        let found = outcome(in: book)
        let stock = found?.stock ?? free.outcome(for: cart.quantity(of: sku), StockCount(sku: sku, available: available))
        return expected.compactMap { field, value in
            if field == "reserve" {
                let seconds = found?.terms.reserveSeconds
                return seconds == value
                    ? nil : "reserve: expected \(RuleDuration.text(value)), found \(seconds.map(RuleDuration.text) ?? "none")"
            }
            let amount: Int64? =
                switch field {
                case "fromStock": stock.wanted - stock.backOrdered - max(0, stock.short)
                case "backOrdered": stock.backOrdered
                case "short": stock.short
                default: stock.customerLeft
                }
            return amount == value ? nil : "\(field): expected \(value), found \(amount.map(String.init) ?? "no limit")"
        }
    }

    /// `{ name, line: { sku, quantity, … }, stock: { available, owed }, bought, channel, at, expect: { short: 1 } }`
    static func read(_ reader: YAMLReader, for book: Rulebook) -> [StockTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(RuleShapes.stockTest) { test($0, book) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader, _ book: Rulebook) -> StockTest? {
        let name = fields.required("name")?.string()
        let line = fields.required("line").flatMap { CartFile.line($0) }
        let stock = fields.required("stock")?.mapping(RuleShapes.stockCount) { fields -> (Int64, Int64)? in
            let available = fields.required("available").flatMap { pieces($0) }
            let owed = fields.optional("owed").flatMap { pieces($0) } ?? 0
            return available.map { ($0, owed) }
        }
        let bought = fields.optional("bought").flatMap { pieces($0) } ?? 0
        let channel = fields.optional("channel")?.string()
        let currency = fields.optional("currency")?.parsed("a currency", hint: "write EUR") { try? Currency($0) }
        let customer = fields.optional("customer")?.mapping(RuleShapes.customer) { CartFile.customer($0) }
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        let expected = fields.required("expect")?.mapping(RuleShapes.stockExpectation) { fields in
            fields.all.compactMap { entry, value -> (field: String, value: Int64)? in
                let amount =
                    entry.key == "reserve"
                    ? value.parsed("a time", hint: "write PT30M", RuleDuration.seconds) : pieces(value)
                return amount.map { (entry.key, $0) }
            }
        }
        guard let name, let line, let stock, let expected else { return nil }
        guard let sku = line.sku, let currency = currency ?? book.settings.currency ?? (try? Currency("USD")) else {
            fields.required("line")?.report("missingField", "the line has no 'sku'", hint: "add sku: NAME")
            return nil
        }
        let cart = Cart(currency: currency, channel: channel, customer: customer, lines: [line])
        return StockTest(
            name: name, cart: cart, sku: sku, available: stock.0, owed: stock.1, bought: bought,
            at: at ?? RuleTestFile.standardInstant, expected: expected)
    }

    private static func pieces(_ value: YAMLValue) -> Int64? { value.integer(in: 0...RuleLimits.piecesMax).map(Int64.init) }
}
