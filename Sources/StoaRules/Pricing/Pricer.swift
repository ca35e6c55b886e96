import CEL
import StoaCommerce
import StoaExpressions

/// Computes the deterministic pipeline for one quote: judges rules against frozen snapshots and applies them.
///
/// Holds the memory that keeps a search fast: answers that cannot change are asked once. One quote, one task.
final class Pricer {
    let facts: QuoteFacts
    let candidates: [Candidate]
    let conditions: ConditionMemory
    /// Whether a code that cannot be given in full is not given at all.
    let refusesShortCodes: Bool

    /// By candidate: what a search asks for, found out once.
    lazy var searchFacts = [SearchFacts](repeating: SearchFacts(), count: candidates.count)

    struct SearchFacts {
        /// Whether the packing of a set rule bounds itself.
        var isMonotone: Bool?
        /// The parts of its set that each item could serve, a bit a part.
        var masks: [Int]?
        /// Whether it could come to discount each item.
        var reach: [Bool]?
        /// The items that its conditions could come to match, in their order.
        var servable: [Int]?
    }

    /// Rows of tiers that something was reckoned by, for who asks.
    private(set) var reachedRows: Set<ReachedRow> = []

    /// A row by its number, counted from 0.
    struct ReachedRow: Hashable {
        let candidate: Int
        let row: Int
    }

    func note(row: Int, of candidate: Int) { reachedRows.insert(ReachedRow(candidate: candidate, row: row)) }

    /// - Parameter scope: made when the language has to judge a condition.
    init(_ facts: QuoteFacts, candidates: [Candidate], scope: @autoclosure @escaping () -> PromotionScope, refusesShortCodes: Bool) {
        self.facts = facts
        self.candidates = candidates
        self.refusesShortCodes = refusesShortCodes
        conditions = ConditionMemory(facts, candidates, scope)
    }

    /// Freezes a state for a step and answers the snapshot.
    ///
    /// - Parameter last: the snapshot of the step before, which is this one's too where nothing has changed.
    func begin(_ state: inout PricingState, after last: StepFacts? = nil) -> StepFacts {
        let isChanged = state.freeze()
        if let last, !isChanged { return last }
        return StepFacts(state, items: facts.items)
    }

    // MARK: Conditions

    /// Whether a candidate's own conditions hold at a snapshot, and what is missing when they do not.
    enum Verdict: Equatable {
        case applies
        case conditionFalse
        /// Minor units still to spend.
        case spendShort(Int64)
        case spendOver
    }

    func judge(_ candidate: Int, at step: StepFacts) -> Verdict {
        let rule = candidates[candidate].rule
        if let when = rule.when, !conditions.holds(when, candidate, step) { return .conditionFalse }
        guard let spend = rule.spend else { return .applies }
        let measured = measure(spend, candidate, step)
        if let least = spend.atLeast?.amount(in: facts.currency), measured < least {
            return concernsSomething(candidate, step) ? .spendShort(least - measured) : .conditionFalse
        }
        if let most = spend.atMost?.amount(in: facts.currency), measured > most { return .spendOver }
        return .applies
    }

    /// Whether the cart holds anything that the rule is about; without it nothing is nearly reached.
    private func concernsSomething(_ candidate: Int, _ step: StepFacts) -> Bool {
        guard candidates[candidate].rule.readsLines else { return !facts.items.isEmpty }
        return facts.items.indices.contains { conditions.matches($0, candidate, condition: 0, step) }
    }

    /// Minor units that count for a threshold.
    func measure(_ spend: SpendThreshold, _ candidate: Int, _ step: StepFacts) -> Int64 {
        let items = spend.scope == .lines ? conditions.matching(candidate, condition: 0, step) : conditions.served(by: candidate)
        var sum: Int64 = 0
        for item in items { sum += spend.basis == .list ? facts.items[item].listTotal : step.totals[item] }
        return sum
    }

    /// Whether a candidate's `when` is false, and stays so whatever rules do.
    func isOut(_ candidate: Int, _ step: StepFacts) -> Bool {
        guard let when = candidates[candidate].rule.when, !when.readsPrices else { return false }
        return !conditions.holds(when, candidate, step)
    }

    // MARK: Units

    /// The lowest unit price that a rule may leave, or nil when it may not touch the item.
    func floor(_ rule: Promotion, _ item: Item) -> Int64? {
        switch rule.floor {
        case nil: return item.floor
        case .price(let table): return table.amount(in: facts.currency).map { max($0, item.floor) }
        case .aboveCost(let margin):
            guard let cost = item.cost, let above = try? percent(margin, of: cost),
                let lowest = try? above.plus(Rational(cost)), let down = try? Rational(0).minus(lowest).rounded(.down)
            else { return nil }
            // The negated floor of the negation rounds up: a fraction above cost is never given away.
            return max(-down, item.floor)
        }
    }

    /// The runs of the items that a rule matches, as the rule sees them.
    ///
    /// - Parameter clipped: whether a unit's room ends at its floor and at what other rules left; otherwise at nothing.
    func slices(
        _ candidate: Int, condition: Int = 0, basis: Give.Basis, item only: String? = nil, untakenOnly: Bool = false,
        clipped: Bool = true, in state: PricingState, _ step: StepFacts
    ) -> [UnitSlice] {
        let rule = candidates[candidate].rule
        let matching = conditions.matching(candidate, condition: condition, step)
        var slices: [UnitSlice] = []
        slices.reserveCapacity(matching.count)
        for index in matching {
            if let only, facts.items[index].facts.id != only { continue }
            guard let floor = rule.floor == nil ? facts.items[index].floor : floor(rule, facts.items[index]) else { continue }
            let runs = state.items[index].runs
            for position in runs where !(untakenOnly && state.runs[position].isTaken) {
                let run = state.runs[position]
                let value = basis == .list ? facts.items[index].listPrice : run.stepPrice
                let room = clipped ? max(0, run.price - floor) : value
                slices.append(UnitSlice(item: index, run: position - runs.lowerBound, count: run.count, value: value, room: room))
            }
        }
        return slices
    }
}
