/// What a customer bought, month by month: what milestones and tiers are reckoned from.
///
/// Grows with months and not with orders. Orders count in the month of their payment, whatever becomes of them later.
public struct Standing: Noun {
    public static let kind = "standing"
    public static let idPrefix = "cus"

    /// So many months are kept apart; older ones are kept as one.
    public static let monthsMax = 60

    /// The customer's.
    public let id: ID<Standing>
    /// Ascending, without months in which nothing was bought.
    public private(set) var months: [Month] = []
    /// The last of those that are kept as one; absent where none are.
    private var mergedUntil: CivilMonth?

    public init(of customer: ID<Customer>) { id = ID(trusted: customer.text) }

    public struct Month: Sendable, Hashable, Codable {
        public let month: CivilMonth
        public var tally: Tally
    }

    /// Orders that were paid, what was paid for them, and the points that they earned, without what was given back.
    public struct Tally: Sendable, Hashable, Codable {
        public var orders: Int64
        public var points: Int64
        /// Minor units by currency.
        public var spend: [String: Int64]

        public static let zero = Tally(orders: 0, points: 0, spend: [:])

        public init(orders: Int64, points: Int64, spend: [String: Int64]) {
            (self.orders, self.points, self.spend) = (orders, points, spend)
        }

        public static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                orders: left.orders + right.orders, points: left.points + right.points,
                spend: left.spend.merging(right.spend, uniquingKeysWith: +).filter { $0.value != 0 })
        }

        public static func - (left: Tally, right: Tally) -> Tally {
            left + Tally(orders: -right.orders, points: -right.points, spend: right.spend.mapValues { -$0 })
        }
    }

    public mutating func add(_ tally: Tally, in month: CivilMonth) {
        // What was counted in a month that is kept with others since is corrected there.
        let place = mergedUntil.map { month <= $0 ? .first : month } ?? month
        if let index = months.firstIndex(where: { $0.month == place }) {
            months[index].tally = months[index].tally + tally
        } else {
            months.append(Month(month: place, tally: tally))
            months.sort { $0.month < $1.month }
        }
        months.removeAll { $0.tally == .zero }
        let apart = months.count(where: { $0.month != .first })
        guard apart > Standing.monthsMax, let oldest = months.first(where: { $0.month != .first }) else { return }
        mergedUntil = oldest.month
        let merged = months.filter { $0.month <= oldest.month }.reduce(Tally.zero) { $0 + $1.tally }
        months.removeAll { $0.month <= oldest.month }
        months.insert(Month(month: .first, tally: merged), at: 0)
    }

    /// What was bought from one month to another, both included.
    public func tally(in span: ClosedRange<CivilMonth>) -> Tally {
        months.filter { span.contains($0.month) }.reduce(.zero) { $0 + $1.tally }
    }
}
