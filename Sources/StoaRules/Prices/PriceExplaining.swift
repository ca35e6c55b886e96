import StoaCommerce
import StoaExpressions
import StoaExtension

extension Rulebook {
    /// Explains whether a Price rule prices something in a cart: what it is for, whether it has a price, and which rule comes
    /// before it. Rows of its tiers that priced something are counted from 0.
    func observation(
        of rule: PriceRule, _ trial: Trial, _ proposals: [PriceProposal] = []
    ) throws(RulesError) -> (explanation: RuleExplanation, tierRows: Set<Int>) {
        let priced = try priced(trial.cart, proposals, at: trial.at).items
        var run = try ExplainingRun(self, rule.selector, trial, Quote.unasked(trial.cart, by: self))
        return run.priceExplanation(rule, priced, proposals)
    }
}

extension ExplainingRun {
    mutating func priceExplanation(
        _ rule: PriceRule, _ priced: [Item], _ proposals: [PriceProposal]
    ) -> (explanation: RuleExplanation, tierRows: Set<Int>) {
        let own = priced.filter { $0.price?.rule == rule.id }
        if isSwitchedOn() { judge(rule, priced, proposals) }
        let explanation = RuleExplanation(
            rule: rule.id, applied: !own.isEmpty, amount: own.reduce(0) { $0 + $1.listTotal - $1.priceTotal }, checks: checks,
            items: explainedItems, missing: nil)
        return (explanation, Set(own.compactMap { rule.row(for: $0.quantity) }))
    }

    private mutating func judge(_ rule: PriceRule, _ priced: [Item], _ proposals: [PriceProposal]) {
        let scope = scope()
        if let when = rule.selector.when {
            let value = scope.value(of: when, in: book.environment)
            guard check("when", value.holds == true, value.sentence, value) else { return }
        }
        guard let listed = try? Item.merged(from: trial.cart) else { return }
        explainedItems = listed.map { explained($0, rule.selector, scope) }
        let matching = zip(listed, zip(priced, explainedItems)).filter { $0.1.1.matches }.map { ($0.0, $0.1.0) }
        guard check("lines", !matching.isEmpty, "\(matching.count) of \(listed.count) items match") else { return }
        let currency = trial.cart.currency
        let offers = matching.compactMap { item, outcome -> (ItemPrice, Item)? in
            let own = proposals.filter { $0.sku == item.facts.sku }.sorted { $0.id < $1.id }
            return rule.price(of: item, own, in: currency).map { ($0, outcome) }
        }
        guard let (offer, outcome) = offers.first(where: { $0.1.price?.rule == rule.id }) ?? offers.first else {
            _ = check("price", false, "it has no price for them: \(rule.whatIsMissing)")
            return
        }
        var says = "the unit price is \(offer.unitPrice.text(in: currency)) instead of \(outcome.listPrice.text(in: currency))"
        if let bound = offer.bound { says += ", which is as far as its \(bound.words) lets it" }
        _ = check("price", true, says)
        if let rival = outcome.price?.rule, rival != rule.id {
            _ = check("priority", false, "'\(rival)' comes before it, with the priority \(book.price(rival)?.priority ?? 0)")
        }
    }

    func explained(_ item: Item, _ selector: Promotion, _ scope: PromotionScope) -> RuleExplanation.Item {
        var conditions: [ConditionValue] = []
        var reason: String?
        if let sellers = selector.sellers, !(item.facts.seller.map(sellers.contains) ?? false) {
            reason = "the rule is for goods of \(quoted(sellers)), and these are of \(item.facts.seller.map { "'\($0)'" } ?? "nobody")"
        } else if let lines = selector.lines {
            let line = LineFacts(item: item.facts, total: item.listTotal).boxed
            let value = scope.value(of: lines, line: line, in: book.environment)
            conditions.append(value)
            if value.holds != true { reason = value.sentence }
        }
        return RuleExplanation.Item(
            lines: item.parts.map { trial.cart.lines[$0.line].id }, matches: reason == nil, parts: nil, says: reason, conditions: conditions
        )
    }
}

extension PriceRule {
    /// Why there may be no price for a product that the rule is for.
    fileprivate var whatIsMissing: String {
        var reasons: [String] = []
        if !sources.isEmpty { reasons.append("nothing is proposed by \(quoted(sources))") }
        if case .tiers(let rows) = form, let first = rows.first, first.from > 1 { reasons.append("tiers begin at \(first.from) units") }
        if readsCost { reasons.append("the cost is not known") }
        return reasons.joined(separator: ", or ")
    }
}

extension Quote.Price.Bound {
    var words: String {
        switch self {
        case .floor: "floor"
        case .lowest: "guardrail 'lowest'"
        case .highest: "guardrail 'highest'"
        case .change: "guardrail 'change'"
        }
    }
}

extension Quote {
    /// A quote in which nothing applied, for whoever asks about prices alone.
    static func unasked(_ cart: Cart, by book: Rulebook) -> Quote {
        Quote(
            currency: cart.currency, lines: [], discounts: [], optimality: .init(status: .optimal, gap: 0),
            totals: .init(items: 0, discount: 0, shipping: 0, tax: 0, total: 0), rulebook: book.hash)
    }

    /// Ids of the Price rules that priced a line, sorted.
    var pricedBy: [String] { Set(lines.compactMap { $0.price?.rule }).sorted() }
}
