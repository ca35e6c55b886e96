import JSONDocument
import StoaCommerce
import StrictYAML

/// An article in a cart, and what is there of it.
struct StockQuestion: Sendable {
    let cart: Cart
    let sku: String
    let available: Int64
    var owed: Int64 = 0
    /// Pieces that the customer bought before.
    var bought: Int64 = 0
    let at: Instant

    /// What the rules say, and what they come to; nil where no rule is for the article.
    func outcome(by book: Rulebook) -> (terms: StockTerms, stock: Quote.Stock)? {
        guard let terms = book.stockTerms(for: cart, at: at).first else { return nil }
        let bought = Dictionary(terms.counters.map { ($0.rule, self.bought) }, uniquingKeysWith: { first, _ in first })
        return (terms, terms.outcome(for: cart.quantity(of: sku), StockCount(sku: sku, available: available, owed: owed, bought: bought)))
    }

    /// As above, and what holds for an article that no rule is for.
    func stock(by book: Rulebook) -> (reserveSeconds: Int64?, stock: Quote.Stock) {
        if let found = outcome(by: book) { return (found.terms.reserveSeconds, found.stock) }
        let open = StockTerms.open(sku)
        return (nil, open.outcome(for: cart.quantity(of: sku), StockCount(sku: sku, available: available)))
    }

    /// `{ line: { sku, quantity, … }, stock: { available, owed }, bought, channel, currency, customer, at }`
    static func read(_ fields: YAMLMappingReader, for book: Rulebook) -> StockQuestion? {
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
        let at = fields.optional("at").flatMap { RuleQuestion.instant($0) }
        guard let line, let stock else { return nil }
        guard let sku = line.sku else {
            fields.required("line")?.report("missingField", "the line has no 'sku'", hint: "add sku: NAME")
            return nil
        }
        let cart = Cart(
            currency: currency ?? book.settings.currency ?? .usd, channel: channel, customer: customer, lines: [line])
        return StockQuestion(
            cart: cart, sku: sku, available: stock.0, owed: stock.1, bought: bought, at: at ?? RuleTestFile.standardInstant)
    }

    static func pieces(_ value: YAMLValue) -> Int64? { value.integer(in: 0...RuleLimits.piecesMax).map(Int64.init) }

    /// As ``read(_:for:)`` reads it.
    var json: [String: JSON] {
        let encoder = JSONValueEncoder()
        var json: [String: JSON] = ["currency": .string(cart.currency.code)]
        json["line"] = cart.lines.first.flatMap { try? encoder.encode($0) }
        json["stock"] = owed == 0 ? ["available": .integer(available)] : ["available": .integer(available), "owed": .integer(owed)]
        if bought > 0 { json["bought"] = .integer(bought) }
        json["channel"] = cart.channel.map(JSON.string)
        json["customer"] = cart.customer.flatMap { try? encoder.encode($0) }
        if at != RuleTestFile.standardInstant { json["at"] = .string(at.description) }
        return json
    }

    /// What a test that passes expects.
    func expectation(by book: Rulebook) -> [String: JSON] {
        let (reserve, stock) = stock(by: book)
        var expected: [String: JSON] = [
            "fromStock": .integer(stock.fromStock), "backOrdered": .integer(stock.backOrdered), "short": .integer(stock.short),
        ]
        expected["customerLeft"] = stock.customerLeft.map(JSON.integer)
        expected["reserve"] = reserve.map { .string(RuleDuration.text($0)) }
        return ["expect": .object(expected)]
    }
}

extension Quote.Stock {
    /// Pieces that are there.
    var fromStock: Int64 { wanted - backOrdered - max(0, short) }
}
