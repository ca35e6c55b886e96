import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `points.get`: the points of a customer. A customer sees their own only.
struct GetPoints: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>

        static let schema = Schema.object(title: "PointsQuery", fields: [.required("customer", .id, "whose points")])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>
        let points: Int64
        let pending: Int64

        static let schema = Schema.object(
            title: "Points",
            fields: [
                .required("customer", .id), .required("points", .integer(minimum: 0), "of paid orders"),
                .required("pending", .integer(minimum: 0), "of orders that wait for their payment"),
            ])
    }

    let definition = OperationDefinition(
        "points.get", .query, "Tells how many points a customer has.", roles: ["admin", "support", "customer"],
        route: .init(.get, "/v1/customers/{customer}/points"), errors: ["customer.notFound"], about: Customer.kind)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let isOwn = context.actor.kind != .customer || context.actor.id == input.customer.text
        guard isOwn, try context.find(input.customer) != nil else {
            throw .refused(Refusal(.notFound, code: "customer.notFound", "there is no customer \(input.customer)"))
        }
        let balance = try context.balances([MallAccounts.points(of: input.customer).own.id])[0]
        return Output(customer: input.customer, points: balance?.posted ?? 0, pending: balance?.reservedIn ?? 0)
    }
}
