import StoaCommerce

/// Tax at the rates that the cart states, reckoned from each discounted line. Without rates there is no tax;
/// ``Rulebook/taxed(_:in:at:)`` gives a cart the rates of its zone.
struct Taxes {
    private let percents: [String: Rational]
    let basis: PriceBasis

    /// - Throws: `quote.cartMalformed` for a rate that is not a decimal from 0 to 1000.
    init(_ cart: Cart) throws(RulesError) {
        var percents: [String: Rational] = [:]
        for (name, text) in cart.taxRates ?? [:] {
            guard let rate = try? Rational(decimal: text), !rate.isNegative, rate <= Rational(1000) else {
                throw RulesError(
                    code: "quote.cartMalformed", "the tax rate of '\(name)' is '\(text.prefix(40))'",
                    hint: "write a percentage such as \"20\"")
            }
            percents[name] = rate
        }
        self.percents = percents
        // A cart that does not say is shown as it stands: tax must not make it dearer than what the buyer saw.
        basis = cart.pricesInclude ?? .gross
    }

    var isEmpty: Bool { percents.isEmpty }

    func percentage(of taxClass: String?) -> Rational { percents[taxClass ?? "standard"] ?? .zero }

    /// Minor units of tax in, or on top of, an amount.
    func tax(on amount: Int64, _ taxClass: String?) -> Int64 {
        let rate = percentage(of: taxClass)
        guard rate != .zero else { return 0 }
        do {
            let tax = try percent(rate, of: amount)
            if basis == .net { return try tax.rounded(.halfUp) }
            let factor = try Rational(1).plus(try rate.divided(by: Rational(100)))
            return try tax.divided(by: factor).rounded(.halfUp)
        } catch { return 0 }
    }
}
