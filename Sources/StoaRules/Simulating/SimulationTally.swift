import StoaCommerce

/// Sums over compared orders. Merging is exact and its order does not matter.
struct SimulationTally: Sendable {
    var orders: Int64 = 0
    var changed: Int64 = 0
    var currencies: [Currency: Amounts] = [:]
    var rules: [String: Uses] = [:]

    /// An amount by the older and by the newer book.
    struct Pair: Sendable, Hashable {
        var from: Int64 = 0
        var to: Int64 = 0
    }

    struct Amounts: Sendable {
        var orders: Int64 = 0
        var changed: Int64 = 0
        var discount = Pair()
        var revenue = Pair()
        /// Over the `withCost` orders whose margin both books know.
        var margin = Pair()
        var withCost: Int64 = 0
    }

    struct Uses: Sendable {
        var uses = Pair()
        /// Orders in which the rule newly applies, or no longer.
        var starts: Int64 = 0
        var stops: Int64 = 0
        var discount: [Currency: Pair] = [:]
    }

    /// - Throws: `simulate.totalTooLarge`.
    mutating func count(_ order: OrderComparison) throws(RulesError) {
        orders += 1
        changed += order.isChanged ? 1 : 0
        var amounts = currencies[order.currency] ?? Amounts()
        amounts.orders += 1
        amounts.changed += order.isChanged ? 1 : 0
        try amounts.discount.add(Pair(from: order.from.discount, to: order.to.discount))
        try amounts.revenue.add(Pair(from: order.from.revenue, to: order.to.revenue))
        if let from = order.from.margin, let to = order.to.margin {
            amounts.withCost += 1
            try amounts.margin.add(Pair(from: from, to: to))
        }
        currencies[order.currency] = amounts
        for rule in Set(order.from.uses.keys).union(order.to.uses.keys) {
            var uses = rules[rule] ?? Uses()
            let (from, to) = (order.from.uses[rule], order.to.uses[rule])
            uses.uses.from += from == nil ? 0 : 1
            uses.uses.to += to == nil ? 0 : 1
            uses.starts += from == nil ? 1 : 0
            uses.stops += to == nil ? 1 : 0
            try uses.discount[order.currency, default: Pair()].add(Pair(from: from ?? 0, to: to ?? 0))
            rules[rule] = uses
        }
    }

    /// - Throws: `simulate.totalTooLarge`.
    mutating func merge(_ other: SimulationTally) throws(RulesError) {
        orders += other.orders
        changed += other.changed
        for (currency, added) in other.currencies {
            var amounts = currencies[currency] ?? Amounts()
            amounts.orders += added.orders
            amounts.changed += added.changed
            amounts.withCost += added.withCost
            try amounts.discount.add(added.discount)
            try amounts.revenue.add(added.revenue)
            try amounts.margin.add(added.margin)
            currencies[currency] = amounts
        }
        for (rule, added) in other.rules {
            var uses = rules[rule] ?? Uses()
            try uses.uses.add(added.uses)
            uses.starts += added.starts
            uses.stops += added.stops
            for (currency, pair) in added.discount { try uses.discount[currency, default: Pair()].add(pair) }
            rules[rule] = uses
        }
    }
}

extension SimulationTally.Pair {
    mutating func add(_ other: Self) throws(RulesError) {
        let (from, fromOverflows) = from.addingReportingOverflow(other.from)
        let (to, toOverflows) = to.addingReportingOverflow(other.to)
        // The difference is told as well, and may be one bit longer than both.
        guard !fromOverflows, !toOverflows, !to.subtractingReportingOverflow(from).overflow else {
            throw RulesError(
                code: "simulate.totalTooLarge", "a total is larger than can be told exactly",
                hint: "check the unit of the amounts, or simulate the orders in parts")
        }
        (self.from, self.to) = (from, to)
    }
}
