import CEL
import StoaCommerce
import StoaExpressions

/// Whether one rule always applies where another does, and always gives at least as much.
struct Dominance {
    let study: Study

    func holds(of strong: Promotion, over weak: Promotion) -> Bool {
        strong.id != weak.id && gives(strong, atLeast: weak) && covers(strong, weak) && conditions(of: strong, followFrom: weak)
    }

    // MARK: What is given

    private func gives(_ strong: Promotion, atLeast weak: Promotion) -> Bool {
        guard strong.gives.count == weak.gives.count, strong.floor == nil, strong.sellers == nil || strong.sellers == weak.sellers,
            sameSets(strong, weak), strong.times == nil || strong.times ?? 0 >= weak.times ?? .max
        else { return false }
        return zip(strong.gives, weak.gives).allSatisfy { isMore($0, than: $1) }
    }

    private func sameSets(_ strong: Promotion, _ weak: Promotion) -> Bool {
        strong.take.count == weak.take.count
            && zip(strong.take, weak.take).allSatisfy { a, b in
                a.quantity == b.quantity && a.pick == b.pick && a.sameItem == b.sameItem
                    && a.lines?.program.expression.text == b.lines?.program.expression.text
            }
    }

    private func isMore(_ strong: Give, than weak: Give) -> Bool {
        guard strong.target == weak.target, strong.count == weak.count, strong.countPerItem == weak.countPerItem, strong.base == weak.base,
            strong.basis == weak.basis, strong.every == nil, weak.every == nil
        else { return false }
        if let cap = strong.cap {
            guard let other = weak.cap, isAtLeast(cap, other) else { return false }
        }
        switch (strong.verb, weak.verb) {
        case (.percent(let a), .percent(let b)): return b <= a
        case (.amount(let a, let x), .amount(let b, let y)): return x == y && isAtLeast(a, b)
        case (.price(let a, let x), .price(let b, let y)): return x == y && isAtLeast(b, a)
        case (.shipping(let a), .shipping(let b)):
            guard a.methods == nil || Set(b.methods ?? []).isSubset(of: a.methods ?? []) && b.methods != nil else { return false }
            switch (a.verb, b.verb) {
            case (.percent(let x), .percent(let y)): return y <= x
            case (.amount(let x), .amount(let y)): return isAtLeast(x, y)
            case (.price(let x), .price(let y)): return isAtLeast(y, x)
            default: return false
            }
        default: return false
        }
    }

    private func isAtLeast(_ left: MoneyTable, _ right: MoneyTable) -> Bool {
        let both = left.comparable(with: right)
        return !both.isEmpty && both.allSatisfy { $1 <= $0 }
    }

    // MARK: When it is given

    private func covers(_ strong: Promotion, _ weak: Promotion) -> Bool {
        guard strong.coupons.isEmpty || !weak.coupons.isEmpty && Set(weak.coupons).isSubset(of: strong.coupons) else { return false }
        guard strong.active.weekly.isEmpty || (strong.active.weekly == weak.active.weekly && strong.active.zone == weak.active.zone) else {
            return false
        }
        return study.currencies.allSatisfy { strong.isStated(in: $0) || !weak.isStated(in: $0) }
    }

    /// Every requirement of the strong rule is written in the weak one too, or follows: its opposite contradicts the weak
    /// rule's requirements.
    private func conditions(of strong: Promotion, followFrom weak: Promotion) -> Bool {
        let currency = study.currency(of: weak)
        let known = study.requirements(of: weak, in: currency)
        let written = Set(
            weak.conditions.flatMap { condition in condition.program.expression.conjuncts.map { Part(condition.field, $0.text) } })
        for clause in strong.structure(in: currency) {
            guard case .comparison(let fact, let relation, let constants) = clause.kind else { return false }
            let opposite = Clause(kind: .comparison(fact, relation.negated, constants), origin: clause.origin)
            guard known.allSatisfy({ $0.adding([study.read(opposite)]).contradiction != nil }) else { return false }
        }
        for condition in strong.conditions where condition.field.first != "take" {
            for conjunct in condition.program.expression.conjuncts where !written.contains(Part(condition.field, conjunct.text)) {
                var reader = ClauseReader(condition.program, currency, field: condition.field, otherLines: 1000)
                let opposites = reader.alternatives(of: conjunct, holds: false, line: .line(0))
                guard known.allSatisfy({ one in opposites.allSatisfy { one.adding($0.map(study.read)).contradiction != nil } }) else {
                    return false
                }
            }
        }
        return true
    }

    private struct Part: Hashable {
        let field: [String]
        let text: String

        init(_ field: [String], _ text: String) {
            self.field = field
            self.text = text
        }
    }
}
