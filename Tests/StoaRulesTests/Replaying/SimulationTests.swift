import Foundation
import JSONDocument
import PropertyTesting
import StoaCommerce
import Testing

@testable import StoaRules

@Suite("A backtest tells what two full recomputations tell")
struct SimulationTests {
    private static let count = TestRun.isLong ? 100_000 : 1_000
    private static let seed = TestRun.seed(20_261_123)

    /// Both recomputations, by the quotes themselves and with sums of their own, 128 bits wide.
    private struct Recomputed: Equatable {
        var changed = 0
        /// By currency and what it is: older and newer.
        var sums: [String: [Int128]] = [:]
        /// By rule: uses before and after, newly, no longer.
        var rules: [String: [Int]] = [:]
        var changes: [Int: [Int64]] = [:]

        init() {}

        mutating func add(_ number: Int, _ input: QuoteInput, _ from: Quote, _ to: Quote, shippingAlone: Set<String>) {
            let currency = input.cart.currency.code
            func sum(_ what: String, _ old: Int64, _ new: Int64) {
                sums["\(currency) \(what)", default: [0, 0]][0] += Int128(old)
                sums["\(currency) \(what)", default: [0, 0]][1] += Int128(new)
            }
            let quotes = [from, to]
            let discounts = quotes.map(\.totals.discount)
            let revenues = quotes.map { $0.totals.items + $0.totals.shipping - $0.totals.discount }
            sum("discount", discounts[0], discounts[1])
            sum("revenue", revenues[0], revenues[1])
            if input.cart.lines.allSatisfy({ $0.cost != nil }), quotes.allSatisfy({ $0.gifts.isEmpty }) {
                let cost = input.cart.lines.reduce(0) { $0 + ($1.cost ?? 0) * $1.quantity }
                sum("margin", revenues[0] - cost, revenues[1] - cost)
                sum("withCost", 1, 1)
            }
            let used = quotes.map { quote in
                Dictionary(
                    uniqueKeysWithValues: quote.discounts.filter { discount in
                        discount.status == .applied
                            && (discount.amount > 0 || !shippingAlone.contains("\(quote.rulebook) \(discount.rule)"))
                    }.map { ($0.rule, $0.amount) })
            }
            for rule in Set(used[0].keys).union(used[1].keys) {
                let (old, new) = (used[0][rule] != nil, used[1][rule] != nil)
                for (index, holds) in [old, new, !old && new, old && !new].enumerated() where holds {
                    rules[rule, default: [0, 0, 0, 0]][index] += 1
                }
                sum("rule \(rule)", used[0][rule] ?? 0, used[1][rule] ?? 0)
            }
            let gifts = quotes.map { Set($0.gifts) }
            if discounts[0] != discounts[1] || revenues[0] != revenues[1] || used[0] != used[1] || gifts[0] != gifts[1] {
                changed += 1
                changes[number + 1] = [revenues[1] - revenues[0], discounts[1] - discounts[0]]
            }
        }

        init(_ report: SimulationReport, _ changes: [SimulationReport.Change]) {
            changed = Int(report.orders.changed)
            for sum in report.currencies {
                func add(_ what: String, _ delta: SimulationReport.Delta?) {
                    if let delta { sums["\(sum.currency.code) \(what)"] = [Int128(delta.from), Int128(delta.to)] }
                }
                add("discount", sum.discount)
                add("revenue", sum.revenue)
                add("margin", sum.margin)
                let known = sum.orders - sum.ordersWithoutCost
                if known > 0 { sums["\(sum.currency.code) withCost"] = [Int128(known), Int128(known)] }
            }
            for rule in report.rules {
                rules[rule.rule] = [rule.uses.from, rule.uses.to, rule.starts, rule.stops].map(Int.init)
                for taken in rule.discounts {
                    sums["\(taken.currency.code) rule \(rule.rule)"] = [Int128(taken.discount.from), Int128(taken.discount.to)]
                }
            }
            for change in changes { self.changes[change.line] = [change.revenue.delta, change.discount.delta] }
        }
    }

