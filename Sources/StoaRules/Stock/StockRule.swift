import StoaCommerce
import StoaExpressions

/// A rule of kind `Stock`: for which articles what is kept back, what may be sold before it is there, how much of it one
/// customer may buy, and how long an unpaid order holds its pieces.
struct StockRule: Sendable {
    /// How often what a customer bought is counted from zero.
    enum Period: String, Sendable, CaseIterable { case day, week, month, year }

    struct CustomerLimit: Sendable, Hashable {
        /// Pieces of one article.
        let quantity: Int64
        /// Nil counts for ever.
        let every: Period?
    }

    let id: String
    let active: ActiveWindow
    let channels: [String]?
    /// Nil for every article.
    let lines: LineCondition?
    let safety: Int64?
    let backOrder: Int64?
    let perCustomer: CustomerLimit?
    let reserveSeconds: Int64?

    /// Whether it is for everything that is sold somewhere at an instant, whatever the article.
    func isInForce(in channel: String?, at instant: Instant) -> Bool {
        if let channels, !(channel.map(channels.contains) ?? false) { return false }
        return active.isOpen(at: instant)
    }

    /// Where and when and of what the rule is, in the form that promotions are analysed and explained in.
    var selector: Promotion {
        Promotion(
            id: id, stage: Stage(phase: .catalog, step: 1), active: active, channels: channels, lines: lines,
            gives: [Give(verb: .percent(Rational(1)))])
    }
}

extension StockRule.Period {
    /// The period that a day belongs to: `2026-11-22`, `week:2026-11-16` by its Monday, `2026-11`, `2026`.
    func name(of day: CivilDate) -> String {
        switch self {
        case .day: day.description
        case .week: "week:" + CivilDate(daysSince1970: day.daysSince1970 - day.weekday + 1).description
        case .month: String(day.description.prefix(7))
        case .year: String(day.description.prefix(4))
        }
    }
}
