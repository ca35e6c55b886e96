import Diagnostics
import StoaCommerce

/// Rules that never do anything: windows that never open, conditions that contradict each other, prices that nothing
/// exceeds.
enum ReachFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        study.rules.compactMap { rule in
            closed(rule, study) ?? contradictory(rule, study) ?? empty(rule, study)
        }
    }

    // MARK: Windows

    private static func closed(_ rule: Promotion, _ study: Study) -> Suspicion? {
        let opening = rule.active.opening(near: CartMaker.usualInstant)
        let coupons = study.book.coupons.filter { rule.coupons.contains($0.id) }
        let isCodeClosed =
            !coupons.isEmpty && coupons.allSatisfy { rule.active.opening(beside: [$0.active], near: CartMaker.usualInstant) == nil }
        guard opening == nil || isCodeClosed, var trial = study.nearest(rule) else { return nil }
        trial.at = opening ?? rule.active.from ?? rule.active.until?.advanced(bySeconds: -1) ?? trial.at
        let at = trial.at
        if opening == nil {
            return .neverOpen(rule.id, at: at, "; this cart meets its other conditions", study, trials: [(trial, nil)]) {
                !$0[0].isApplied(rule.id)
            }
        }
        return Suspicion(
            severity: .error, code: "codeNeverOpen", rules: [rule.id], span: study.places.span(rule.id, ["code"]),
            message: "the codes of \(quoted(coupons.map(\.id))) are never open while the rule is in force",
            hint: "let 'active' of the rule and of the Coupon meet", trials: [(trial, nil)],
            isShown: { !$0[0].isApplied(rule.id) },
            shows: { quotes in
                let refused = quotes[0].discounts.filter { $0.status == .refused }.map(\.rule)
                return "at \(at) the rule is in force and the code \(quoted(refused)) is refused"
            })
    }

    // MARK: Conditions

    private static func contradictory(_ rule: Promotion, _ study: Study) -> Suspicion? {
        let requirements = study.requirements(of: rule)
        guard requirements.allSatisfy({ $0.contradiction != nil }), study.witnesses(of: rule).isEmpty, let trial = study.nearest(rule)
        else {
            return nil
        }
        let blamed = requirements.first?.contradiction
        let origin = blamed?.clause.origin ?? Origin(field: rule.when == nil ? ["lines"] : ["when"], span: nil, text: "the condition")
        var message = "the rule can never apply: '\(origin.text)' is never true"
        if let other = blamed?.other { message += " together with '\(other.origin.text)'" }
        return Suspicion(
            severity: .error, code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, origin), message: message,
            hint: "change or remove one of the conditions", trials: [(trial, nil)],
            isShown: { !$0[0].isApplied(rule.id) },
            shows: { _ in
                let why = study.book.explain(rule.id, trial).flatMap(\.firstFailure)
                return "this cart meets the other conditions, and the rule does not apply" + (why.map { ": \($0)" } ?? "")
            })
    }

    // MARK: Gives

    /// Conditions hold, and yet there is nothing to take off: proved for a unit price that no matched unit exceeds.
    private static func empty(_ rule: Promotion, _ study: Study) -> Suspicion? {
        guard study.witnesses(of: rule).isEmpty, rule.gives.count == 1, let give = rule.gives.first else { return nil }
        let currency = study.currency(of: rule)
        var bound: (amount: Int64, field: [String], what: String)?
        if case .price(let table, .unit) = give.verb, let price = table.amount(in: currency) {
            bound = (price, ["give", "0", "price"], "price")
        } else if case .price(let table) = rule.floor, let price = table.amount(in: currency) {
            bound = (price, ["floor"], "floor")
        }
        let requirements = study.requirements(of: rule).filter { $0.contradiction == nil }
        guard let bound, !requirements.isEmpty,
            requirements.allSatisfy({ $0.domain(.line(0), "unitPrice").most.map { $0 <= bound.amount } ?? false }),
            let trial = requirements.lazy.compactMap({ study.maker(for: [rule], currency: currency).trial($0) }).first
        else { return nil }
        let amount = bound.amount.text(in: currency)
        return Suspicion(
            severity: .error, code: "givesNothing", rules: [rule.id], span: study.places.span(rule.id, bound.field),
            message: "the rule never takes anything off: no unit that it is about costs more than its \(bound.what) \(amount)",
            hint: "lower the \(bound.what), or widen the condition on 'line.unitPrice'", trials: [(trial, nil)],
            isShown: { !$0[0].isApplied(rule.id) },
            shows: { _ in "the unit costs \(trial.cart.lines[0].unitPrice.text(in: currency)), and the rule takes nothing off" })
    }
}

extension Study {
    /// A cart that meets everything that a rule asks but what cannot be met.
    func nearest(_ rule: Promotion) -> Trial? {
        let maker = maker(for: [rule], currency: currency(of: rule))
        guard let requirement = requirements(of: rule).first else { return maker.trial(Requirement(), ignoresTime: true) }
        return maker.trial(requirement.withoutContradictions, ignoresTime: true)
    }
}

extension Requirement {
    /// What is left when clauses that contradict others are given up.
    var withoutContradictions: Requirement {
        var requirement = self
        while let blamed = requirement.contradiction?.clause.origin {
            requirement = Requirement(requirement.clauses.filter { $0.origin != blamed })
        }
        return requirement
    }
}
