import CEL

/// A host value with operators, exact to the cent, as a shop would declare it.
struct Money: HostValue {
    static let celTypeName = "money"
    let minor: Int64
    let currency: String

    init(minor: Int64, _ currency: String) {
        self.minor = minor
        self.currency = currency
    }

    /// Reads `50.00`.
    init(parsing text: String, _ currency: String) throws(EvaluationError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let whole = Int64(parts[0]), let cents = Int64(parts[1]) else {
            throw EvaluationError(code: "money.malformed", "'\(text)' is not an amount", hint: "write it as \"50.00\"")
        }
        self.init(minor: whole * 100 + cents, currency)
    }

    func requireSameCurrency(_ other: Money) throws(EvaluationError) {
        guard currency == other.currency else {
            throw EvaluationError(code: "money.currencyMismatch", "\(currency) and \(other.currency) cannot be combined")
        }
    }
}

struct Line: HostValue {
    static let celTypeName = "line"
    var sku = "A"
    var quantity: Int64 = 1
    var price = Money(minor: 1000, "USD")
    var section: String?
}

struct Cart: HostValue {
    static let celTypeName = "cart"
    var currency = "USD"
    var subtotal = Money(minor: 5000, "USD")
    var lines: [Line] = [Line()]
    var attributes: [String: String] = [:]
}

/// The environment of the tests: `cart`, `now`, and money.
struct Shop {
    var environment = Environment()
    let cart: Slot
    let now: Slot

    init() {
        var line = HostType(Line.self)
        line.field("sku") { $0.sku }
        line.field("quantity") { $0.quantity }
        line.field("price") { $0.price }
        line.optionalField("section") { $0.section }
        environment.declare(line)

        var cart = HostType(Cart.self)
        cart.field("currency") { $0.currency }
        cart.field("subtotal") { $0.subtotal }
        cart.field("lines") { $0.lines }
        cart.field("attributes") { $0.attributes }
        environment.declare(cart)

        var money = HostType(Money.self)
        money.field("currency") { $0.currency }
        environment.declare(money)
        Self.declareMoneyFunctions(in: &environment)

        self.cart = environment.declare(variable: "cart", Cart.self)
        now = environment.declare(variable: "now", .timestamp)
    }

    private static func declareMoneyFunctions(in environment: inout Environment) {
        environment.declare(function: "money", check: .evaluation) { (text: String) throws(EvaluationError) -> Money in
            try Money(parsing: text, "USD")
        }
        environment.declare(function: "money", check: .evaluation) { (amounts: [String: String]) throws(EvaluationError) -> Money in
            guard let amount = amounts["USD"] else {
                throw EvaluationError(code: "money.currencyHole", "there is no amount in USD")
            }
            return try Money(parsing: amount, "USD")
        }
        environment.declare(function: "krw") { (amount: Int64) in Money(minor: amount, "KRW") }
        environment.declare(function: Operator.add, check: .evaluation) { (a: Money, b: Money) throws(EvaluationError) -> Money in
            try a.requireSameCurrency(b)
            let (sum, overflow) = a.minor.addingReportingOverflow(b.minor)
            guard !overflow else { throw EvaluationError(code: "money.overflow", "the amount is too large") }
            return Money(minor: sum, a.currency)
        }
        environment.declare(function: Operator.multiply) { (a: Money, b: Int64) in Money(minor: a.minor &* b, a.currency) }
        environment.declare(function: Operator.multiply) { (a: Int64, b: Money) in Money(minor: b.minor &* a, b.currency) }
        environment.declare(function: Operator.greaterOrEqual) { (a: Money, b: Money) throws(EvaluationError) -> Bool in
            try a.requireSameCurrency(b)
            return a.minor >= b.minor
        }
    }
}
