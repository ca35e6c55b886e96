import StoaCommerce
import StoaExpressions

/// Rules that another one always beats: it applies wherever they do, gives at least as much, and keeps them out.
enum ShadowFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        let dominance = Dominance(study: study)
        return study.rules.compactMap { rule in
            let rivals = study.rivals(of: rule)
            guard !rivals.isEmpty else { return nil }
            let stronger = rivals.filter { dominance.holds(of: $0, over: rule) }
            let inGroup = stronger.count { $0.stack.group != nil && $0.stack.group == rule.stack.group }
            let isBeaten = stronger.contains { study.areExclusive($0, rule) } || (inGroup > 0 && inGroup >= rule.stack.atMost)
            guard isBeaten, let strongest = stronger.first else { return nil }
            return suspicion(rule, strongest, study)
        }
    }

    private static func suspicion(_ rule: Promotion, _ rival: Promotion, _ study: Study) -> Suspicion? {
        let witnesses = study.witnesses(of: rule)
        guard let first = witnesses.first else { return nil }
        for trial in witnesses { if study.quote(trial)?.isApplied(rule.id) ?? true { return nil } }
        let field = rule.stack.group != nil && rule.stack.group == rival.stack.group ? ["stack", "group"] : ["stack"]
        return Suspicion(
            code: "shadowed", rules: [rule.id, rival.id], span: study.places.span(rule.id, field),
            message: "the rule never applies: '\(rival.id)' applies wherever it does, gives at least as much, and excludes it",
            hint: "remove the rule, or let it give more, or let the two stand together", trials: [(first, [rule.id]), (first, nil)],
            isShown: { quotes in
                quotes[0].isApplied(rule.id) && !quotes[1].isApplied(rule.id) && quotes[1].isApplied(rival.id)
                    && quotes[1].amount(of: rival.id) >= quotes[0].amount(of: rule.id)
            },
            shows: { quotes in
                let currency = quotes[0].currency
                return
                    "alone the rule takes \(quotes[0].amount(of: rule.id).text(in: currency)) off; in the book '\(rival.id)' takes "
                    + "\(quotes[1].amount(of: rival.id).text(in: currency)) and keeps it out, as on all \(witnesses.count) carts tried"
            })
    }
}

/// Rules that speak of themselves among their conflicts.
enum ConflictFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        study.rules.flatMap { rule in [withItself(rule, study), withGroup(rule, study)].compactMap { $0 } }
    }

    private static func withItself(_ rule: Promotion, _ study: Study) -> Suspicion? {
        guard rule.stack.conflicts.contains(rule.id), let trial = study.witnesses(of: rule).first else { return nil }
        return Suspicion(
            code: "conflictsWithItself", rules: [rule.id], span: study.places.span(rule.id, ["stack", "conflicts"]),
            message: "the rule stands among its own conflicts, which means nothing",
            hint: "name the rule that it must not be combined with",
            trials: [(trial, [rule.id])], isShown: { $0[0].isApplied(rule.id) },
            shows: { "it applies all the same and takes \($0[0].amount(of: rule.id).text(in: $0[0].currency)) off" })
    }

    /// A conflict with the own group makes a limit above one unreachable.
    private static func withGroup(_ rule: Promotion, _ study: Study) -> Suspicion? {
        guard let group = rule.stack.group, rule.stack.conflicts.contains(group), rule.stack.atMost > 1 else { return nil }
        for other in study.rules where other.id != rule.id && other.stack.group == group {
            for trial in study.joint(rule, other) {
                guard study.quote(trial, only: [rule.id])?.isApplied(rule.id) == true,
                    study.quote(trial, only: [other.id])?.isApplied(other.id) == true
                else { continue }
                return Suspicion(
                    code: "conflictsWithItself", rules: [rule.id, other.id], span: study.places.span(rule.id, ["stack", "conflicts"]),
                    message: "the rule conflicts with its own group '\(group)', so 'atMost: \(rule.stack.atMost)' is never reached with it",
                    hint: "remove the conflict, or the group", trials: [(trial, [other.id]), (trial, [rule.id, other.id])],
                    isShown: { quotes in
                        quotes[0].isApplied(other.id) && !(quotes[1].isApplied(rule.id) && quotes[1].isApplied(other.id))
                    },
                    shows: { "both could apply, the group allows \(rule.stack.atMost), and only \(quoted($0[1].appliedRules)) applies" })
            }
        }
        return nil
    }
}

extension Study {
    /// Rules that a rule shares a group with, or that it cannot stand beside.
    func rivals(of rule: Promotion) -> [Promotion] {
        rules.filter { other in
            guard other.id != rule.id else { return false }
            if rule.stack.alone || other.stack.alone { return true }
            if let group = rule.stack.group, other.stack.group == group { return true }
            return rule.stack.conflicts.contains { $0 == other.id || $0 == other.stack.group }
                || other.stack.conflicts.contains { $0 == rule.id || $0 == rule.stack.group }
        }
    }
}
