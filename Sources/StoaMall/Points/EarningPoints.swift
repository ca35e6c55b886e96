import StoaCommerce
import StoaKernel

extension DecisionContext {
    /// Promises a customer the points of an order, each in its lot; they are theirs when it is paid.
    mutating func promisePoints(of earned: [Quote.Points], to customer: ID<Customer>) throws(Interruption) -> [ID<Transfer>] {
        let parts = earned.lotParts
        try openLots(parts.map(\.end), of: customer)
        return parts.map { part in
            let accounts = MallAccounts.points(of: customer, until: part.end)
            return transfer(.reserve(from: accounts.source.id, to: accounts.own.id, amount: part.points))
        }
    }
}

extension [Quote.Points] {
    /// By lot; those first that end first.
    fileprivate var lotParts: [LotPart] {
        let byEnd = Dictionary(filter { $0.points > 0 }.map { ($0.expiresAt, $0.points) }, uniquingKeysWith: +)
        return byEnd.map { LotPart(end: $0.key, points: $0.value) }.sorted { left, right in
            guard let first = left.end else { return false }
            return right.end.map { first < $0 } ?? true
        }
    }
}

extension Order {
    private var pointsEarned: Int64 { earned.reduce(0) { $0 + $1.points } }

    /// Points of a paid order that are due to the customer for what remains.
    var pointsHeld: Int64 { pointsEarned - (returned?.points ?? 0) }

    /// The same by lot.
    var pointPartsHeld: [LotPart] {
        let due = pointsDueBack(remaining: remainingList, isWhole: isWhollyReturned)
        return zip(earned.lotParts, due).map { LotPart(end: $0.end, points: $0.points - $1.points) }
    }

    /// Points that go back in all when goods of this list price remain: of each lot in proportion and rounded up, so that the last
    /// return brings exactly what is left.
    ///
    /// - Parameter isWhole: whether nothing remains; asked where the goods cost nothing.
    private func pointsDueBack(remaining list: Int64, isWhole: Bool) -> [LotPart] {
        earned.lotParts.map { earned in
            let kept: Int64
            if quote.totals.items > 0 {
                kept = Int64(clamping: Int128(earned.points) * Int128(list) / Int128(quote.totals.items))
            } else {
                kept = isWhole ? 0 : earned.points
            }
            return LotPart(end: earned.end, points: earned.points - kept)
        }
    }

    /// Points that go back when what remains falls from one list price to another, that of what did not come back.
    func pointsDueBack(remaining list: Int64, then rest: Int64) -> [LotPart] {
        zip(pointsDueBack(remaining: list, isWhole: false), pointsDueBack(remaining: rest, isWhole: isWhollyReturned)).map {
            LotPart(end: $0.end, points: $1.points - $0.points)
        }
    }

    /// List prices of what did not come back.
    private var remainingList: Int64 {
        lines.reduce(0) { $0 + $1.unitPrice * ($1.quantity - (returned?.lines[$1.id] ?? 0)) }
    }

    var isWhollyReturned: Bool { lines.allSatisfy { returned?.lines[$0.id] == $0.quantity } }
}
