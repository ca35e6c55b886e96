import StoaCommerce

/// What a change of rules would have done to past orders. Amounts are minor units.
public struct SimulationReport: Sendable, Hashable, Codable {
    /// A number by the older and the newer book, and newer less older.
    public struct Delta: Sendable, Hashable, Codable {
        public let from: Int64
        public let to: Int64
        public let delta: Int64

        public init(from: Int64, to: Int64) {
            self.from = from
            self.to = to
            delta = to - from
        }
    }

    public struct Orders: Sendable, Hashable, Codable {
        /// Orders quoted by both books.
        public let compared: Int64
        public let changed: Int64
        /// Lines that were no order, or one that cannot be quoted.
        public let skipped: Int64
    }

    public struct PerCurrency: Sendable, Hashable, Codable {
        public let currency: Currency
        public let orders: Int64
        public let changed: Int64
        public let discount: Delta
        public let revenue: Delta
        /// Over the orders for which every cost is given; absent where there is none.
        public let margin: Delta?
        public let ordersWithoutCost: Int64
    }

    public struct PerRule: Sendable, Hashable, Codable {
        public struct Discount: Sendable, Hashable, Codable {
            public let currency: Currency
            public let discount: Delta
        }
        public let rule: String
        public let uses: Delta
        /// Orders in which it newly applies, or no longer.
        public let starts: Int64
        public let stops: Int64
        public let discounts: [Discount]
    }

    /// One order that comes to something else.
    public struct Change: Sendable, Hashable, Codable {
        /// Counted from 1, in the order in which they were read.
        public let line: Int
        public let id: String?
        public let currency: Currency
        public let discount: Delta
        public let revenue: Delta
        /// Absent where a cost is not known.
        public let margin: Delta?
        /// Rules that newly apply, or no longer, sorted.
        public let starts: [String]
        public let stops: [String]

        init(_ order: OrderComparison, id: String?, line: Int) {
            self.line = line
            self.id = id
            currency = order.currency
            discount = Delta(from: order.from.discount, to: order.to.discount)
            revenue = Delta(from: order.from.revenue, to: order.to.revenue)
            if let from = order.from.margin, let to = order.to.margin { margin = Delta(from: from, to: to) } else { margin = nil }
            starts = order.to.uses.keys.filter { order.from.uses[$0] == nil }.sorted()
            stops = order.from.uses.keys.filter { order.to.uses[$0] == nil }.sorted()
        }

        /// The largest change of revenue first; the earlier line where they are equal.
        static func isBefore(_ left: Change, _ right: Change) -> Bool {
            let (mine, other) = (left.revenue.delta.magnitude, right.revenue.delta.magnitude)
            return mine == other ? left.line < right.line : mine > other
        }
    }

    /// The books' hashes.
    public let from: String
    public let to: String
    public let orders: Orders
    /// Sorted by code.
    public let currencies: [PerCurrency]
    /// Rules that were used by either book, sorted by id.
    public let rules: [PerRule]
    /// The orders whose revenue changes most. Amounts of several currencies are compared as numbers.
    public let top: [Change]

    init(_ tally: SimulationTally, from: Rulebook, to: Rulebook, skipped: Int64, top: [Change]) {
        self.from = from.hash
        self.to = to.hash
        orders = Orders(compared: tally.orders, changed: tally.changed, skipped: skipped)
        currencies = tally.currencies.sorted { $0.key.code < $1.key.code }.map { currency, amounts in
            PerCurrency(
                currency: currency, orders: amounts.orders, changed: amounts.changed, discount: Delta(amounts.discount),
                revenue: Delta(amounts.revenue), margin: amounts.withCost == 0 ? nil : Delta(amounts.margin),
                ordersWithoutCost: amounts.orders - amounts.withCost)
        }
        rules = tally.rules.sorted { $0.key < $1.key }.map { rule, uses in
            PerRule(
                rule: rule, uses: Delta(uses.uses), starts: uses.starts, stops: uses.stops,
                discounts: uses.discount.sorted { $0.key.code < $1.key.code }
                    .map { PerRule.Discount(currency: $0.key, discount: Delta($0.value)) })
        }
        self.top = top
    }
}

extension SimulationReport.Delta {
    init(_ pair: SimulationTally.Pair) { self.init(from: pair.from, to: pair.to) }
}
