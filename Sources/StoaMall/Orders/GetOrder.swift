import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `order.get`: one order, as its reader may see it.
struct GetOrder: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Order>

        static let schema = Schema.object(title: "OrderReference", fields: [.required("id", .id, "the order")])
    }

    let definition = OperationDefinition(
        "order.get", .query, "Reads one order.", roles: ["admin", "support", "finance", "seller", "customer"],
        route: .init(.get, "/v1/orders/{id}"), errors: ["order.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> OrderView {
        OrderView(try context.readableOrder(input.id).value, for: context.actor)
    }
}

extension DecisionContext {
    /// The order, if the actor may read it; otherwise it does not exist for them.
    mutating func readableOrder(_ id: ID<Order>) throws(Interruption) -> Versioned<Order> {
        let order = try get(id)
        guard OrderView.mayRead(order.value, actor) else {
            throw .refused(Refusal(.notFound, code: "order.notFound", "there is no order \(id)"))
        }
        return order
    }
}
