import StoaCommerce

extension Rulebook {
    /// What the rule says of returns. A proposal of a plugin is no rule of the book, and is dealt with unit by unit.
    public func policy(of rule: String) -> ReturnPolicy { promotion(rule)?.returns ?? .proportional }

    /// Promotions are sorted by id.
    func promotion(_ id: String) -> Promotion? {
        var (low, high) = (0, promotions.count)
        while low < high {
            let middle = (low + high) / 2
            if promotions[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < promotions.count && promotions[low].id == id ? promotions[low] : nil
    }

    /// Whether a return from an order at this quote has to quote again, so that its input must be kept.
    public func clawsBack(_ quote: Quote) -> Bool { quote.appliedRules.contains { policy(of: $0) == .clawback } }

    /// What the buyer of an order owes for the part of it that remains.
    ///
    /// A function of what remains alone: by which returns it came to that does not matter. Where nothing came back it is
    /// the quote's total; where nothing remains it is zero.
    ///
    /// - Parameters:
    ///   - quote: the order's, by this book.
    ///   - sold: its lines.
    ///   - remaining: units by line; a line that is not named is there in full.
    ///   - input: what the quote was made from; without it `clawback` is reckoned as `proportional`.
    ///   - left: what is left of limits, by rule; nil when `input` tells.
    /// - Throws: as ``quote(_:codes:proposals:placement:left:at:)``, for an input that is not the quote's own.
    public func dues(
        of quote: Quote, sold: [SoldLine], remaining: [String: Int64], input: QuoteInput?, left: [String: Remaining]? = nil
    ) throws(RulesError) -> Dues {
        let kept = sold.map { min($0.quantity, max(0, remaining[$0.id] ?? $0.quantity)) }
        let isWhole = zip(sold, kept).allSatisfy { $0.quantity == $1 }
        guard kept.contains(where: { $0 > 0 }) else { return gone(quote) }
        var again: Requote?
        if !isWhole, let input, clawsBack(quote) {
            let units = Dictionary(zip(sold, kept).map { ($0.id, $1) }, uniquingKeysWith: { first, _ in first })
            again = try requote(quote, input, left: left, remaining: units)
        }
        return DuesReckoning(self, quote, sold, kept, again).dues()
    }

    private func gone(_ quote: Quote) -> Dues {
        var dues = Dues.nothing
        dues.rules = quote.appliedRules.map { Dues.Rule(rule: $0, policy: policy(of: $0), amount: 0) }
        for gift in quote.gifts where giftPolicies(of: gift.sku, in: quote) == [.keep] { dues.gifts[gift.sku, default: 0] += gift.quantity }
        return dues
    }

    /// The policies of the order's rules that give a good away.
    func giftPolicies(of sku: String, in quote: Quote) -> Set<ReturnPolicy> {
        let givers = quote.appliedRules.compactMap { promotion($0) }.filter { rule in
            rule.gives.contains { if case .gift(let gift) = $0.verb { gift.sku == sku } else { false } }
        }
        return Set(givers.map(\.returns))
    }
}
