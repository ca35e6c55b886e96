import StoaCommerce
import StoaKernel

extension DecisionContext {
    /// Promises a customer the points of an order; they are theirs when it is paid.
    mutating func promisePoints(_ points: Int64, to customer: ID<Customer>) -> ID<Transfer> {
        let accounts = MallAccounts.points(of: customer)
        open(accounts.source)
        open(accounts.own)
        return transfer(.reserve(from: accounts.source.id, to: accounts.own.id, amount: points))
    }

    /// Takes points of a paid order back.
    mutating func takeBackPoints(_ points: Int64, from customer: ID<Customer>) {
        guard points > 0 else { return }
        let accounts = MallAccounts.points(of: customer)
        open(accounts.source)
        open(accounts.own)
        transfer(.post(from: accounts.own.id, to: accounts.source.id, amount: points))
    }
}

extension Order {
    var pointsEarned: Int64 { (quote.points ?? []).reduce(0) { $0 + $1.points } }

    /// Points of a paid order that the customer still has.
    var pointsHeld: Int64 { pointsEarned - (returned?.points ?? 0) }

    /// Points that go back in all when goods of this list price remain, in proportion and rounded up, so that the last return brings
    /// exactly what is left.
    func pointsDueBack(remaining list: Int64) -> Int64 {
        guard quote.totals.items > 0 else {
            return list == 0 && lines.allSatisfy { returned?.lines[$0.id] == $0.quantity } ? pointsEarned : 0
        }
        return pointsEarned - Int64(clamping: Int128(pointsEarned) * Int128(list) / Int128(quote.totals.items))
    }
}
