import StoaCommerce

/// An amount of a rule: one in the rulebook's currency, or one for each currency the rule knows.
///
/// In a currency that it does not name, the rule that holds it does not apply.
struct MoneyTable: Sendable, Hashable {
    private enum Amounts: Sendable, Hashable {
        case stated([Money])
        /// A rulebook that names no currency: the text is read in the cart's.
        case inCartCurrency(String)
    }

    private let amounts: Amounts

    init(_ amounts: [Money]) { self.amounts = .stated(amounts) }

    init(inCartCurrency text: String) { amounts = .inCartCurrency(text) }

    /// Minor units in a currency, or nil when the rule knows none.
    func amount(in currency: Currency) -> Int64? {
        switch amounts {
        case .stated(let stated): stated.first { $0.currency == currency }?.amount
        case .inCartCurrency(let text): (try? Money(text, currency))?.amount
        }
    }

    /// The amounts with their currencies; empty when the amount is in the cart's currency, whichever that is.
    var stated: [Money] {
        guard case .stated(let stated) = amounts else { return [] }
        return stated
    }

    /// The stated amounts in minor units; empty when the amount is in the cart's currency, whichever that is.
    var byCurrency: [String: Int64] {
        guard case .stated(let stated) = amounts else { return [:] }
        return Dictionary(stated.map { ($0.currency.code, $0.amount) }, uniquingKeysWith: { first, _ in first })
    }

    /// Amounts of both in the currencies that both know.
    func comparable(with other: MoneyTable) -> [(Rational, Rational)] {
        switch (amounts, other.amounts) {
        case (.inCartCurrency(let a), .inCartCurrency(let b)):
            guard let x = try? Rational(decimal: a), let y = try? Rational(decimal: b) else { return [] }
            return [(x, y)]
        case (.stated(let a), _):
            return a.compactMap { money in other.amount(in: money.currency).map { (Rational(money.amount), Rational($0)) } }
        case (_, .stated(let b)):
            return b.compactMap { money in amount(in: money.currency).map { (Rational($0), Rational(money.amount)) } }
        }
    }
}
