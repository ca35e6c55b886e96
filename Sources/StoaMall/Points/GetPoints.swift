import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `points.get`: the points of a customer, by when they end. A customer sees their own only.
struct GetPoints: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>

        static let schema = Schema.object(title: "PointsQuery", fields: [.required("customer", .id, "whose points")])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>
        let points: Int64
        let pending: Int64
        let lots: [SpendPoints.Output.Lot]
        /// What ends next.
        let next: SpendPoints.Output.Lot?

        static let schema = Schema.object(
            title: "Points",
            fields: [
                .required("customer", .id), .required("points", .integer(minimum: 0), "that can be spent now"),
                .required("pending", .integer(minimum: 0), "of orders that wait for their payment"),
                .required("lots", .array(of: SpendPoints.Output.lotSchema), "by their end, the earliest first; points without end last"),
                .optional("next", SpendPoints.Output.lotSchema, "what ends next; absent where nothing ends"),
            ])
    }

    let definition = OperationDefinition(
        "points.get", .query, "Tells how many points a customer has, and when they end.", roles: ["admin", "support", "customer"],
        route: .init(.get, "/v1/customers/{customer}/points"), errors: ["customer.notFound"], about: Customer.kind)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        try context.checkOwnCustomer(input.customer)
        let lots = try context.lots(of: input.customer)
        let filled = lots.filter { $0.available > 0 }.map { SpendPoints.Output.Lot(points: $0.available, expiresAt: $0.end) }
        return Output(
            customer: input.customer, points: filled.reduce(0) { $0 + $1.points },
            pending: lots.reduce(0) { $0 + ($1.balance?.reservedIn ?? 0) }, lots: filled, next: filled.first { $0.expiresAt != nil })
    }
}

extension DecisionContext {
    /// Others than the staff see what is their own.
    ///
    /// - Throws: `customer.notFound`.
    mutating func checkOwnCustomer(_ customer: ID<Customer>) throws(Interruption) {
        let isOwn = actor.kind != .customer || actor.id == customer.text
        guard isOwn, try find(customer) != nil else {
            throw .refused(Refusal(.notFound, code: "customer.notFound", "there is no customer \(customer)"))
        }
    }
}
