extension Rulebook {
    /// The book with some of its promotions alone: their coupons stay, gates and other promotions go. For experiments; the
    /// hash stays that of the whole book.
    ///
    /// - Parameter objective: the book's own when nil.
    public func keeping(_ ids: [String], objective: RulebookSettings.Objective? = nil) -> Rulebook {
        var settings = settings
        settings.objective = objective ?? settings.objective
        let ids = Set(ids)
        let kept = promotions.filter { ids.contains($0.id) }
        let campaigns = Set(kept.flatMap(\.coupons))
        return Rulebook(
            hash: hash, settings: settings, promotions: kept, prices: prices, coupons: coupons.filter { campaigns.contains($0.id) },
            gates: [],
            environment: environment)
    }
}