    private func recomputed(_ orders: PastOrders, _ books: (from: Rulebook, to: Rulebook)) throws -> Recomputed {
        let shippingAlone = [books.from, books.to].flatMap { book in
            book.promotions.filter { $0.gives.allSatisfy(\.isShipping) }.map { "\(book.hash) \($0.id)" }
        }
        var sums = Recomputed()
        for number in 0..<orders.count {
            let input = orders.input(number)
            sums.add(
                number, input, try quote(input, books.from), try quote(input, books.to), shippingAlone: Set(shippingAlone))
        }
        return sums
    }

    private func quote(_ input: QuoteInput, _ book: Rulebook) throws -> Quote {
        let book = book.pausing(Set(input.paused.keys))
        let counts = book.usageCounters(for: input.cart, codes: input.codes, at: input.at).map { counter in
            (counter: counter, count: input.counted.filter { $0.rule == counter.rule }.map(\.counted).first ?? 0)
        }
        return try book.quote(
            input.cart, codes: input.codes, proposals: input.proposals, left: Rulebook.remaining(counts), at: input.at)
    }

    private func simulated(
        _ orders: PastOrders, _ books: (from: Rulebook, to: Rulebook), workers: Int = 2
    ) async throws -> (SimulationReport, [SimulationReport.Change]) {
        var source = orders
        var changes: [SimulationReport.Change] = []
        let run = SimulationRun(Simulation(from: books.from, to: books.to), workers: workers)
        let report = try await run.report(on: &source) { changes.append($0) }
        return (report, changes)
    }

    @Test("sums, uses and every changed order")
    func equalToRecomputation() async throws {
        print("backtest = two recomputations: \(Self.count) orders, seed \(Self.seed)")
        let books = try PastOrders.books(seed: Self.seed)
        let orders = PastOrders(Self.count, seed: Self.seed)
        let expected = try recomputed(orders, books)
        let (report, changes) = try await simulated(orders, books)
        #expect(Recomputed(report, changes) == expected)
        #expect(report.orders == .init(compared: Int64(Self.count), changed: Int64(expected.changed), skipped: 0))
        #expect(changes.map(\.line) == changes.map(\.line).sorted())
        #expect(expected.changed > Self.count / 10 && expected.changed < Self.count, "\(expected.changed) orders change: too few to tell")
        #expect(expected.rules.values.contains { $0[2] > 0 } && expected.rules.values.contains { $0[3] > 0 })
        #expect(Set(expected.sums.keys).isSuperset(of: ["USD margin", "EUR margin", "EUR revenue"]))
        let largest = expected.changes.sorted { ($1.value[0].magnitude, $0.key) < ($0.value[0].magnitude, $1.key) }.prefix(10).map(\.key)
        #expect(report.top.map(\.line) == Array(largest))
    }

    @Test("a fault in one order, or in one book, would be seen")
    func plantedFault() async throws {
        let books = try PastOrders.books(seed: Self.seed)
        let expected = try recomputed(PastOrders(200, seed: Self.seed), books)
        let faulty = PastOrders(200, seed: Self.seed) { number, input in
            if number == 77 { input.cart.lines[0].quantity += 1 }
        }
        let (report, changes) = try await simulated(faulty, books)
        #expect(Recomputed(report, changes) != expected)
        let (same, none) = try await simulated(PastOrders(200, seed: Self.seed), (books.from, books.from))
        #expect(Recomputed(same, none) != expected)
        #expect(none.isEmpty && same.orders.changed == 0)
    }

    @Test("however many work on it, the report has the same bytes")
    func deterministic() async throws {
        let books = try PastOrders.books(seed: 7)
        var texts: Set<String> = []
        for workers in [1, 2, 5] {
            let (report, changes) = try await simulated(PastOrders(120, seed: 7), books, workers: workers)
            texts.insert(try JSONValueEncoder().encode(report).canonicalText + JSONValueEncoder().encode(changes).canonicalText)
        }
        #expect(texts.count == 1)
    }

