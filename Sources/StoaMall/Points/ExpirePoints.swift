import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `points.expire`: what the timer of a lot runs when its points end. Once more finds nothing more.
struct ExpirePoints: Operation {
    static let name = "points.expire"

    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>
        let end: Instant

        static let schema = Schema.object(
            title: "PointExpiry", fields: [.required("customer", .id), .required("end", .instant, "of the lot")])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let points: Int64
        static let schema = Schema.object(title: "ExpiredPoints", fields: [.required("points", .integer(minimum: 0))])
    }

    let definition = OperationDefinition(
        ExpirePoints.name, .command, "Takes points away whose time is over.", roles: ["system"], events: ["points.expired"])

    /// - Parameter due: the end, or later where points were on their way at the end.
    static func schedule(_ end: Instant, of customer: ID<Customer>, at due: Instant, _ context: inout DecisionContext) {
        context.schedule(
            "\(name)/\(customer)/\(end)", at: due, run: name,
            with: ["customer": .string(customer.text), "end": .string(end.description)])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        guard context.now >= input.end else {
            // Their time is not over by this clock yet.
            ExpirePoints.schedule(input.end, of: input.customer, at: input.end, &context)
            return Output(points: 0)
        }
        let accounts = MallAccounts.points(of: input.customer, until: input.end)
        let (found, balances) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<PointLots>? in
                try context.find(PointLots(of: input.customer).id)
            },
            { (context: inout DecisionContext) throws(Interruption) -> [Balance?] in try context.balances([accounts.own.id]) })
        let lot = PointLot(end: input.end, balance: balances[0])
        if lot.available > 0 {
            let gone = MallAccounts.expiredPoints(of: input.customer)
            context.open(gone)
            context.transfer(.post(from: accounts.own.id, to: gone.id, amount: lot.available))
            context.emit(
                "points.expired", about: input.customer,
                ["customer": .string(input.customer.text), "points": .integer(lot.available), "end": .string(input.end.description)])
        }
        if let balance = lot.balance, balance.reservedIn > 0 || balance.reservedOut > 0 {
            // Promised by an order that is not paid yet; by then it is, or is cancelled.
            ExpirePoints.schedule(
                input.end, of: input.customer, at: context.now.advanced(bySeconds: PlaceOrder.unpaidSecondsMax), &context)
        } else if var lots = found, lots.value.ends.contains(input.end) {
            lots.value.ends.removeAll { $0 == input.end }
            try context.update(lots)
        }
        return Output(points: lot.available)
    }
}
