import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `analytics.countOrder`: adds an event of an order to the analytics. Runs in the commit that delivers the event, so each
/// event counts once.
struct CountOrder: Operation {
    static let name = "analytics.countOrder"
    /// The events that count.
    static let eventTypes: Set<String> = ["order.placed", "order.paid", "order.cancelled"]

    struct Input: Codable, Sendable, SchemaDescribed {
        let type: String
        let body: Body

        struct Body: Codable, Sendable {
            let order: ID<Order>
        }

        static let schema = Schema.object(
            title: "OrderEvent",
            fields: [
                .required("type", .oneOf(CountOrder.eventTypes.sorted())),
                .required("body", .object(fields: [.required("order", .id)], allowsOthers: true)),
            ], allowsOthers: true)
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let rules: Int
        static let schema = Schema.object(
            title: "OrderCounted", fields: [.required("rules", .integer(minimum: 0), "that were counted")])
    }

    let definition = OperationDefinition(
        CountOrder.name, .command, "Counts an event of an order for the analytics of promotions.", roles: ["system"])

    init() {}

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let order = try context.get(input.body.order, .pinned).value
        let fates = order.quote.fates
        for scope in PromotionCounters.Scope.all(of: order.quote) {
            var tally = Tally(scope: scope, order: order)
            switch input.type {
            case "order.placed": tally.place(fates)
            case "order.paid": tally.pay(fates)
            // What was paid and given back is no revenue any more.
            default: tally.cancel(fates, wasPaid: order.wasPaid)
            }
            for entry in tally.entries { context.count(entry) }
        }
        return Output(rules: fates.count)
    }
}

extension Quote {
    /// What became of each rule, once: `applied` before all others. A refused code is what a buyer typed, which belongs into no
    /// account's name.
    var fates: [(rule: String, status: Discount.Status, amount: Int64)] {
        var fates: [String: (status: Discount.Status, amount: Int64)] = [:]
        for discount in discounts where !discount.isRefusedCode {
            if let known = fates[discount.rule], known.status == .applied || discount.status != .applied { continue }
            fates[discount.rule] = (discount.status, discount.amount)
        }
        return fates.sorted { $0.key < $1.key }.map { ($0.key, $0.value.status, $0.value.amount) }
    }

    var refusedCodes: Int64 { Int64(discounts.count { $0.isRefusedCode }) }
}

/// What one event adds in one scope.
private struct Tally {
    struct Entry {
        let source: AccountOpening
        let account: AccountOpening
        /// Negative to take back.
        let amount: Int64
    }

    typealias Fates = [(rule: String, status: Quote.Discount.Status, amount: Int64)]

    let scope: PromotionCounters.Scope
    let order: Order
    private(set) var entries: [Entry] = []

    init(scope: PromotionCounters.Scope, order: Order) {
        self.scope = scope
        self.order = order
    }

    mutating func place(_ fates: Fates) {
        add(1, .issued, nil)
        add(order.quote.refusedCodes, .refused, nil)
        for fate in fates { add(1, PromotionCounters.Count(fate.status), fate.rule) }
    }

    mutating func pay(_ fates: Fates) {
        add(1, .redeemed, nil)
        addSums(nil, discount: order.quote.totals.discount, by: 1)
        for fate in fates where fate.status == .applied {
            add(1, .redeemed, fate.rule)
            addSums(fate.rule, discount: fate.amount, by: 1)
        }
    }

    mutating func cancel(_ fates: Fates, wasPaid: Bool) {
        add(1, .released, nil)
        if wasPaid {
            add(-1, .redeemed, nil)
            addSums(nil, discount: order.quote.totals.discount, by: -1)
        }
        for fate in fates where fate.status == .applied {
            add(1, .released, fate.rule)
            guard wasPaid else { continue }
            add(-1, .redeemed, fate.rule)
            addSums(fate.rule, discount: fate.amount, by: -1)
        }
    }

    private mutating func add(_ amount: Int64, _ count: PromotionCounters.Count, _ rule: String?) {
        guard amount != 0 else { return }
        let counters = PromotionCounters(scope: scope, rule: rule)
        entries.append(Entry(source: counters.source(unit: "order"), account: counters.account(count), amount: amount))
    }

    private mutating func addSums(_ rule: String?, discount: Int64, by sign: Int64) {
        let counters = PromotionCounters(scope: scope, rule: rule)
        let currency = order.currency
        for (sum, amount): (PromotionCounters.Sum, Int64) in [(.orders, 1), (.value, order.quote.totals.total), (.discount, discount)]
        where amount != 0 {
            let account = counters.account(sum, currency)
            entries.append(Entry(source: counters.source(unit: account.unit), account: account, amount: sign * amount))
        }
    }
}

extension PromotionCounters.Count {
    fileprivate init(_ status: Quote.Discount.Status) {
        switch status {
        case .applied: self = .issued
        case .superseded: self = .superseded
        case .notYet: self = .notYet
        case .refused: self = .refused
        case .paused: self = .paused
        }
    }
}

extension DecisionContext {
    fileprivate mutating func count(_ entry: Tally.Entry) {
        open(entry.source)
        open(entry.account)
        let (from, to) = entry.amount > 0 ? (entry.source, entry.account) : (entry.account, entry.source)
        transfer(.post(from: from.id, to: to.id, amount: abs(entry.amount)))
    }
}
