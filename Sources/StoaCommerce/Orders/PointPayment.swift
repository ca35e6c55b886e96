/// Points of a customer that were given for something, of one lot.
public struct SpentLot: Sendable, Hashable, Codable {
    /// When the points end; absent for points without end.
    public let end: Instant?
    public let points: Int64
    /// Of these, what was given back, or would have been if their time were not over.
    public var returned: Int64

    public init(end: Instant?, points: Int64, returned: Int64 = 0) {
        self.end = end
        self.points = points
        self.returned = returned
    }

    public var left: Int64 { points - returned }
}

extension Order {
    /// The part of an order that is paid with the customer's points.
    public struct PointPayment: Sendable, Hashable, Codable {
        /// Minor units that a point pays for, by the order's rulebook.
        public let worth: Int64
        /// In the order in which they were taken.
        public var lots: [SpentLot]

        public init(worth: Int64, lots: [SpentLot]) {
            self.worth = worth
            self.lots = lots
        }

        public var points: Int64 { lots.reduce(0) { $0 + $1.points } }
        public var returned: Int64 { lots.reduce(0) { $0 + $1.returned } }
        /// Minor units of the order's total that the points pay.
        public var amount: Int64 { points * worth }

        /// What of an order's price goes back in money and in points, in proportion to how it was paid.
        ///
        /// Points are whole. What is left over below the worth of one goes back with a later return, with the last at the latest,
        /// because that comes to everything.
        ///
        /// - Parameters:
        ///   - owed: minor units that the buyer is to have back now, what earlier returns left over included.
        ///   - total: minor units that the order cost.
        ///   - moneyReturned: minor units that earlier returns gave back in money.
        ///   - moneyMax: minor units of the money that are left.
        public func parts(of owed: Int64, in total: Int64, moneyReturned: Int64, moneyMax: Int64) -> (money: Int64, points: Int64) {
            let left = self.points - returned
            let valueAfter = min(total, moneyReturned + returned * worth + owed)
            let share = Int64(clamping: Int128(self.points) * Int128(valueAfter) / Int128(max(1, total)))
            var points = min(max(0, share - returned), owed / worth, left)
            let money = min(owed - points * worth, moneyMax)
            // What is not there in money, because it was refunded before, goes back in points.
            points += min(left - points, (owed - points * worth - money) / worth)
            return (money, points)
        }
    }

    /// Minor units of the total that are to be paid in money.
    public var moneyDue: Int64 { quote.totals.total - (pointPayment?.amount ?? 0) }

    /// What the order earns once it is paid.
    public var earned: [Quote.Points] { quote.points(besides: pointPayment) }
}

extension Quote {
    /// What an order at this quote earns: its points, in proportion to what of the total is paid in money, rounded down by rule.
    ///
    /// - Parameter payment: what is paid with points, which earn none.
    public func points(besides payment: Order.PointPayment?) -> [Points] {
        guard let payment else { return points ?? [] }
        return (points ?? []).map { granted in
            var granted = granted
            granted.points = Int64(
                clamping: Int128(granted.points) * Int128(totals.total - payment.amount) / Int128(max(1, totals.total)))
            return granted
        }.filter { $0.points > 0 }
    }
}
