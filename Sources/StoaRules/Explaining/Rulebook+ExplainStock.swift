import StoaCommerce

extension Rulebook {
    func explanation(of rule: StockRule, _ question: StockQuestion) -> RuleExplanation {
        let trial = Trial(cart: question.cart, at: question.at)
        let found = question.outcome(by: self)
        let isApplied = found?.terms.rules.contains(rule.id) ?? false
        let words = "\(question.stock(by: self).stock.words)\(found.map { ", by \(quoted($0.terms.rules))" } ?? "")"
        guard var run = try? ExplainingRun(self, rule.selector, trial, Quote.unasked(question.cart, by: self)) else {
            // A cart that cannot be priced has an article all the same.
            return RuleExplanation(rule: rule.id, applied: isApplied, amount: 0, checks: [], items: [], missing: nil, outcome: words)
        }
        if run.isSwitchedOn(), run.matchesLines(rule.selector), let found { run.judge(rule, question, found) }
        return RuleExplanation(
            rule: rule.id, applied: isApplied, amount: 0, checks: run.checks, items: run.explainedItems, missing: nil, outcome: words)
    }
}

extension ExplainingRun {
    /// Notes which lines the rule is for; answers whether there is one.
    fileprivate mutating func matchesLines(_ selector: Promotion) -> Bool {
        guard let listed = try? Item.merged(from: trial.cart) else { return true }
        let scope = scope()
        explainedItems = listed.map { explained($0, selector, scope) }
        let count = explainedItems.count(where: \.matches)
        return check("lines", count > 0, "\(count) of \(listed.count) items match")
    }

    /// What each of the rule's fields came to, and where another rule is more careful.
    fileprivate mutating func judge(_ rule: StockRule, _ question: StockQuestion, _ found: (terms: StockTerms, stock: Quote.Stock)) {
        let terms = found.terms
        if let safety = rule.safety {
            let says = "\(safety) pieces are kept back, and \(question.available) are there"
            _ = check(
                "safety", safety == terms.safety,
                safety == terms.safety ? says : "another rule keeps \(terms.safety) pieces back, and this one \(safety)")
        }
        if let backOrder = rule.backOrder {
            let left = max(0, backOrder - question.owed)
            let says = "\(left) of \(backOrder) pieces can still be sold before they are there"
            _ = check(
                "backOrder", backOrder == terms.backOrder,
                backOrder == terms.backOrder ? says : "another rule lets \(terms.backOrder) pieces be sold ahead, and this one \(backOrder)"
            )
        }
        if let limit = rule.perCustomer {
            let left = max(0, limit.quantity - question.bought)
            let period = limit.every.map { " a \($0.rawValue)" } ?? ""
            _ = check(
                "perCustomer", trial.cart.customer?.id != nil,
                trial.cart.customer?.id == nil
                    ? "it is not known who buys" : "\(question.bought) of \(limit.quantity) pieces\(period) were bought, \(left) are left")
        }
        if let reserve = rule.reserveSeconds {
            let least = terms.reserveSeconds ?? reserve
            let says = "an unpaid order holds its pieces for \(RuleDuration.text(reserve))"
            _ = check("reserve", reserve == least, reserve == least ? says : "another rule lets them go after \(RuleDuration.text(least))")
        }
    }
}

extension Quote.Stock {
    /// `2 from stock, 0 back-ordered, 1 short`
    fileprivate var words: String { "\(fromStock) from stock, \(backOrdered) back-ordered, \(max(0, short)) short" }
}
