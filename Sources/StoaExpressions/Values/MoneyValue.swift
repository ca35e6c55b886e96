import CEL
import StoaCommerce

/// `money` in expressions: an exact amount, or one that a rule states for several currencies.
///
/// What is stated for several currencies takes the currency of the amount it meets: of `money({"USD": "50.00", "KRW":
/// "65000"})`, a cart in won meets 65000 KRW. Meeting a currency it does not name is an error, never a conversion.
public enum MoneyValue: HostValue {
    public static let celTypeName = "money"

    case exact(Money)
    /// At least one, each in another currency, in the order of their codes.
    case choice([Money])
    /// A decimal in major units of whichever currency it meets; made where a rulebook names no currency.
    case unstated(String)

    /// The amount in a currency.
    ///
    /// - Throws: `money.currencyMismatch`, and `money.tooPrecise` for an unstated one with too many digits.
    public func amount(in currency: Currency) throws(EvaluationError) -> Money {
        switch self {
        case .exact(let money):
            guard money.currency == currency else { throw .mixed(money.currency.code, currency.code) }
            return money
        case .choice(let amounts):
            guard let money = amounts.first(where: { $0.currency == currency }) else {
                throw .mixed(amounts.map(\.currency.code).joined(separator: ", "), currency.code)
            }
            return money
        case .unstated(let text):
            do throws(CommerceError) { return try Money(text, currency) } catch { throw EvaluationError(error) }
        }
    }

    /// Equal amounts of one currency; false, not an error, for amounts that do not meet in one.
    public static func == (left: MoneyValue, right: MoneyValue) -> Bool {
        guard let (a, b) = try? met(left, right) else { return false }
        return a == b
    }

    /// Equality looks through choices, which leaves nothing that equal values must have in common.
    public func hash(into hasher: inout Hasher) {}
}

/// Both sides in the currency that they meet in.
func met(_ left: MoneyValue, _ right: MoneyValue) throws(EvaluationError) -> ([Money], [Money]) {
    switch (left, right) {
    case (.exact(let a), _): return ([a], [try right.amount(in: a.currency)])
    case (_, .exact(let b)): return ([try left.amount(in: b.currency)], [b])
    case (.choice(let a), _):
        var others: [Money] = []
        for money in a { others.append(try right.amount(in: money.currency)) }
        return (a, others)
    case (_, .choice(let b)):
        var others: [Money] = []
        for money in b { others.append(try left.amount(in: money.currency)) }
        return (others, b)
    case (.unstated(let a), .unstated(let b)):
        // Without a currency only the decimals can be compared; any currency gives the same answer.
        do throws(CommerceError) {
            let (x, y) = (try Rational(decimal: a), try Rational(decimal: b))
            let sign: Int64 = x < y ? -1 : x == y ? 0 : 1
            return ([try Money(sign, .usd)], [Money.zero(.usd)])
        } catch { throw EvaluationError(error) }
    }
}

extension EvaluationError {
    /// A refusal of the mall's nouns inside an expression, with its own code.
    init(_ error: CommerceError) { self.init(code: error.code, error.message, hint: error.hint) }

    static func mixed(_ left: String, _ right: String) -> EvaluationError {
        EvaluationError(
            code: "money.currencyMismatch", "\(left) and \(right) cannot be reckoned together",
            hint: "state the amount for each currency: money({\"\(right)\": \"…\"})")
    }
}
