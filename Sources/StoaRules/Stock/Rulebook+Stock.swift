import Foundation
import StoaCommerce
import StoaExpressions

extension Rulebook {
    public var hasStockRules: Bool { !standing.stock.isEmpty }

    /// What an order of a cart adds to the counts of what its customer bought.
    public func stockRedemptions(for cart: Cart, at instant: Instant) -> [Redemption] {
        guard cart.customer?.id != nil else { return [] }
        return stockTerms(for: cart, at: instant).flatMap { terms in
            terms.counters.map { Redemption(counter: $0, amount: cart.quantity(of: terms.sku)) }
        }
    }

    /// What the book says of the stock of a cart's articles, by SKU; nothing of articles that no rule is for. Costs
    /// nothing where the book has no Stock rules.
    public func stockTerms(for cart: Cart, at instant: Instant) -> [StockTerms] {
        let rules = standing.stock.filter { $0.isInForce(in: cart.channel, at: instant) }
        guard !rules.isEmpty else { return [] }
        var lines: [String: Cart.Line] = [:]
        for line in cart.lines { if let sku = line.sku, lines[sku] == nil { lines[sku] = line } }
        return lines.sorted { $0.key < $1.key }.compactMap { sku, line in
            let matching = rules.filter { matches($0, line, cart, instant) }
            return matching.isEmpty ? nil : terms(sku, matching, instant)
        }
    }

    /// How it stands with the stock of a cart, as a quote tells it.
    ///
    /// - Parameter counts: what the ledger holds; of articles that are not among them nothing is said.
    public func stock(of cart: Cart, _ counts: [StockCount], at instant: Instant) -> [Quote.Stock] {
        guard !counts.isEmpty else { return [] }
        return stockTerms(for: cart, at: instant).compactMap { terms in
            guard let count = counts.first(where: { $0.sku == terms.sku }) else { return nil }
            return terms.outcome(for: cart.quantity(of: terms.sku), count)
        }
    }

    private func terms(_ sku: String, _ rules: [StockRule], _ instant: Instant) -> StockTerms {
        let date = (RuleReading.timeZone(settings.zone) ?? .gmt).date(at: instant)
        let counters = rules.compactMap { rule in
            rule.perCustomer.map { limit in
                UsageCounter(
                    rule: "\(rule.id)/\(sku)", kind: .stock, limit: .perCustomer, day: limit.every?.name(of: date), ceiling: limit.quantity)
            }
        }
        return StockTerms(
            sku: sku, rules: rules.map(\.id), safety: rules.compactMap(\.safety).max() ?? 0,
            backOrder: rules.compactMap(\.backOrder).min() ?? 0, counters: counters,
            reserveSeconds: rules.compactMap(\.reserveSeconds).min())
    }

    /// A condition that cannot be judged is taken to hold: what is meant to hold goods back rather does so once too often.
    func matches(_ rule: StockRule, _ line: Cart.Line, _ cart: Cart, _ instant: Instant) -> Bool {
        guard let condition = rule.lines else { return true }
        guard let item = try? ItemFacts(line: line, id: line.id, quantity: 1, currency: cart.currency) else { return true }
        var scope = PromotionScope(
            environment, channel: cart.channel, customer: cart.customer, payment: nil, now: instant,
            costMax: UInt64(RuleLimits.conditionStepsMax))
        return (try? scope.holds(condition, line: LineFacts(item: item, total: line.unitPrice).boxed)) ?? true
    }
}

extension Cart {
    /// Pieces of an article in all lines.
    public func quantity(of sku: String) -> Int64 { lines.filter { $0.sku == sku }.reduce(0) { $0 + $1.quantity } }
}
