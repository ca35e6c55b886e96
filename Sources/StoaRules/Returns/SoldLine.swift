import StoaCommerce

/// A line as it was bought: units at one list price, and what each rule took off all of them together.
public struct SoldLine: Sendable, Hashable {
    public let id: String
    public let quantity: Int64
    public let unitPrice: Int64
    let shares: [Quote.Share]

    /// - Parameter priced: the quote's answer for the line.
    public init(_ priced: Quote.Line, quantity: Int64, unitPrice: Int64) {
        id = priced.id
        self.quantity = quantity
        self.unitPrice = unitPrice
        shares = priced.applied
    }

    /// What each rule took off the units that remain when the first ones came back.
    ///
    /// Units are dealt to in a row: of an amount that does not divide, some units get one minor unit more, and where one
    /// rule's spare units end the next rule's begin. So no unit is ever given more than it costs, and however units come
    /// back, the parts add up to the whole.
    ///
    /// - Parameter remaining: units, 0…`quantity`.
    func discounts(onLast remaining: Int64) -> [String: Int64] {
        guard remaining > 0 else { return [:] }
        var discounts: [String: Int64] = [:]
        var start: Int64 = 0
        for share in shares {
            let (each, spare) = share.amount.quotientAndRemainder(dividingBy: quantity)
            discounts[share.rule, default: 0] += each * remaining + spares(from: start, count: spare, onLast: remaining)
            start = (start + spare) % quantity
        }
        return discounts
    }

    /// How many of `count` units in a row, counted round the line from `start`, are among the last ones.
    private func spares(from start: Int64, count: Int64, onLast remaining: Int64) -> Int64 {
        let first = quantity - remaining
        func overlap(_ from: Int64, _ until: Int64) -> Int64 { max(0, min(until, quantity) - max(from, first)) }
        let end = start + count
        return overlap(start, end) + (end > quantity ? max(0, end - quantity - first) : 0)
    }
}
