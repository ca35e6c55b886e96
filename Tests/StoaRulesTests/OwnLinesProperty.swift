import Diagnostics
import StoaCommerce
import StoaRules

extension QuoteProperty {
    /// A quote of a quote's own lines is stable.
    ///
    /// *Own lines* are what the answer itself tells of the cart: every unit of a line as a line of its own, at its list price
    /// (what it costs and what was taken off, together), with the codes that were used and without those that were not. Asked
    /// for that, the engine says the same: off every item, by every rule, the gifts, the points and all totals, to the cent.
    /// So a shop may show an answer, keep what it shows, and ask again with that. What became of codes that were not used is
    /// not asked again, and not told.
    static let ownLines = QuoteProperty(
        testDescription: "a quote of a quote's own lines is stable",
        problem: { trial in
            let first = try trial.quote(trial.files, trial.cart, ["CODE"])
            // Where the search ended early, it may end elsewhere for fewer candidates.
            guard first.optimality.status == .optimal else { return nil }
            let applied = first.discounts.filter { $0.status == .applied }
            let usesCode = trial.files.contains { file in
                file.text.contains("\ncode: coupon\n") && applied.contains { file.name == "\($0.rule)/rule.yaml" }
            }
            var own = trial.cart
            own.lines = zip(trial.cart.lines, first.lines).flatMap { source, line in
                (0..<source.quantity).map { unit in
                    var part = source
                    part.id = "\(line.id)-\(unit)"
                    part.quantity = 1
                    part.unitPrice = (line.total + line.discount) / source.quantity
                    return part
                }
            }
            let second = try trial.quote(trial.files, own, usesCode ? ["CODE"] : [])
            if second.totals != first.totals { return "\(second.totals) instead of \(first.totals)" }
            if Self.byItem(second, own) != Self.byItem(first, trial.cart) { return "rules take other amounts off the items" }
            if second.discounts.filter({ $0.status == .applied }) != applied { return "other rules, or other amounts of them" }
            if second.gifts != first.gifts || second.points != first.points { return "other gifts or points" }
            if second.shipping != first.shipping || second.undistributed != first.undistributed { return "shipping or the rest differs" }
            // And once more changes nothing at all.
            return try trial.quote(trial.files, own, usesCode ? ["CODE"] : []) == second ? nil : "differs when asked once more"
        },
        // Cents that cannot be dealt to the units of a line evenly are kept by the shop.
        fault: { files, cart, codes in
            var quote = try Trial.engine(files, cart, codes)
            for (index, line) in cart.lines.enumerated() {
                let spare = quote.lines[index].discount % line.quantity
                quote.lines[index].discount -= spare
                quote.lines[index].total += spare
                quote.totals.discount -= spare
                quote.totals.total += spare
            }
            return quote
        })

    /// What each rule takes off each item: lines that are equal but for id and quantity.
    private static func byItem(_ quote: Quote, _ cart: Cart) -> [[String]: Int64] {
        var amounts: [[String]: Int64] = [:]
        for (line, source) in zip(quote.lines, cart.lines) {
            let facts = [source.sku, source.category, source.seller].map { $0 ?? "" }
            let item = facts + ["\(source.unitPrice)", "\(source.floor ?? 0)", "\(source.discountable ?? true)"]
            for share in line.applied where share.amount > 0 { amounts[item + [share.rule], default: 0] += share.amount }
        }
        return amounts
    }
}
