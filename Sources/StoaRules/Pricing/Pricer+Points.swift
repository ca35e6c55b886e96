import StoaCommerce
import StoaExpressions

extension Pricer {
    /// Notes the points that a rule earns with what its lines cost now; false when there are none.
    func add(_ points: PointsGive, _ candidate: Int, to state: inout PricingState, _ step: StepFacts) -> Bool {
        let slices = slices(candidate, basis: .step, in: state, step)
        guard !slices.isEmpty else { return false }
        let granted: GrantedPoints.Form
        switch points {
        case .fixed(let count): granted = .earned(count)
        case .perSpend(let table, let earn): granted = .earned(earned(earn, per: table, of: slices.totalValue))
        case .multiply(let factor): granted = .multiplied(factor)
        }
        guard granted != .earned(0) else { return false }
        let before = counted(state.points)
        state.points.append(GrantedPoints(candidate: candidate, form: granted))
        state.objective.money += scaled(facts.pointWorth, by: counted(state.points) - before)
        state.objective.extras += granted.extras
        return true
    }

    /// Points so far, where they are worth something; most books declare nothing, and count them once, for the answer.
    private func counted(_ points: [GrantedPoints]) -> Int64 { facts.pointWorth > 0 ? points.countedTotal : 0 }

    /// The most that ``add(_:_:to:_:)`` can add to an objective from a state on: prices only fall.
    func mostExtras(_ points: PointsGive, in state: PricingState) -> Int64 {
        switch points {
        case .fixed(let count): count
        case .perSpend(let table, let earn): earned(earn, per: table, of: state.items.reduce(0) { $0 + max($1.total, $1.stepTotal) })
        case .multiply(let factor): GrantedPoints.Form.multiplied(factor).extras
        }
    }

    /// The most that ``add(_:_:to:_:)`` can add to an objective for what points are worth: what is multiplied is at most all that
    /// could be earned.
    func mostWorth(_ points: PointsGive, in state: PricingState) -> Int64 {
        guard facts.pointWorth > 0 else { return 0 }
        guard case .multiply(let factor) = points else { return scaled(facts.pointWorth, by: mostExtras(points, in: state)) }
        let more = try? factor.minus(Rational(1)).times(Rational(mostEarned)).rounded(.halfUp)
        return scaled(facts.pointWorth, by: max(0, more ?? Money.amountMax))
    }

    /// Whether what the buyer comes to have depends on points.
    var countsPoints: Bool { facts.pointWorth > 0 && candidates.contains { $0.rule.gives.contains(where: \.isPoints) } }

    /// Points of all rules together before any is multiplied, at the prices that no rule has lowered.
    private var mostEarned: Int64 {
        let merchandise = facts.items.reduce(0) { $0 + max($1.listTotal, $1.priceTotal) }
        var most: Int64 = 0
        for case .points(let points) in candidates.lazy.flatMap(\.rule.gives).map(\.verb) {
            switch points {
            case .fixed(let count): most = min(Money.amountMax, most + count)
            case .perSpend(let table, let earn): most = min(Money.amountMax, most + earned(earn, per: table, of: merchandise))
            case .multiply: continue
            }
        }
        return most
    }

    private func earned(_ points: Int64, per table: MoneyTable, of amount: Int64) -> Int64 {
        guard let each = table.amount(in: facts.currency), each > 0 else { return 0 }
        return scaled(points, by: amount / each)
    }
}

/// What a rule has granted before all points are counted.
struct GrantedPoints: Sendable {
    enum Form: Sendable, Equatable {
        case earned(Int64)
        case multiplied(Rational)

        /// Without a declared worth, to have them is better than not.
        var extras: Int64 { if case .earned(let count) = self { count } else { 1 } }
    }

    let candidate: Int
    let form: Form
}

extension [GrantedPoints] {
    var countedTotal: Int64 { counted.reduce(0) { Swift.min(Money.amountMax, $0 + $1.points) } }

    /// Points by candidate, in the order in which they were granted. What is multiplied is all that was earned without a multiplier,
    /// and parts of points are dropped.
    var counted: [(candidate: Int, points: Int64)] {
        var earned: Int64 = 0
        for case .earned(let count) in map(\.form) { earned = Swift.min(Money.amountMax, earned + count) }
        return compactMap { granted in
            switch granted.form {
            case .earned(let count): (granted.candidate, count)
            case .multiplied(let factor):
                (try? factor.minus(Rational(1)).times(Rational(earned)).rounded(.down)).flatMap { $0 > 0 ? (granted.candidate, $0) : nil }
            }
        }
    }
}
