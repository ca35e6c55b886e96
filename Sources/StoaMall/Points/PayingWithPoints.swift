import StoaCommerce
import StoaKernel
import StoaRules

extension DecisionContext {
    /// Holds the points that pay a part of an order until it is paid or cancelled; nil where none of its tenders is of points.
    ///
    /// - Returns: what is paid with points, and the transfers that hold them.
    /// - Throws: `points.worthless`, `points.uneven`, `points.insufficient`.
    mutating func holdPoints(
        for tenders: [Order.Tender], of customer: ID<Customer>, at settings: RulebookSettings, in currency: Currency
    ) throws(Interruption) -> (payment: Order.PointPayment, held: [ID<Transfer>])? {
        let amount = tenders.filter { $0.kind == .mileage }.reduce(Int64(0)) { $0 + $1.amount }
        guard amount > 0 else { return nil }
        guard let worth = settings.pointWorth(in: currency) else {
            throw .refused(
                Refusal(
                    .invalid, code: "points.worthless", "points pay for nothing in \(currency)",
                    hint: "pay by another tender; the rulebook's 'worth.point' says what a point pays for"))
        }
        guard amount % worth == 0 else {
            throw .refused(
                Refusal(
                    .invalid, code: "points.uneven", "\(amount) minor units are no whole number of points: each pays \(worth)",
                    hint: "pay \(amount - amount % worth) with points, and the rest by another tender"))
        }
        let lots = try choosePoints(amount / worth, of: customer)
        let spent = MallAccounts.spentPoints(of: customer)
        open(spent)
        let held = lots.map { lot in
            transfer(.reserve(from: MallAccounts.points(of: customer, until: lot.end).own.id, to: spent.id, amount: lot.points))
        }
        return (Order.PointPayment(worth: worth, lots: lots), held)
    }

    /// Gives back so many of the points that paid for an order.
    ///
    /// - Returns: how many the customer has again; fewer where the time of some is over.
    mutating func giveBack(_ points: Int64, of order: inout Order) throws(Interruption) -> Int64 {
        guard points > 0, var payment = order.pointPayment else { return 0 }
        let restored = try giveBack(points, of: &payment.lots, to: order.customer)
        order.pointPayment = payment
        return restored
    }
}

extension Order {
    /// Points that paid for the order and were not given back.
    var pointsPaid: Int64 { pointPayment.map { $0.points - $0.returned } ?? 0 }

    /// What of `owed` minor units goes back in money, of which there is no more than `moneyMax`, and in points.
    func parts(of owed: Int64, moneyMax: Int64) -> (money: Int64, points: Int64) {
        pointPayment?.parts(of: owed, in: quote.totals.total, moneyReturned: returned?.amount ?? 0, moneyMax: moneyMax)
            ?? (min(owed, moneyMax), 0)
    }

    /// Whether a cancelled order had been paid.
    var wasPaid: Bool { captured > 0 || (pointPayment?.returned ?? 0) > 0 }
}
