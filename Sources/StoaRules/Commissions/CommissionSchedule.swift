import StoaCommerce

/// Which fee the platform takes of which sales; a file of kind Commission. Immutable.
struct CommissionSchedule: Sendable {
    struct Tier: Sendable {
        /// What the seller sold before; nil for the first tier, which begins at nothing.
        let from: MoneyTable?
        /// A part of one.
        let rate: Rational
    }

    let id: String
    let sellers: [String]?
    let categories: [String]?
    let channels: [String]?
    let active: ActiveWindow
    /// One for a plain rate; with several, each part of a sale has the rate of the tier that it falls into.
    let tiers: [Tier]
    let shippingRate: Rational
    let fixed: MoneyTable?
    let least: MoneyTable?
    let most: MoneyTable?

    /// Seller with category comes before seller, seller before category, category before channel, channel before what is
    /// said of all.
    var precedence: Int { (sellers == nil ? 0 : 4) + (categories == nil ? 0 : 2) + (channels == nil ? 0 : 1) }

    func applies(to sale: CommissionSale) -> Bool {
        func names(_ list: [String]?, _ name: String?) -> Bool { list.map { list in name.map(list.contains) ?? false } ?? true }
        return names(sellers, sale.seller) && names(categories, sale.category) && names(channels, sale.channel)
            && active.isOpen(at: sale.at) && isStated(in: sale.currency)
    }

    /// Whether both can apply to one sale and neither comes before the other.
    func isRival(of other: CommissionSchedule) -> Bool {
        func meet(_ own: [String]?, _ others: [String]?) -> Bool {
            guard let own, let others else { return true }
            return !Set(own).isDisjoint(with: others)
        }
        return precedence == other.precedence && active.from == other.active.from && meet(sellers, other.sellers)
            && meet(categories, other.categories) && meet(channels, other.channels)
    }

    /// Whether every amount of the schedule is stated in a currency.
    private func isStated(in currency: Currency) -> Bool {
        (tiers.map(\.from) + [fixed, least, most]).allSatisfy { $0.map { $0.amount(in: currency) != nil } ?? true }
    }

    /// `clamp(rate × base + fixed, min, max)`, rounded half to even once.
    func fee(for sale: CommissionSale) throws(CommerceError) -> CommissionFee {
        let base = sale.amount - sale.sellerDiscount
        var exact = try marginal(base, sale).plus(try Rational(sale.shipping).times(shippingRate))
        let fixed = fixed?.amount(in: sale.currency) ?? 0
        exact = try exact.plus(Rational(fixed))
        var total = try exact.rounded(.halfEven)
        if let least = least?.amount(in: sale.currency) { total = max(total, least) }
        if let most = most?.amount(in: sale.currency) { total = min(total, most) }
        return CommissionFee(schedule: id, currency: sale.currency, base: base, total: total, fixed: min(fixed, total))
    }

    private func marginal(_ base: Int64, _ sale: CommissionSale) throws(CommerceError) -> Rational {
        var sum = Rational.zero
        for (part, tier) in zip(parts(of: base, sale), tiers) where part > 0 { sum = try sum.plus(try Rational(part).times(tier.rate)) }
        return sum
    }

    /// How much of the base falls into each tier; nothing or less where none does.
    private func parts(of base: Int64, _ sale: CommissionSale) -> [Int64] {
        let starts = tiers.map { $0.from?.amount(in: sale.currency) ?? 0 }
        return starts.indices.map { place in
            let end = place + 1 < starts.count ? starts[place + 1] : Int64.max
            return min(sale.soldBefore + base, end) - max(sale.soldBefore, starts[place])
        }
    }

    /// The tiers that a part of the sale falls into, from 0.
    func tiersReached(by sale: CommissionSale) -> [Int] {
        parts(of: sale.amount - sale.sellerDiscount, sale).enumerated().filter { $0.element > 0 }.map(\.offset)
    }
}

extension Rulebook {
    /// What the platform keeps of a sale. Pure: nothing is booked.
    ///
    /// Of several schedules that apply the most special one counts, and of equally special ones the one that came into
    /// force last.
    /// - Throws: `commission.saleMalformed`, `commission.noSchedule`.
    public func commission(for sale: CommissionSale) throws(RulesError) -> CommissionFee {
        let amounts = [sale.amount, sale.sellerDiscount, sale.platformDiscount, sale.shipping, sale.soldBefore]
        guard amounts.allSatisfy({ (0...Money.amountMax).contains($0) }), sale.sellerDiscount <= sale.amount,
            sale.platformDiscount <= sale.amount - sale.sellerDiscount
        else {
            throw RulesError(
                code: "commission.saleMalformed", "an amount of the sale is negative or too large, or its discounts exceed it",
                hint: "state minor units, and discounts that are part of the amount")
        }
        let applying = commissions.filter { $0.applies(to: sale) }
        let best = applying.max { left, right in
            (left.precedence, left.active.from?.millisecondsSince1970 ?? .min, right.id)
                < (right.precedence, right.active.from?.millisecondsSince1970 ?? .min, left.id)
        }
        guard let best else {
            throw RulesError(
                code: "commission.noSchedule", "no Commission of the book applies to this sale",
                hint: "add one without 'for', which applies to all that has none of its own")
        }
        do throws(CommerceError) { return try best.fee(for: sale) } catch {
            throw RulesError(code: "commission.saleMalformed", error.message, hint: error.hint)
        }
    }
}
