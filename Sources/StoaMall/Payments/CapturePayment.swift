import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `payment.capture`: the provider says that the money is there. Saying it twice changes nothing more.
struct CapturePayment: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let order: ID<Order>
        let amount: Money
        let provider: String
        let reference: String

        static let schema = Schema.object(
            title: "PaymentCapture",
            fields: [
                .required("order", .id, "the order that was paid"),
                .required("amount", .money, "what was captured; the order's total, less what points pay"),
                .required("provider", .string(minLength: 1, maxLength: 60), "the payment provider's name"),
                .required("reference", .string(minLength: 1, maxLength: 120), "the provider's id of the payment"),
            ])
    }

    let definition = OperationDefinition(
        "payment.capture", .command, "Records that an order was paid, and sells its reserved stock.",
        roles: ["admin", "system"], route: .init(.post, "/v1/payments"), events: ["order.paid", "payment.lateCapture"],
        errors: ["order.notFound", "payment.amountMismatch"], about: Order.kind)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> OrderView {
        let id = Payment.id(provider: input.provider, reference: input.reference)
        var order = try context.get(input.order)
        if try context.find(id) != nil { return OrderView(order.value, for: context.actor) }
        let expected = order.value.moneyDue
        guard input.amount.currency == order.value.currency, input.amount.amount == expected else {
            throw .refused(
                Refusal(
                    .invalid, code: "payment.amountMismatch",
                    "\(expected) minor units of \(order.value.currency) are due for the order, not \(input.amount.amount) of \(input.amount.currency)",
                    hint: "capture all that is due in money at once"))
        }
        let isLate = order.value.state != .pendingPayment
        try context.create(
            Payment(
                id: id, order: input.order, amount: input.amount, provider: input.provider, reference: input.reference,
                at: context.now, state: isLate ? .refundDue : .captured))
        if isLate {
            // The order was cancelled or paid otherwise while the provider worked: the money has to go back, and
            // whoever listens to this event sends it.
            context.emit("payment.lateCapture", about: id, ["order": .string(input.order.text), "amount": .integer(input.amount.amount)])
            return OrderView(order.value, for: context.actor)
        }
        try order.value.advance(to: .paid)
        order.value.captured = expected
        for reserved in order.value.reservedTransfers { context.transfer(.postReserved(reserved)) }
        if let backOrders = order.value.backOrders { try context.serve(backOrders) }
        if expected > 0 {
            let paid = MallAccounts.paid(input.order, input.amount.currency)
            let buyers = MallAccounts.buyers(input.amount.currency)
            context.open(paid)
            context.open(buyers)
            context.transfer(.post(from: buyers.id, to: paid.id, amount: expected))
        }
        context.cancelTimer(PlaceOrder.expiryTimer(input.order))
        try context.update(order)
        context.emit(
            "order.paid", about: input.order,
            ["order": .string(input.order.text), "amount": .integer(expected), "currency": .string(input.amount.currency.code)])
        return OrderView(order.value, for: context.actor)
    }
}
