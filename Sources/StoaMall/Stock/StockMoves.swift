import StoaCommerce
import StoaKernel

/// Pieces that come in serve those first who paid for them before they were there.
extension DecisionContext {
    /// Pieces from outside or from a buyer become available, or what is owed.
    ///
    /// - Parameters:
    ///   - from: where they come from: the suppliers, or what was sold.
    ///   - settled: pieces of what is owed that this decision has settled already.
    /// - Returns: how many of them were owed.
    @discardableResult
    mutating func bringIn(
        _ sku: String, _ quantity: Int64, from: AccountOpening, settled: Int64 = 0
    ) throws(Interruption) -> Int64 {
        guard quantity > 0 else { return 0 }
        let (sold, available, owed) = (MallAccounts.sold(sku), MallAccounts.available(sku), MallAccounts.owed(sku))
        let waiting = try balances([owed.count.id])[0]?.posted ?? 0
        let served = min(quantity, max(0, waiting - settled))
        for account in [from, available, sold] { open(account) }
        if served > 0 {
            transfer(.post(from: owed.count.id, to: owed.source.id, amount: served))
            if from != sold { transfer(.post(from: from.id, to: sold.id, amount: served)) }
        }
        if quantity > served { transfer(.post(from: from.id, to: available.id, amount: quantity - served)) }
        return served
    }

    /// Pieces that came in after an unpaid order had been promised them are its own now that it is paid.
    mutating func serve(_ backOrders: [Order.BackOrder]) throws(Interruption) {
        let balances = try self.balances(backOrders.map { MallAccounts.available($0.sku).id })
        for (backOrder, balance) in zip(backOrders, balances) {
            let served = min(backOrder.quantity, max(0, (balance?.available ?? 0) - backOrder.keptBack))
            guard served > 0 else { continue }
            let (sold, owed) = (MallAccounts.sold(backOrder.sku), MallAccounts.owed(backOrder.sku))
            open(sold)
            transfer(.post(from: MallAccounts.available(backOrder.sku).id, to: sold.id, amount: served), floor: backOrder.keptBack)
            transfer(.post(from: owed.count.id, to: owed.source.id, amount: served))
        }
    }

    /// Takes back what was sold by a paid order that is cancelled: first what is still owed, then pieces.
    mutating func takeBack(_ order: Order) throws(Interruption) {
        let backOrders = Dictionary((order.backOrders ?? []).map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
        for (sku, quantity) in order.pieces {
            var owed: Int64 = 0
            if let promised = backOrders[sku] {
                let accounts = MallAccounts.owed(sku)
                owed = min(promised, quantity, try balances([accounts.count.id])[0]?.posted ?? 0)
                if owed > 0 { transfer(.post(from: accounts.count.id, to: accounts.source.id, amount: owed)) }
            }
            try bringIn(sku, quantity - owed, from: MallAccounts.sold(sku), settled: owed)
        }
    }
}
