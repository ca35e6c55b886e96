import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `order.return`: takes a part of a paid order back, and gives back what the rules of its own rulebook say it is worth.
struct ReturnOrder: Operation {
    let rulebooks: Rulebooks

    let definition = OperationDefinition(
        "order.return", .command, "Takes units of a paid order back and refunds them by the rules they were bought under.",
        roles: ["admin", "support", "finance"], route: .init(.post, "/v1/orders/{id}/returns"),
        events: ["order.returned", "order.refunded"],
        errors: ["order.notFound", "refund.notPaid", "return.cancelled", "return.unknownLine", "return.exceedsBought"], creates: true)

    func decide(_ input: ReturnRequest, _ context: inout DecisionContext) throws(Interruption) -> ReturnResult {
        var order = try context.readableOrder(input.id)
        try check(order.value)
        let before = order.value.returned ?? Order.Returned()
        var after = before
        try add(input, to: &after, of: order.value)
        let reckoned = try dues(of: order.value, before, after, &context)
        let paid = order.value.captured - before.amount + order.value.pointsPaid * (order.value.pointPayment?.worth ?? 0)
        let left = order.value.captured - order.value.refunded
        let (amount, restored) = order.value.parts(of: max(0, paid - reckoned.after.total), moneyMax: left)
        after.amount += amount
        order.value.returned = after
        let due = order.value.pointsDueBack(remaining: reckoned.before.list, then: reckoned.after.list)
        let points = try context.takeBack(due, from: order.value.customer)
        let pointsBack = try context.giveBack(restored, of: &order.value)
        let pointsDue = due.reduce(0) { $0 + $1.points }
        if pointsDue > 0 { order.value.returned?.points = (before.points ?? 0) + pointsDue }
        order.value.refunded += amount
        let refund = Refund(
            id: context.newID(), order: input.id, amount: try money(amount, order.value.currency), reason: input.reason,
            requestedBy: context.actor.id, at: context.now, lines: input.quantities, state: .approved)
        if amount > 0 { context.giveBack(amount, of: order.value) }
        if input.restock ?? true { try restock(input, order.value, &context) }
        try context.create(refund)
        try context.update(order)
        emit(refund, order.value, &context)
        return ReturnResult(
            refund: refund, order: order.value, dues: reckoned, gone: (before, after), points: points,
            pointsBack: pointsBack,
            shortfall: max(0, reckoned.after.total - paid))
    }

    private func check(_ order: Order) throws(Interruption) {
        guard order.state != .cancelled else {
            throw .refused(Refusal(.conflict, code: "return.cancelled", "the order \(order.id) is cancelled"))
        }
        guard order.captured > 0 || order.moneyDue == 0 && order.state != .pendingPayment else {
            throw order.notPaid
        }
    }

    private func add(_ input: ReturnRequest, to returned: inout Order.Returned, of order: Order) throws(Interruption) {
        for entry in input.lines {
            guard let line = order.lines.first(where: { $0.id == entry.line }) else {
                throw unknown("the order has no line '\(entry.line)'", suggestion(entry.line, order.lines.map(\.id)))
            }
            let left = line.quantity - (returned.lines[line.id] ?? 0)
            guard entry.quantity <= left else { throw tooMany("line '\(line.id)'", left) }
            returned.lines[line.id, default: 0] += entry.quantity
        }
        for entry in input.gifts ?? [] {
            guard let gift = order.quote.gifts.first(where: { $0.sku == entry.sku }) else {
                throw unknown("the order gave no gift '\(entry.sku)'", suggestion(entry.sku, order.quote.gifts.map(\.sku)))
            }
            let left = gift.quantity - (returned.gifts[gift.sku] ?? 0)
            guard entry.quantity <= left else { throw tooMany("the gift '\(gift.sku)'", left) }
            returned.gifts[gift.sku, default: 0] += entry.quantity
        }
    }

    private func suggestion(_ name: String, _ known: [String]) -> String {
        known.isEmpty ? "there are none" : "there are: \(known.prefix(10).joined(separator: ", "))"
    }

    private func unknown(_ message: String, _ hint: String) -> Interruption {
        .refused(Refusal(.invalid, code: "return.unknownLine", message, hint: hint))
    }

    private func tooMany(_ what: String, _ left: Int64) -> Interruption {
        .refused(
            Refusal(.invalid, code: "return.exceedsBought", "only \(left) of \(what) can still come back", hint: "return at most \(left)"))
    }

    /// What the buyer owed before this return, and owes after it, by the order's own book.
    private func dues(
        of order: Order, _ before: Order.Returned, _ after: Order.Returned, _ context: inout DecisionContext
    ) throws(Interruption) -> (before: Dues, after: Dues) {
        let book = try rulebooks.book(of: order, &context)
        context.note("rulebook", .string(book.hash))
        let input = book.clawsBack(order.quote) ? try context.find(ID<OrderInput>(trusted: order.id.text), .pinned)?.value.input : nil
        let quantities = Dictionary(order.lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let sold = order.quote.lines.compactMap { line in
            quantities[line.id].map { SoldLine(line, quantity: $0.quantity, unitPrice: $0.unitPrice) }
        }
        func reckon(_ returned: Order.Returned) throws(Interruption) -> Dues {
            let remaining = Dictionary(
                order.lines.map { ($0.id, $0.quantity - (returned.lines[$0.id] ?? 0)) }, uniquingKeysWith: { first, _ in first })
            do { return try book.dues(of: order.quote, sold: sold, remaining: remaining, input: input) } catch {
                throw .refused(Refusal(.conflict, code: error.code, error.message, hint: error.hint))
            }
        }
        return (try reckon(before), try reckon(after))
    }

    private func money(_ amount: Int64, _ currency: Currency) throws(Interruption) -> Money {
        do { return try Money(amount, currency) } catch { throw .refused(Refusal(.bug, code: error.code, error.message)) }
    }

    private func restock(_ input: ReturnRequest, _ order: Order, _ context: inout DecisionContext) throws(Interruption) {
        var pieces: [String: Int64] = [:]
        for entry in input.lines {
            guard let line = order.lines.first(where: { $0.id == entry.line }) else { continue }
            pieces[line.sku, default: 0] += entry.quantity
        }
        for entry in input.gifts ?? [] { pieces[entry.sku, default: 0] += entry.quantity }
        for (sku, quantity) in pieces.sorted(by: { $0.key < $1.key }) { try context.restock(sku, quantity) }
    }

    private func emit(_ refund: Refund, _ order: Order, _ context: inout DecisionContext) {
        let body: [String: JSON] = [
            "order": .string(order.id.text), "refund": .string(refund.id.text), "amount": .integer(refund.amount.amount),
            "currency": .string(order.currency.code),
        ]
        var returned = body
        returned["lines"] = .object((refund.lines ?? [:]).mapValues { .integer($0) })
        context.emit("order.returned", about: order.id, .object(returned))
        if refund.amount.amount > 0 { context.emit("order.refunded", about: order.id, .object(body)) }
    }
}
