import Diagnostics
import StoaCommerce
import StoaExpressions

/// Milestones and tiers that nobody reaches, in some currency or at all, and points that are given twice for one thing.
enum LoyaltyFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        let rules = CountingRule.all(of: study.book)
        let findings = rules.flatMap { rule -> [Suspicion] in
            if let never = closed(rule, study) ?? contradictory(rule, study) ?? uncounted(rule, study) { return [never] }
            return [currencyHole(rule, study)].compactMap(\.self)
        }
        return findings + twice(rules, study)
    }

    // MARK: Never

    private static func closed(_ rule: CountingRule, _ study: Study) -> Suspicion? {
        let active = rule.active
        guard active.opening(near: CartMaker.usualInstant) == nil else { return nil }
        let at = active.from ?? active.until?.advanced(bySeconds: -1) ?? CartMaker.usualInstant
        let question = LoyaltyQuestion(counted: rule.tally(study.currencies[0]), customer: nil, at: at)
        return .neverOpen(rule.id, at: at, ", however much was bought", study, questions: [rule.asking(question)]) { _ in
            rule.reached(question) == nil
        }
    }

    private static func contradictory(_ rule: CountingRule, _ study: Study) -> Suspicion? {
        let requirements = rule.requirements(in: study.currencies[0])
        guard let first = requirements.first, let blamed = first.contradiction, requirements.allSatisfy({ $0.contradiction != nil }),
            let question = rule.question(first.withoutContradictions, study.currencies[0])
        else { return nil }
        let other = blamed.other.map { " together with '\($0.origin.text)'" } ?? ""
        return Suspicion(
            severity: .error, code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, blamed.clause.origin),
            message: "the points are given to nobody: '\(blamed.clause.origin.text)' is never true\(other)",
            hint: "change or remove one of the conditions", questions: [rule.asking(question)],
            isShown: { _ in rule.reached(question) == nil },
            shows: { _ in "this customer meets the other conditions and bought enough, and gets nothing" })
    }

    /// Points are counted, and there are none.
    private static func uncounted(_ rule: CountingRule, _ study: Study) -> Suspicion? {
        guard rule.measure.subject == .points, !study.rules.contains(where: { $0.gives.contains(where: \.isPoints) }) else { return nil }
        let line = Cart.Line(id: "line-1", sku: "sku-1", quantity: 10, unitPrice: 100_00)
        let trial = Trial(cart: Cart(currency: study.currencies[0], lines: [line]), at: CartMaker.usualInstant)
        return Suspicion(
            code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, [rule.form, "by"]),
            message: "no row is ever reached: 'by: points' counts the points of orders, and no rule of the book gives any",
            hint: "count 'orders' or 'spend', or add a rule that gives points", trials: [(trial, nil)],
            isShown: { ($0[0].points ?? []).isEmpty }, shows: { _ in "an order of this cart earns nothing that could be counted" })
    }

    // MARK: Currencies

    private static func currencyHole(_ rule: CountingRule, _ study: Study) -> Suspicion? {
        for (row, bound) in rule.bounds.enumerated() {
            guard case .spend(let table) = bound else { continue }
            let currencies = study.currencies + rule.currencies.filter { !study.currencies.contains($0) }
            guard let missing = currencies.first(where: { table.amount(in: $0) == nil }),
                let known = currencies.first(where: { table.amount(in: $0) != nil }),
                let first = rule.question(rule.requirements(in: known).first ?? Requirement(), known, row: row)
            else { continue }
            let abroad = LoyaltyQuestion(
                counted: Standing.Tally(orders: 1, points: 0, spend: [missing.code: Money.amountMax]), customer: first.customer,
                at: first.at)
            return Suspicion(
                code: "currencyHole", rules: [rule.id], span: study.places.span(rule.id, [rule.form, "rows", String(row), "from"]),
                message: "the row is not stated in \(missing.code): who pays in \(missing.code) never reaches it",
                hint: "state the amount for each currency: { \(known.code): \"…\", \(missing.code): \"…\" }",
                questions: [rule.asking(first), rule.asking(abroad)],
                isShown: { _ in rule.reached(first) == row && rule.reached(abroad) ?? -1 < row },
                shows: { _ in
                    "\((table.amount(in: known) ?? 0).text(in: known)) reach the row, and \(Money.amountMax.text(in: missing)) do not"
                })
        }
        return nil
    }

    // MARK: Twice

    /// Milestones of two rules that are reached by the same thing, by the same customers.
    private static func twice(_ rules: [CountingRule], _ study: Study) -> [Suspicion] {
        rules.indices.flatMap { later in
            rules[..<later].compactMap { earlier in twice(earlier, rules[later], study) }.prefix(1)
        }
    }

    private static func twice(_ first: CountingRule, _ second: CountingRule, _ study: Study) -> Suspicion? {
        guard first.isLike(second), let row = second.bounds.firstIndex(where: { first.labels.contains($0.label) }) else { return nil }
        let currency = study.currencies.first { second.tally($0, row: row) != .zero } ?? study.currencies[0]
        let possible = second.requirements(in: currency).first { $0.contradiction == nil }
        guard let possible, let question = second.question(possible, currency, row: row) else { return nil }
        return Suspicion(
            code: "milestoneTwice", rules: [second.id, first.id],
            span: study.places.span(second.id, [second.form, "rows", String(row), "from"]),
            message: "'\(first.id)' gives points for the same: whoever reaches \(second.labels[row]) gets both",
            hint: "put the points into one row, or give the rules different conditions",
            questions: [second.asking(question), first.asking(question)],
            isShown: { _ in second.reached(question) != nil && first.reached(question) != nil },
            shows: { _ in
                "the customer gets \(second.points(question)) points by '\(second.id)' and \(first.points(question)) by '\(first.id)'"
            })
    }
}
