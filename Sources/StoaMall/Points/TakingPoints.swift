import StoaCommerce
import StoaKernel

extension DecisionContext {
    /// Which of a customer's points are taken for something: of the lots that are still good, those first that end first.
    ///
    /// - Throws: `points.insufficient`.
    mutating func choosePoints(_ points: Int64, of customer: ID<Customer>) throws(Interruption) -> [SpentLot] {
        let lots = try lots(of: customer)
        let available = lots.reduce(0) { $0 + $1.available }
        guard available >= points else {
            throw .refused(
                Refusal(
                    .conflict, code: "points.insufficient", "\(customer) has \(available) points, and \(points) are needed",
                    hint: "ask for at most \(available)"))
        }
        var (taken, missing) = ([SpentLot](), points)
        for lot in lots where missing > 0 && lot.available > 0 {
            let part = min(missing, lot.available)
            missing -= part
            taken.append(SpentLot(end: lot.end, points: part))
        }
        return taken
    }

    /// Gives points back to the lots that they came from. What was taken last comes back first: it is good for the longest time.
    /// Points whose time is over meanwhile count as given back and are gone. Once a decision: it may write the customer's lots.
    ///
    /// - Parameter points: at most what is left of the lots.
    /// - Returns: how many the customer has again.
    mutating func giveBack(_ points: Int64, of lots: inout [SpentLot], to customer: ID<Customer>) throws(Interruption) -> Int64 {
        var (missing, restored) = (points, [LotPart]())
        for index in lots.indices.reversed() {
            let back = min(missing, lots[index].left)
            guard back > 0 else { continue }
            lots[index].returned += back
            missing -= back
            if lots[index].end.map({ $0 > now }) ?? true { restored.append(LotPart(end: lots[index].end, points: back)) }
        }
        try openLots(restored.map(\.end), of: customer)
        let spent = MallAccounts.spentPoints(of: customer)
        for part in restored {
            transfer(.post(from: spent.id, to: MallAccounts.points(of: customer, until: part.end).own.id, amount: part.points))
        }
        return restored.reduce(0) { $0 + $1.points }
    }
}
