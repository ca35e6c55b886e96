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
}
