import StoaCommerce
import StrictYAML

/// Two rules that are one: the same thing given twice, or two that follow one another and meet.
enum TwinFinder {
    static func suspicions(_ study: Study) -> [Suspicion] { doubled(study) + overlapping(study) }

    // MARK: Doubled

    private static func doubled(_ study: Study) -> [Suspicion] {
        var firstByText: [String: Promotion] = [:]
        return study.rules.compactMap { rule in
            guard let root = study.places.root(of: rule.id) else { return nil }
            let text = root.canonicalText(without: ["id", "title", "message"])
            guard let first = firstByText[text] else {
                firstByText[text] = rule
                return nil
            }
            guard !study.areExclusive(first, rule), var trial = study.witnesses(of: rule).first else { return nil }
            // Two sets need units of their own.
            if !rule.take.isEmpty { trial.cart.multiplyUnits(by: 2) }
            return Suspicion(
                code: "doubled", rules: [rule.id, first.id], span: study.places.span(rule.id, ["id"]),
                message: "the rule is the same as '\(first.id)' but for its names, and both apply", hint: "remove one of them",
                trials: [(trial, [rule.id]), (trial, nil)],
                isShown: { $0[0].isApplied(rule.id) && $0[1].isApplied(rule.id) && $0[1].isApplied(first.id) },
                shows: { quotes in
                    let currency = quotes[0].currency
                    return
                        "once it is \(quotes[0].totals.discount.text(in: currency)) off, with both \(quotes[1].totals.discount.text(in: currency))"
                })
        }
    }

    // MARK: Overlapping

    /// Rules of one kind for the same goods whose windows follow one another, but for a part in which both are open.
    private static func overlapping(_ study: Study) -> [Suspicion] {
        let bounded = study.rules.filter { $0.active.from != nil && $0.active.until != nil }
        let series = Dictionary(grouping: bounded) { rule in study.places.root(of: rule.id)?.series ?? rule.id }
        return series.values.flatMap { rules -> [Suspicion] in
            let ordered = rules.sorted {
                ($0.active.from?.millisecondsSince1970 ?? 0, $0.id) < ($1.active.from?.millisecondsSince1970 ?? 0, $1.id)
            }
            return zip(ordered, ordered.dropFirst()).compactMap { meet($0, $1, study) }
        }
    }

    private static func meet(_ earlier: Promotion, _ later: Promotion, _ study: Study) -> Suspicion? {
        guard let begin = earlier.active.from, let start = later.active.from, let end = earlier.active.until,
            let until = later.active.until,
            begin < start, start < end, end < until, !study.areExclusive(earlier, later), var trial = study.witnesses(of: later).first,
            let at = later.active.opening(beside: [earlier.active], near: start)
        else { return nil }
        trial.at = at
        if !later.take.isEmpty { trial.cart.multiplyUnits(by: 2) }
        return Suspicion(
            code: "windowsOverlap", rules: [later.id, earlier.id], span: study.places.span(later.id, ["active", "from"]),
            message: "the rule begins before '\(earlier.id)' ends, and in between both apply to the same goods",
            hint: "let one begin when the other ends, or put both in one group", trials: [(trial, nil)],
            isShown: { $0[0].isApplied(later.id) && $0[0].isApplied(earlier.id) },
            shows: { quotes in
                let amounts = [earlier.id, later.id].map { "'\($0)' takes \(quotes[0].amount(of: $0).text(in: trial.cart.currency)) off" }
                return "at \(at) \(amounts.joined(separator: " and "))"
            })
    }
}

extension Cart {
    mutating func multiplyUnits(by factor: Int64) {
        for index in lines.indices { lines[index].quantity = min(Cart.quantityMax, lines[index].quantity * factor) }
    }
}

extension YAMLNode {
    /// The node's values as text, whatever the order of keys and the style they are written in.
    func canonicalText(without keys: Set<String> = []) -> String {
        if let entries {
            let parts = entries.filter { !keys.contains($0.key) }.map { "\($0.key.debugDescription):\($0.value.canonicalText())" }
            return "{" + parts.sorted().joined(separator: ",") + "}"
        }
        if let sequence { return "[" + sequence.map { $0.canonicalText() }.joined(separator: ",") + "]" }
        return (text ?? "").debugDescription
    }

    /// What rules of one series share: everything but their names, their windows and the size of what they give.
    fileprivate var series: String {
        let verbs = (self["give"]?.sequence ?? [self["give"]].compactMap { $0 }).map { give in
            (give.entries ?? []).map(\.key).sorted().joined(separator: "+")
        }
        return canonicalText(without: ["id", "title", "message", "active", "give"]) + verbs.joined(separator: ",")
    }
}
