import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `order.receipt`: the evidence of an order's price. It holds costs and all rules, so it is for the staff alone.
struct GetReceipt: Operation {
    typealias Input = GetOrder.Input

    let definition = OperationDefinition(
        "order.receipt", .query, "Exports all that an order's price follows from, to be reckoned again by `stoa receipt verify`.",
        roles: ReceiptSchemas.readers, route: .init(.get, "/v1/orders/{id}/receipt"), errors: ["order.notFound", "receipt.notKept"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Receipt {
        let order = try context.readableOrder(input.id).value
        let basis = try context.input(of: order.id)
        // A host whose rules come from no folder has nothing to keep.
        let files = try context.find(ID<RulebookFiles>(trusted: order.quote.rulebook), .pinned)?.value.files
        return Receipt(of: order, input: basis, files: files)
    }
}

/// `order.listReceipts`: receipts without their rules' files, for a backtest over the orders of a store.
struct ListReceipts: Operation {
    typealias Input = ListOrders.Input

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [Receipt]
        let next: String?

        static let schema = Schema.object(
            title: "ReceiptList",
            fields: [
                .required("items", .array(of: Receipt.schema), "one page; orders that were placed before receipts were kept are left out"),
                .optional("next", .string(), "give it as `after` for the next page"),
            ])
    }

    let definition = OperationDefinition(
        "order.listReceipts", .query, "Lists the receipts of orders, without the files of their rules.", roles: ReceiptSchemas.readers,
        route: .init(.get, "/v1/receipts"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let page = try context.list(
            Order.self, where: input.customer == nil ? nil : "customer", is: input.customer?.text, after: input.after,
            limit: input.limit ?? 50)
        let orders = page.items.map(\.value)
        let inputs = try context.find(orders.map { ID<OrderInput>(trusted: $0.id.text) }, .pinned)
        return Output(
            items: zip(orders, inputs).compactMap { order, kept in kept.map { Receipt(of: order, input: $0.value.input, files: nil) } },
            next: page.next)
    }
}
