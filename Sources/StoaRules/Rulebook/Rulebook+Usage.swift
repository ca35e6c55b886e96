import Foundation
import StoaCommerce
import StoaExtension

/// Limits, as whoever counts uses needs them: which counters a quote has to be told, and which an order moves.
extension Rulebook {
    /// A rule with limits.
    public struct LimitedRule: Sendable {
        public let id: String
        public let kind: UsageCounter.Kind
        public let limits: UsageLimits
        /// Ids of the sellers that the rule is confined to; nil for a rule of the platform.
        public let sellers: [String]?
    }

    /// A promotion or campaign by its id; nil when the book has none of this name, or one without limits.
    public func limitedRule(_ id: String) -> LimitedRule? {
        if let rule = countedPromotions[id], let limits = rule.limits {
            return LimitedRule(id: id, kind: .promotion, limits: limits, sellers: rule.sellers)
        }
        guard let coupon = couponPositions[id].map({ coupons[$0] }), let limits = coupon.limits else { return nil }
        return LimitedRule(id: id, kind: .coupon, limits: limits, sellers: nil)
    }

    /// Every counter that a quote of the cart depends on: those of the rules that the cart could meet. Empty, at no cost,
    /// where the book has no limits, and for a cart that cannot be quoted.
    public func usageCounters(
        for cart: Cart, codes: [String], recognized: [String: RecognizedCode] = [:], prices: [PriceProposal] = [], at instant: Instant
    ) -> [UsageCounter] {
        guard !limitedPromotions.isEmpty || !limitedCoupons.isEmpty || !recognized.isEmpty,
            let items = try? priced(cart, prices, at: instant).items
        else { return [] }
        let book = codeBook(codes, recognized, buyer: cart.customer, at: instant)
        var counters = Set(recognized.values).map(\.counter).sorted { $0.rule < $1.rule }
        for rule in indexes[cart.currency].candidates(cart, items, coupons: book.opened.keys, at: instant).lazy.map(\.rule)
        where rule.limits != nil && isInForce(rule, for: cart, at: instant) {
            counters += self.counters(of: rule.id, .promotion, rule.limits, cart, instant)
        }
        for id in book.opened.keys.sorted() {
            guard let coupon = couponPositions[id].map({ coupons[$0] }) else { continue }
            counters += self.counters(of: id, .coupon, coupon.limits, cart, instant)
        }
        return counters
    }

    /// What is left, by rule, when so much is counted already.
    ///
    /// - Parameter counts: counters of ``usageCounters(for:codes:at:)`` with what stands on them, pending uses included.
    public static func remaining(_ counts: [(counter: UsageCounter, count: Int64)]) -> [String: Remaining] {
        var left: [String: Remaining] = [:]
        for (counter, count) in counts {
            left[counter.rule, default: Remaining()][counter.limit] = max(0, counter.ceiling - count)
        }
        return left
    }

    /// What an order at a quote adds to counters: one use of every limited rule that applied, one of every campaign that
    /// switched such a rule on, and what was taken off to the minor unit. A code that was superseded is not used up.
    ///
    /// - Parameters: those that the quote was made with.
    public func redemptions(
        of quote: Quote, cart: Cart, codes: [String], recognized: [String: RecognizedCode] = [:], left: [String: Remaining],
        at instant: Instant
    ) -> [Redemption] {
        guard !countedPromotions.isEmpty else { return [] }
        let book = codeBook(codes, recognized, buyer: cart.customer, left: left, at: instant)
        var redemptions: [Redemption] = []
        var used: Set<String> = []
        for discount in quote.discounts where discount.status == .applied {
            guard let rule = countedPromotions[discount.rule], rule.isUsed(by: discount) else { continue }
            redemptions += counters(of: rule.id, .promotion, rule.limits, cart, instant).compactMap { counter in
                let amount = counter.limit == .budget ? discount.amount : 1
                return amount > 0 ? Redemption(counter: counter, amount: amount) : nil
            }
            // Where codes of several campaigns switch a rule on, the one that the rule names first is used.
            if let campaign = rule.coupons.first(where: { book.opened[$0] != nil }) { used.insert(campaign) }
        }
        for id in used.sorted() {
            guard let coupon = couponPositions[id].map({ coupons[$0] }) else { continue }
            redemptions += counters(of: id, .coupon, coupon.limits, cart, instant).map { Redemption(counter: $0, amount: 1) }
            if let code = book.generated[id] { redemptions.append(Redemption(counter: code.counter, amount: 1)) }
        }
        return redemptions
    }

    /// The day whose uses an order at an instant counts for, by the clock of the rulebook's zone: `2026-11-22`.
    public func day(of instant: Instant) -> String {
        (RuleReading.timeZone(settings.zone) ?? .gmt).date(at: instant).description
    }

    private func counters(
        of id: String, _ kind: UsageCounter.Kind, _ limits: UsageLimits?, _ cart: Cart, _ instant: Instant
    ) -> [UsageCounter] {
        guard let ceilings = limits?.ceilings(in: cart.currency) else { return [] }
        return UsageCounter.Limit.allCases.compactMap { limit in
            // Who is not known has not used anything yet.
            guard let ceiling = ceilings[limit], limit != .perCustomer || cart.customer?.id != nil else { return nil }
            return UsageCounter(rule: id, kind: kind, limit: limit, day: limit == .perDay ? day(of: instant) : nil, ceiling: ceiling)
        }
    }
}

extension Promotion {
    /// Free shipping by another method than the selected one was offered, but not used.
    func isUsed(by discount: Quote.Discount) -> Bool {
        discount.amount > 0 || !gives.allSatisfy(\.isShipping)
    }
}
