import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `order.list`: a buyer's own orders, or anybody's for the staff, by id and so by time of placing.
struct ListOrders: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>?
        let limit: Int?
        let after: String?

        static let schema = Schema.object(
            title: "OrderListQuery",
            fields: [
                .optional("customer", .id, "only this customer's orders; a customer always sees their own"),
                .optional("limit", .integer(minimum: 1, maximum: 200), "orders a page, 50 when absent"),
                .optional("after", .string(maxLength: 400), "the `next` of the page before"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [OrderView]
        let next: String?

        static let schema = Schema.object(
            title: "OrderList",
            fields: [
                .required("items", .array(of: OrderView.schema), "one page of orders"),
                .optional("next", .string(), "give it as `after` for the next page"),
            ])
    }

    let definition = OperationDefinition(
        "order.list", .query, "Lists orders.", roles: ["admin", "support", "finance", "customer"],
        route: .init(.get, "/v1/orders"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let customer = context.actor.kind == .customer ? context.actor.id : input.customer?.text
        let page = try context.list(
            Order.self, where: customer == nil ? nil : "customer", is: customer, after: input.after, limit: input.limit ?? 50)
        let actor = context.actor
        return Output(items: page.items.map { OrderView($0.value, for: actor) }, next: page.next)
    }
}
