import StoaCommerce

/// Promotions that are stopped without a new version of the book.
extension Rulebook {
    /// The book without some of its promotions; everything else stays, its hash too.
    public func pausing(_ ids: Set<String>) -> Rulebook {
        guard ids.contains(where: { promotion($0) != nil || price($0) != nil }) else { return self }
        return Rulebook(
            hash: hash, settings: settings, promotions: promotions.filter { !ids.contains($0.id) },
            prices: prices.filter { !ids.contains($0.id) }, coupons: coupons, gates: gates, tables: tables, segments: segments,
            commissions: commissions, taxes: taxes, standing: standing, environment: environment, loyalty: loyalty)
    }

    /// What a quote says of paused promotions: of those alone that would be looked at for this cart if they were not
    /// paused. Whether their conditions hold is not judged.
    ///
    /// - Parameter paused: ids with the reason to show.
    public func pauses(
        _ paused: [String: String], for cart: Cart, codes: [String], recognized: [String: RecognizedCode] = [:], at instant: Instant
    ) -> [Quote.Discount] {
        guard !paused.isEmpty else { return [] }
        let book = codeBook(codes, recognized, buyer: cart.customer, at: instant)
        return (promotions + prices.map(\.selector)).compactMap { rule in
            guard let reason = paused[rule.id], isInForce(rule, for: cart, at: instant),
                rule.coupons.isEmpty || rule.coupons.contains(where: { book.opened[$0] != nil })
            else { return nil }
            return Quote.Discount(rule: rule.id, amount: 0, funder: rule.funder, status: .paused, reason: reason)
        }
    }
}
