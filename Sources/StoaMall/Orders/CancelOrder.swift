import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `order.cancel`: gives the stock, the uses of limited rules and the points that paid back. What was paid in money has to be
/// refunded first.
struct CancelOrder: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Order>
        let reason: String

        static let schema = Schema.object(
            title: "OrderCancellation",
            fields: [
                .required("id", .id, "the order"),
                .required("reason", .string(minLength: 1, maxLength: 500), "why, for the buyer and the journal"),
            ])
    }

    let definition = OperationDefinition(
        "order.cancel", .command, "Cancels an order that is not shipped, and gives its stock back.",
        roles: ["admin", "support", "customer", "system"], route: .init(.post, "/v1/orders/{id}/cancellation"),
        events: ["order.cancelled"], errors: ["order.notFound", "order.illegalTransition", "order.refundFirst"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> OrderView {
        var order = try context.readableOrder(input.id)
        guard order.value.captured == order.value.refunded else {
            throw .refused(
                Refusal(
                    .conflict, code: "order.refundFirst", "the order \(input.id) is paid",
                    hint: "refund what was paid, then cancel"))
        }
        let wasPaid = order.value.state == .paid
        try order.value.advance(to: .cancelled)
        if wasPaid {
            // Posted pieces cannot be voided any more; they come back the way they went.
            try context.takeBack(order.value)
            _ = try context.takeBack(order.value.pointPartsHeld, from: order.value.customer)
            _ = try context.giveBack(order.value.pointsPaid, of: &order.value)
            for redemption in order.value.redemptions ?? [] {
                let accounts = MallAccounts.counter(redemption.counter, of: order.value.customer.text, order.value.currency)
                context.transfer(.post(from: accounts.count.id, to: accounts.source.id, amount: redemption.amount))
            }
        } else {
            for reserved in order.value.reservedTransfers { context.transfer(.voidReserved(reserved)) }
            context.cancelTimer(PlaceOrder.expiryTimer(order.value.id))
        }
        try context.update(order)
        context.emit("order.cancelled", about: order.value.id, ["order": .string(order.value.id.text), "reason": .string(input.reason)])
        return OrderView(order.value, for: context.actor)
    }
}

/// `order.expire`: what the timer of an unpaid order runs. Does nothing to an order that was paid or cancelled meanwhile.
struct ExpireOrder: Operation {
    typealias Input = GetOrder.Input

    let definition = OperationDefinition(
        "order.expire", .command, "Cancels an order that nobody paid in time.", roles: ["system"], events: ["order.cancelled"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> OrderView {
        var order = try context.get(input.id)
        guard order.value.state == .pendingPayment else { return OrderView(order.value, for: context.actor) }
        try order.value.advance(to: .cancelled)
        for reserved in order.value.reservedTransfers { context.transfer(.voidReserved(reserved)) }
        try context.update(order)
        context.emit("order.cancelled", about: order.value.id, ["order": .string(order.value.id.text), "reason": "not paid in time"])
        return OrderView(order.value, for: context.actor)
    }
}

extension Order {
    /// ``move(to:)`` for decisions.
    mutating func advance(to next: State) throws(Interruption) {
        do { try move(to: next) } catch {
            throw .refused(Refusal(.conflict, code: error.code, error.message, hint: error.hint))
        }
    }

    var reservedTransfers: [ID<Transfer>] { reservations.map { ID(trusted: $0.text) } }

    /// Pieces sold by SKU and not returned yet, gifts included, in SKU order.
    var pieces: [(sku: String, quantity: Int64)] {
        var bySKU: [String: Int64] = [:]
        for line in lines { bySKU[line.sku, default: 0] += line.quantity - (returned?.lines[line.id] ?? 0) }
        for gift in quote.gifts { bySKU[gift.sku, default: 0] += gift.quantity - (returned?.gifts[gift.sku] ?? 0) }
        return bySKU.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
