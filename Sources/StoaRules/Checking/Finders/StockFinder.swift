import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions

/// Stock rules that are for no article at any time, or that leave everything as it is.
enum StockFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        let all = study.book.standing.stock
        return all.compactMap { rule in closed(rule, study) ?? contradictory(rule, study) ?? shadowed(rule, among: all, study) }
    }

    private static func closed(_ rule: StockRule, _ study: Study) -> Suspicion? {
        guard rule.active.opening(near: CartMaker.usualInstant) == nil, let question = question(rule, study) else { return nil }
        return .neverOpen(
            rule.id, at: question.at, "; this article meets its other conditions", study, questions: [(rule.id, .stock(question))]
        ) { _ in !question.isDecided(by: rule.id, study.book) }
    }

    private static func contradictory(_ rule: StockRule, _ study: Study) -> Suspicion? {
        let requirements = study.requirements(of: rule.selector)
        guard let blamed = requirements.first?.contradiction, requirements.allSatisfy({ $0.contradiction != nil }),
            let question = question(rule, study)
        else { return nil }
        let other = blamed.other.map { " together with '\($0.origin.text)'" } ?? ""
        return Suspicion(
            severity: .error, code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, blamed.clause.origin),
            message: "the rule is for no article: '\(blamed.clause.origin.text)' is never true\(other)",
            hint: "change or remove one of the conditions", questions: [(rule.id, .stock(question))],
            isShown: { _ in !question.isDecided(by: rule.id, study.book) },
            shows: { _ in "this article meets the other conditions, and the rule says nothing of it" })
    }

    /// Another rule for at least the same articles that is at least as careful in everything.
    private static func shadowed(_ rule: StockRule, among all: [StockRule], _ study: Study) -> Suspicion? {
        let rivals = all.filter { $0.id != rule.id && $0.isNoLessCareful(than: rule) }
        guard let rival = rivals.first(where: { !rule.isNoLessCareful(than: $0) || $0.id < rule.id }),
            let question = question(rule, study)
        else { return nil }
        let without = study.book.deciding { $0.stock.removeAll { $0.id == rule.id } }
        return Suspicion(
            code: "shadowed", rules: [rule.id, rival.id], span: study.places.span(rule.id, ["id"]),
            message: "the rule changes nothing: '\(rival.id)' is for the same articles and as careful in everything",
            hint: "narrow '\(rival.id)', or remove this rule", questions: [(rule.id, .stock(question))],
            isShown: { _ in
                question.isDecided(by: rule.id, study.book) && question.isDecided(by: rival.id, study.book)
                    && question.expectation(by: study.book) == question.expectation(by: without)
            },
            shows: { _ in "the rule is for this article, and it comes to the same without the rule" })
    }

    /// An article that a rule is for, or nearly, in an order of as many pieces as its limits speak of.
    private static func question(_ rule: StockRule, _ study: Study) -> StockQuestion? {
        guard let trial = study.nearest(rule.selector), let line = trial.cart.lines.first, let sku = line.sku else { return nil }
        var cart = trial.cart
        cart.lines = [line]
        // A limit for customers says nothing of a guest.
        var buyer = cart.customer ?? Cart.Buyer()
        buyer.id = buyer.id ?? "cus_1"
        cart.customer = buyer
        let pieces = (rule.perCustomer?.quantity ?? 1) + 1
        cart.lines[0].quantity = min(Cart.quantityMax, pieces)
        return StockQuestion(cart: cart, sku: sku, available: pieces, at: trial.at)
    }
}

extension StockQuestion {
    fileprivate func isDecided(by rule: String, _ book: Rulebook) -> Bool { outcome(by: book)?.terms.rules.contains(rule) ?? false }
}

extension StockRule {
    fileprivate func isNoLessCareful(than other: StockRule) -> Bool {
        let isForAll = channels.map { Set(other.channels ?? []).isSubset(of: $0) && other.channels != nil } ?? true
        let hasSameLines = lines == nil || lines?.program.expression.text == other.lines?.program.expression.text
        guard isForAll, hasSameLines, active.isAlways else { return false }
        return (other.safety.map { $0 <= safety ?? 0 } ?? true)
            && (other.backOrder.map { pieces in backOrder.map { $0 <= pieces } ?? false } ?? true)
            && (other.perCustomer.map { limit in perCustomer.map { $0.every == limit.every && $0.quantity <= limit.quantity } ?? false }
                ?? true)
            && (other.reserveSeconds.map { reserve in reserveSeconds.map { $0 <= reserve } ?? false } ?? true)
    }
}