    private struct Lines: PastOrderSource {
        var left: [PastOrderLine]
        init(_ texts: [String]) { left = texts.enumerated().map { PastOrderLine(number: $0.offset + 1, bytes: Array($0.element.utf8)) } }
        mutating func next() async -> [PastOrderLine] {
            defer { left = [] }
            return left
        }
    }

    private static func line(_ line: String, _ rest: String = "") -> String {
        #"{"input": {"at": "2026-11-23T00:00:00Z", "cart": {"currency": "USD", "lines": [\#(line)]}\#(rest)}}"#
    }

    @Test("lines that are no order are told with number and code, and left out")
    func badLines() async throws {
        let good = Self.line(#"{"id": "1", "quantity": 1, "unitPrice": 900}"#)
        let lines: [(String, String)] = [
            (good, ""), ("{", "json.syntax"), (#"{"cart": {}}"#, "input.missingField"),
            (Self.line(#"{"id": "1", "unitPrice": 900}"#), "input.missingField"),
            (Self.line(#"{"id": "1", "quantity": 1, "unitPrice": 900, "quantiy": 1}"#), "input.unknownField"),
            (#"{"input": {}, "orders": 1}"#, "input.unknownField"),
            (Self.line(#"{"id": "1", "quantity": -1, "unitPrice": 900}"#), "input.outOfRange"),
            (good.replacing("USD", with: "USX"), "currency.unknown"),
            (Self.line(#"{"id": "1", "quantity": 1, "unitPrice": 1}, {"id": "1", "quantity": 1, "unitPrice": 1}"#), "quote.cartMalformed"),
            (good, ""),
        ]
        var source = Lines(lines.map(\.0))
        var skipped: [SkippedLine] = []
        let run = SimulationRun(Simulation(from: .empty, to: .empty), workers: 2)
        let report = try await run.report(on: &source, skipped: { skipped.append($0) })
        #expect(
            skipped.map { "\($0.line) \($0.error.code)" }
                == lines.enumerated().filter { $0.element.1 != "" }.map { "\($0.offset + 1) \($0.element.1)" })
        #expect(report.orders == .init(compared: 2, changed: 0, skipped: 8))
        #expect(report.currencies.first?.margin == nil && report.currencies.first?.ordersWithoutCost == 2)
    }

    @Test("a total that cannot be told exactly stops the run")
    func tooLarge() throws {
        var part = SimulationTally()
        part.currencies[.usd] = SimulationTally.Amounts(revenue: .init(from: 0, to: .max / 2 + 1))
        var sum = part
        let error = #expect(throws: RulesError.self) { try sum.merge(part) }
        #expect(error?.code == "simulate.totalTooLarge")
        // Both ends can be told, but not what lies between them.
        var margin = SimulationTally.Pair(from: .min, to: 0)
        #expect(throws: RulesError.self) { try margin.add(.init(from: 0, to: 1)) }
    }

    @Test("a raised limit counts from what was used, not from what was left")
    func limits() throws {
        func book(_ uses: Int) throws -> Rulebook {
            try Rulebook.compile([
                RuleFile(name: "ten/rule.yaml", text: "kind: Promotion\nid: ten\ngive: { percent: 10 }\nlimits: { uses: \(uses) }\n")
            ])
        }
        let cart = Cart(currency: .usd, lines: [Cart.Line(id: "1", quantity: 1, unitPrice: 1000, cost: 700)])
        let input = QuoteInput(cart: cart, at: PastOrders.at, counted: [.init(rule: "ten", limit: .uses, counted: 2)])
        let order = try Simulation(from: book(2), to: book(3)).compare(input)
        #expect(order.from.uses.isEmpty && order.to.uses == ["ten": 100])
        #expect(order.from.margin == 300 && order.to.margin == 200)
    }
}
