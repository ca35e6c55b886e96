import StoaCommerce
import StoaKernel

extension DecisionContext {
    /// Gives a part of an order's payment back. The floor of its account holds all refunds below what was paid.
    mutating func giveBack(_ amount: Int64, of order: Order) {
        let paid = MallAccounts.paid(order.id, order.currency)
        let buyers = MallAccounts.buyers(order.currency)
        open(paid)
        open(buyers)
        transfer(.post(from: paid.id, to: buyers.id, amount: amount))
    }

    /// Puts pieces that were sold up for sale again, or gives them to whoever waits for them.
    mutating func restock(_ sku: String, _ quantity: Int64) throws(Interruption) {
        try bringIn(sku, quantity, from: MallAccounts.sold(sku))
    }
}

extension Order {
    /// What is refused to an order of which there is nothing to give back.
    var notPaid: Interruption {
        .refused(Refusal(.conflict, code: "refund.notPaid", "nothing was paid for the order \(id) yet", hint: "cancel it instead"))
    }
}
