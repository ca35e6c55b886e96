import StoaCommerce

/// The rates of a zone by class and date, and whether its prices include them; a file of kind Tax. Immutable.
struct TaxTable: Sendable {
    struct Rate: Sendable {
        /// `standard` for goods without a class, `shipping` for the selected way to ship.
        let taxClass: String
        /// As stated, in percent.
        let percent: String
        let from: Instant?
        let until: Instant?

        func isInForce(at instant: Instant) -> Bool { (from.map { $0 <= instant } ?? true) && (until.map { instant < $0 } ?? true) }

        func overlaps(_ other: Rate) -> Bool {
            taxClass == other.taxClass && Self.begins(from, before: other.until) && Self.begins(other.from, before: until)
        }

        private static func begins(_ from: Instant?, before until: Instant?) -> Bool {
            guard let from, let until else { return true }
            return from < until
        }
    }

    let id: String
    let zones: [String]
    let pricesInclude: PriceBasis?
    let rates: [Rate]
}

extension Rulebook {
    /// The cart with the rates of a tax zone, for callers that know none of their own: rates that the cart states stay, so
    /// that a connector comes before the table.
    ///
    /// - Returns: the cart, and the id of the table whose rates it got; nil when it had its own.
    /// - Throws: `tax.zoneUnknown`, and `tax.noRate` when a class of the cart has no rate at the instant.
    public func taxed(_ cart: Cart, in zone: String, at instant: Instant) throws(RulesError) -> (cart: Cart, fallback: String?) {
        guard cart.taxRates == nil else { return (cart, nil) }
        guard let table = taxes.first(where: { $0.zones.contains(zone) }) else {
            throw RulesError(
                code: "tax.zoneUnknown", "no Tax of the book is for the zone '\(zone.prefix(40))'",
                hint: "add the zone to the 'zones' of a file of kind Tax")
        }
        var taxed = cart
        var rates: [String: String] = [:]
        for rate in table.rates where rate.isInForce(at: instant) { rates[rate.taxClass] = rate.percent }
        var wanted = Set(cart.lines.map { $0.taxClass ?? "standard" })
        if cart.selectedShipping != nil { wanted.insert("shipping") }
        if let missing = wanted.subtracting(rates.keys).min() {
            throw RulesError(
                code: "tax.noRate", "'\(table.id)' has no rate for the class '\(missing.prefix(40))' at \(instant)",
                hint: "add the class with a rate, even if it is 0")
        }
        taxed.taxRates = rates
        taxed.pricesInclude = cart.pricesInclude ?? table.pricesInclude
        return (taxed, table.id)
    }
}
