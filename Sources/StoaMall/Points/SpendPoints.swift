import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// Points that a customer gave for something, by the lots that they came from.
struct PointSpending: Noun {
    static let kind = "pointSpending"
    static let idPrefix = "pts"

    let id: ID<PointSpending>
    let customer: ID<Customer>
    let reason: String
    let at: Instant
    /// In the order in which they were taken.
    var parts: [SpentLot]

    var keys: [LookupKey] { [LookupKey("customer", customer.text)] }
}

/// `points.spend`: takes points of a customer for something they get, those first that end first.
struct SpendPoints: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>
        let points: Int64
        let reason: String

        static let schema = Schema.object(
            title: "PointSpendingRequest",
            fields: [
                .required("customer", .id, "whose points"), .required("points", .integer(minimum: 1, maximum: Money.amountMax)),
                .required("reason", .string(minLength: 1, maxLength: 500), "for the customer and the journal"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let id: ID<PointSpending>
        let points: Int64
        let lots: [Lot]

        struct Lot: Codable, Sendable {
            let points: Int64
            let expiresAt: Instant?
        }

        static let schema = Schema.object(
            title: "PointSpending",
            fields: [
                .required("id", .id, "by which they can be given back"), .required("points", .integer(minimum: 1)),
                .required("lots", .array(of: lotSchema), "what was taken, by its end; the earliest first"),
            ])

        static let lotSchema = Schema.object(
            title: "PointLot",
            fields: [
                .required("points", .integer(minimum: 1)), .optional("expiresAt", .instant, "absent for points without end"),
            ])
    }

    let definition = OperationDefinition(
        "points.spend", .command, "Takes points of a customer, those first that end first.", roles: ["admin", "support"],
        route: .init(.post, "/v1/customers/{customer}/points/spendings"), events: ["points.spent"],
        errors: ["customer.notFound", "points.insufficient"], creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        _ = try context.get(input.customer, .pinned)
        let parts = try context.choosePoints(input.points, of: input.customer)
        let spent = MallAccounts.spentPoints(of: input.customer)
        context.open(spent)
        for part in parts {
            let lot = MallAccounts.points(of: input.customer, until: part.end).own
            context.transfer(.post(from: lot.id, to: spent.id, amount: part.points))
        }
        let spending = PointSpending(id: context.newID(), customer: input.customer, reason: input.reason, at: context.now, parts: parts)
        try context.create(spending)
        context.emit(
            "points.spent", about: spending.id, ["customer": .string(input.customer.text), "points": .integer(input.points)])
        return Output(id: spending.id, points: input.points, lots: parts.map { Output.Lot(points: $0.points, expiresAt: $0.end) })
    }
}
