import StoaCommerce

/// What a book says of customers over many orders: rules of kind `Earn` that are reckoned from what was bought so far.
struct LoyaltyRules: Sendable {
    /// Sorted by id, the rows of one rule ascending.
    var milestones: [Milestone] = []
    var tiers: CustomerTiers?
    /// How long points are good, by the rule that gives them; those of other rules have no end.
    var expiries: [String: CalendarPeriod] = [:]

    var isEmpty: Bool { milestones.isEmpty && tiers == nil }
}

/// What of a customer's standing is counted, and over which months.
struct LoyaltyMeasure: Sendable, Hashable {
    enum Subject: String, Sendable, CaseIterable { case orders, spend, points }

    enum Period: Sendable, Hashable {
        /// All there ever was.
        case ever
        /// So many months, the current one included.
        case within(months: Int)
        /// From the start of the current one; every one starts at nothing.
        case each(CalendarUnit)
    }

    enum CalendarUnit: String, Sendable, CaseIterable {
        case year, quarter, month

        var months: Int {
            switch self {
            case .year: 12
            case .quarter: 3
            case .month: 1
            }
        }
    }

    enum Bound: Sendable {
        case count(Int64)
        case spend(MoneyTable)
    }

    let subject: Subject
    let period: Period

    func hasReached(_ bound: Bound, _ tally: Standing.Tally) -> Bool {
        switch bound {
        case .count(let count): (subject == .points ? tally.points : tally.orders) >= count
        case .spend(let table):
            // Currencies do not add up: one of them has to be enough.
            tally.spend.contains { code, amount in (try? Currency(code)).flatMap { table.amount(in: $0) }.map { amount >= $0 } ?? false }
        }
    }
}

extension LoyaltyMeasure.Period {
    /// The months that count in a month.
    func span(in month: CivilMonth) -> ClosedRange<CivilMonth> {
        switch self {
        case .ever: return .first ... .last
        case .within(let months): return (month.advanced(by: 1 - months) ?? .first)...month
        case .each(let unit):
            let start = month.advanced(by: -((month.month - 1) % unit.months)) ?? month
            return start...(start.advanced(by: unit.months - 1) ?? month)
        }
    }

    /// Tells periods that start anew apart; one and the same for the others.
    func label(in month: CivilMonth) -> String {
        guard case .each = self else { return "" }
        let span = span(in: month)
        return span.lowerBound == span.upperBound ? "\(month)" : "\(span.lowerBound)/\(span.upperBound)"
    }
}

extension LoyaltyMeasure.Bound {
    /// Tells the rows of a rule apart.
    var label: String {
        switch self {
        case .count(let count): return String(count)
        case .spend(let table):
            let stated = table.stated.map(\.description).sorted()
            return stated.isEmpty ? "\(table.amount(in: .usd) ?? 0)" : stated.joined(separator: ", ")
        }
    }

    /// Whether a bound lies above another one; false where they cannot be compared.
    func isAbove(_ other: Self) -> Bool {
        switch (other, self) {
        case (.count(let low), .count(let high)): low < high
        case (.spend(let low), .spend(let high)): low.isBelow(high)
        default: false
        }
    }
}
