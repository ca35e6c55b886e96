import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `points.restore`: gives spent points back to the lots that they came from, so that they end when they would have ended.
struct RestorePoints: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<PointSpending>
        let points: Int64?
        let reason: String

        static let schema = Schema.object(
            title: "PointRestoration",
            fields: [
                .required("id", .id, "what was spent"),
                .optional("points", .integer(minimum: 1, maximum: Money.amountMax), "all that were not given back yet when absent"),
                .required("reason", .string(minLength: 1, maxLength: 500), "for the customer and the journal"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let id: ID<PointSpending>
        let points: Int64
        let lapsed: Int64
        let left: Int64

        static let schema = Schema.object(
            title: "RestoredPoints",
            fields: [
                .required("id", .id), .required("points", .integer(minimum: 0), "that the customer has again"),
                .required("lapsed", .integer(minimum: 0), "whose time is over meanwhile"),
                .required("left", .integer(minimum: 0), "that stay spent"),
            ])
    }

    let definition = OperationDefinition(
        "points.restore", .command, "Gives spent points back, with the end that they had.", roles: ["admin", "support"],
        route: .init(.post, "/v1/points/spendings/{id}/returns"), events: ["points.restored"],
        errors: ["pointSpending.notFound", "points.exceedsSpent"], creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        var spending = try context.get(input.id)
        let open = spending.value.parts.reduce(0) { $0 + $1.left }
        let wanted = input.points ?? open
        guard (1...max(1, open)).contains(wanted), open > 0 else {
            throw .refused(
                Refusal(
                    .conflict, code: "points.exceedsSpent", "only \(open) points of \(input.id) can still be given back",
                    hint: open > 0 ? "give at most \(open) back" : "nothing is left of it"))
        }
        let points = try context.giveBack(wanted, of: &spending.value.parts, to: spending.value.customer)
        try context.update(spending)
        context.emit("points.restored", about: input.id, ["customer": .string(spending.value.customer.text), "points": .integer(points)])
        return Output(id: input.id, points: points, lapsed: wanted - points, left: open - wanted)
    }
}
