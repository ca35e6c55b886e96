import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `order.refund`: gives money back, never more than was paid.
struct RefundOrder: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        /// The order.
        let id: ID<Order>
        let amount: Money
        let reason: String

        static let schema = Schema.object(
            title: "RefundRequest",
            fields: [
                .required("id", .id, "the order"),
                .required("amount", .money, "how much to give back, in the order's currency"),
                .required("reason", .string(minLength: 1, maxLength: 500), "why, for the buyer and the journal"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let refund: ID<Refund>
        let order: ID<Order>
        let amount: Money
        /// What of the order's payment is left after this refund, in minor units.
        let remaining: Int64

        static let schema = Schema.object(
            title: "RefundResult",
            fields: [
                .required("refund", .id, "the refund"), .required("order", .id, "the order"),
                .required("amount", .money, "what was given back"),
                .required("remaining", .integer(minimum: 0), "minor units of the payment that are left"),
            ])
    }

    let definition = OperationDefinition(
        "order.refund", .command, "Gives money back for a paid order.", roles: ["admin", "support", "finance"],
        route: .init(.post, "/v1/orders/{id}/refunds"), events: ["order.refunded"],
        errors: ["order.notFound", "refund.notPaid", "refund.currencyMismatch", "refund.exceedsPaid", "refund.notPositive"],
        creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        var order = try context.readableOrder(input.id)
        try check(input, order.value)
        order.value.refunded += input.amount.amount
        let refund = Refund(
            id: context.newID(), order: input.id, amount: input.amount, reason: input.reason,
            requestedBy: context.actor.id, at: context.now, state: .approved)
        context.giveBack(input.amount.amount, of: order.value)
        try context.create(refund)
        try context.update(order)
        context.emit(
            "order.refunded", about: input.id,
            [
                "order": .string(input.id.text), "refund": .string(refund.id.text),
                "amount": .integer(input.amount.amount), "currency": .string(input.amount.currency.code),
            ])
        return Output(
            refund: refund.id, order: input.id, amount: input.amount, remaining: order.value.captured - order.value.refunded)
    }

    private func check(_ input: Input, _ order: Order) throws(Interruption) {
        guard input.amount.amount > 0 else {
            throw .refused(Refusal(.invalid, code: "refund.notPositive", "a refund is more than zero"))
        }
        guard order.captured > 0 else {
            throw order.notPaid
        }
        guard input.amount.currency == order.currency else {
            throw .refused(
                Refusal(.invalid, code: "refund.currencyMismatch", "the order was paid in \(order.currency), not \(input.amount.currency)"))
        }
        let left = order.captured - order.refunded
        guard input.amount.amount <= left else {
            throw .refused(
                Refusal(
                    .invalid, code: "refund.exceedsPaid", "only \(left) minor units of the payment are left",
                    hint: "refund at most \(left)"))
        }
    }
}
