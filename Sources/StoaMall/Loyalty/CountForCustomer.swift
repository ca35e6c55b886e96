import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `loyalty.countOrder`: brings what a customer bought up to date after an event of an order, and gives the points of
/// milestones that were reached by it. Runs in the commit that delivers the event; the same event again changes nothing.
struct CountForCustomer: Operation {
    static let name = "loyalty.countOrder"
    static let eventTypes: Set<String> = ["order.paid", "order.returned", "order.refunded", "order.cancelled"]

    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let type: String
        let body: Body
        let at: Instant

        struct Body: Codable, Sendable {
            let order: ID<Order>
        }

        static let schema = Schema.object(
            title: "OrderEventForCustomers",
            fields: [
                .required("type", .oneOf(CountForCustomer.eventTypes.sorted())),
                .required("body", .object(fields: [.required("order", .id)], allowsOthers: true)), .required("at", .instant),
            ], allowsOthers: true)
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let granted: [ID<MilestoneGrant>]
        let revoked: [ID<MilestoneGrant>]
        static let schema = Schema.object(
            title: "CountedForCustomer",
            fields: [
                .required("granted", .array(of: .id), "milestones that were reached"),
                .required("revoked", .array(of: .id), "milestones that are no longer reached"),
            ])

        static let nothing = Output(granted: [], revoked: [])
    }

    let definition = OperationDefinition(
        CountForCustomer.name, .command, "Counts an order for its customer's milestones and tier.", roles: ["system"],
        events: ["milestone.reached", "milestone.revoked", "customer.tierChanged"])

    /// Where the book asks nothing of what customers bought there is nothing to run.
    static func follower(_ rulebooks: Rulebooks) -> Follower {
        Follower(name) { (context: inout DecisionContext) throws(Interruption) in
            try rulebooks.inForce(&context).active.whole.countsCustomers
        }
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let book = try rulebooks.inForce(&context).active.whole
        guard book.countsCustomers else { return .nothing }
        let order = try context.get(input.body.order, .pinned).value
        let known = try context.find(ID<CountedOrder>(trusted: order.id.text))
        let month = known?.value.month ?? book.month(of: input.at)
        let change = order.tally - (known?.value.tally ?? .zero)
        guard change != .zero else { return .nothing }
        if var counted = known {
            counted.value.tally = order.tally
            try context.update(counted)
        } else {
            try context.create(CountedOrder(id: ID(trusted: order.id.text), month: month, tally: order.tally))
        }
        let before = try context.standing(of: order.customer)
        var after = before
        after.value.add(change, in: month)
        if after.version == 0 { try context.create(after.value) } else { try context.update(after) }

        let customer = try context.get(order.customer, .pinned).value
        let tiers = [before, after].map { book.tier(of: $0.value, stated: customer.tier, at: context.now) ?? "" }
        if tiers[0] != tiers[1] {
            context.emit(
                "customer.tierChanged", about: customer.id,
                ["customer": .string(customer.id.text), "before": .string(tiers[0]), "after": .string(tiers[1])])
        }
        var buyer = Cart.Buyer(customer)
        buyer.tier = tiers[1]
        let judging = Judging(
            book: book, standing: after.value, month: month, current: book.month(of: input.at), order: order.id, buyer: buyer,
            mayGrant: input.type == "order.paid")
        return try judging.judge(order.customer, &context)
    }
}

/// Which milestones a customer reaches, or no longer reaches, after an order was counted.
private struct Judging {
    let book: Rulebook
    let standing: Standing
    /// In which the order counts, and in which the event happened.
    let month: CivilMonth
    let current: CivilMonth
    let order: ID<Order>
    let buyer: Cart.Buyer
    /// Whether more was bought; what goes back reaches nothing.
    let mayGrant: Bool

    func judge(_ customer: ID<Customer>, _ context: inout DecisionContext) throws(Interruption) -> CountForCustomer.Output {
        let milestones = book.milestones
        let ids = milestones.map { MilestoneGrant.id(of: $0, $0.period(in: month), for: customer) }
        var (granted, revoked): ([MilestoneGrant], [MilestoneGrant]) = ([], [])
        for (milestone, (id, found)) in zip(milestones, zip(ids, try context.find(ids))) {
            if var grant = found, grant.value.state == .granted {
                // By the months that counted then, or by those that count now.
                let spans = [grant.value.from...grant.value.to, milestone.span(in: current)]
                guard !spans.contains(where: { milestone.isReached(by: standing, in: $0) }) else { continue }
                grant.value.state = .revoked
                try context.update(grant)
                revoked.append(grant.value)
            } else if mayGrant, let grant = reached(milestone, id, customer, context.now) {
                if let found { try context.update(Versioned(grant, version: found.version)) } else { try context.create(grant) }
                granted.append(grant)
            }
        }
        try give(granted, to: customer, &context)
        _ = try context.takeBack(revoked.map { LotPart(end: $0.end, points: $0.points) }, from: customer)
        for grant in granted + revoked {
            context.emit(
                grant.state == .granted ? "milestone.reached" : "milestone.revoked", about: grant.id,
                [
                    "customer": .string(customer.text), "rule": .string(grant.rule), "milestone": .string(grant.milestone),
                    "period": .string(grant.period), "points": .integer(grant.points), "order": .string(order.text),
                ])
        }
        return CountForCustomer.Output(granted: granted.map(\.id), revoked: revoked.map(\.id))
    }

    private func reached(
        _ milestone: Milestone, _ id: ID<MilestoneGrant>, _ customer: ID<Customer>, _ now: Instant
    ) -> MilestoneGrant? {
        let span = milestone.span(in: month)
        guard milestone.isReached(by: standing, in: span), milestone.isGiven(to: buyer, at: now) else { return nil }
        return MilestoneGrant(
            id: id, customer: customer, rule: milestone.rule, milestone: milestone.name, period: milestone.period(in: month), order: order,
            points: milestone.points, end: milestone.expiry(at: now), from: span.lowerBound, to: span.upperBound, state: .granted, at: now)
    }

    private func give(_ grants: [MilestoneGrant], to customer: ID<Customer>, _ context: inout DecisionContext) throws(Interruption) {
        guard !grants.isEmpty else { return }
        try context.openLots(grants.map(\.end), of: customer)
        for grant in grants {
            let accounts = MallAccounts.points(of: customer, until: grant.end)
            context.transfer(.post(from: accounts.source.id, to: accounts.own.id, amount: grant.points))
        }
    }
}

extension DecisionContext {
    /// What a customer bought so far; version 0 where nothing was counted.
    mutating func standing(of customer: ID<Customer>, _ mode: ReadMode = .checked) throws(Interruption) -> Versioned<Standing> {
        let empty = Standing(of: customer)
        return try find(empty.id, mode) ?? Versioned(empty, version: 0)
    }
}
