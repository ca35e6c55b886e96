import StoaCommerce

/// The discounts that stay with what remains, policy by policy.
struct DuesReckoning {
    private let book: Rulebook
    private let quote: Quote
    private let sold: [SoldLine]
    private let kept: [Int64]
    private let policies: [String: ReturnPolicy]
    /// What a rule takes off each line, by rule and place of the line.
    private var discounts: [String: [Int: Int64]] = [:]
    private var shipping: [String: Int64]
    private var gifts: [String: Int64]
    /// Rules that the order did not have.
    private var newRules: [String] = []

    /// - Parameters:
    ///   - kept: units that remain, by place of the line.
    ///   - requote: what takes the place of what the rules with `clawback` gave; nil where nothing is clawed back.
    init(_ book: Rulebook, _ quote: Quote, _ sold: [SoldLine], _ kept: [Int64], _ requote: Requote?) {
        self.book = book
        self.quote = quote
        self.sold = sold
        self.kept = kept
        policies = Dictionary(quote.appliedRules.map { ($0, book.policy(of: $0)) }, uniquingKeysWith: { first, _ in first })
        shipping = quote.shippingDiscounts
        gifts = Dictionary(quote.gifts.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
        for (place, line) in sold.enumerated() {
            for (rule, amount) in line.discounts(onLast: kept[place]) where amount > 0 { discounts[rule, default: [:]][place] = amount }
        }
        if requote != nil { for rule in clawedRules { discounts[rule] = nil } }
        for rule in quote.appliedRules where policies[rule] == .keep { moveFreed(rule) }
        if let requote { claw(requote) }
    }

    private var clawedRules: [String] { quote.appliedRules.filter { policies[$0] == .clawback } }

    private func room(_ place: Int) -> Int64 {
        sold[place].unitPrice * kept[place] - discounts.values.reduce(0) { $0 + ($1[place] ?? 0) }
    }

    /// What a rule took off units that came back goes to units that remain on the lines that it was given for.
    private mutating func moveFreed(_ rule: String) {
        let whole = sold.flatMap(\.shares).filter { $0.rule == rule }.reduce(0) { $0 + $1.amount }
        var freed = whole - (discounts[rule]?.values.reduce(0, +) ?? 0)
        for (place, line) in sold.enumerated() where freed > 0 && line.shares.contains(where: { $0.rule == rule }) {
            let moved = min(freed, room(place))
            guard moved > 0 else { continue }
            discounts[rule, default: [:]][place, default: 0] += moved
            freed -= moved
        }
    }

    /// Puts what a new quote gives in the place of what the rules with `clawback` gave, as far as the units are worth it.
    private mutating func claw(_ requote: Requote) {
        let old = clawedRules
        newRules = requote.lines.keys.filter { policies[$0] == nil }.sorted()
        for rule in old + newRules {
            // A budget was counted once, and nothing more is given from it.
            var most = book.countedPromotions[rule]?.limits?.budget == nil ? Int64.max : quote.amount(of: rule)
            for (place, line) in sold.enumerated() {
                guard let wanted = requote.lines[rule]?[line.id] else { continue }
                let given = min(wanted, room(place), most)
                guard given > 0 else { continue }
                discounts[rule, default: [:]][place] = given
                most -= given
            }
        }
        shipping = shipping.filter { policies[$0.key] != .clawback }
        var price = quote.totals.shipping - shipping.values.reduce(0, +)
        for rule in Set(old + requote.shipping.keys).sorted() {
            let given = min(requote.shipping[rule] ?? 0, price)
            guard given > 0 else { continue }
            shipping[rule] = given
            price -= given
            if policies[rule] == nil, !newRules.contains(rule) { newRules.append(rule) }
        }
        for (sku, quantity) in gifts where book.giftPolicies(of: sku, in: quote).contains(.clawback) {
            gifts[sku] = min(quantity, requote.gifts[sku] ?? 0)
        }
    }

    func dues() -> Dues {
        let list = zip(sold, kept).reduce(Int64(0)) { $0 + $1.0.unitPrice * $1.1 }
        let rules = (quote.appliedRules + newRules).map { rule in
            Dues.Rule(
                rule: rule, policy: policies[rule] ?? .clawback,
                amount: (discounts[rule]?.values.reduce(0, +) ?? 0) + (shipping[rule] ?? 0))
        }
        let shippingLeft = quote.totals.shipping - shipping.values.reduce(0, +)
        let net = list + quote.totals.shipping - rules.reduce(0) { $0 + $1.amount }
        let tax = addedTax(on: net)
        return Dues(list: list, rules: rules, shipping: shippingLeft, tax: tax, gifts: gifts.filter { $0.value > 0 }, total: net + tax)
    }

    /// The part of the tax that stands on top of the prices, in proportion; all of it where nothing came back.
    private func addedTax(on net: Int64) -> Int64 {
        let whole = quote.totals.items + quote.totals.shipping - quote.totals.discount
        let added = quote.totals.total - whole
        guard added > 0, whole > 0 else { return max(0, added) }
        return Int64(clamping: (Int128(added) * Int128(net) + Int128(whole) - 1) / Int128(whole))
    }
}
