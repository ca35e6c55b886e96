import CEL
import StoaCommerce
import StoaExpressions

/// Computes the deterministic pipeline for one quote: judges conditions against frozen snapshots and applies rules.
///
/// Holds the memory that keeps a search fast: answers that cannot change are asked once. One quote, one task.
final class Pricer {
    let facts: QuoteFacts
    let candidates: [Candidate]
    /// Why a candidate's `when`, or one of its conditions over lines, could not be judged, by candidate.
    private var cartFailures: [Int: String] = [:]
    private var lineFailures: [Int: String] = [:]
    /// By candidate: whether its `when` ever held; nil while it was not judged.
    private var whenHeld: [Bool?]
    /// Whether a code that cannot be given in full is not given at all.
    let refusesShortCodes: Bool
    private var scope: PromotionScope
    /// The items as boxed values, as they last stood.
    private var lines: [(total: Int64, value: Value)]
    /// The snapshot that `scope` holds.
    private var cartInScope: [Int64]?
    private var cartAnswers: [Bool?]
    /// By candidate, condition (`lines`, then each part's `of`) and item: the answer, and the total it was given for.
    private var lineAnswers: [[[LineAnswer?]]]

    /// By candidate: whether the packing of a set rule bounds itself; asked once.
    var monotoneSets: [Bool?]
    /// By candidate: the parts of its set that each item could serve, a bit a part; asked once.
    var masks: [[Int]?]
    /// By candidate: the items that it could come to discount; asked once.
    var reaches: [[Bool]?]

    private struct LineAnswer {
        let total: Int64
        let holds: Bool
        let fails: Bool
    }

    init(_ facts: QuoteFacts, candidates: [Candidate], scope: PromotionScope, refusesShortCodes: Bool) {
        self.facts = facts
        self.candidates = candidates
        self.refusesShortCodes = refusesShortCodes
        self.scope = scope
        lines = facts.items.map { ($0.listTotal, LineFacts(item: $0.facts, total: $0.listTotal).boxed) }
        cartAnswers = Array(repeating: nil, count: candidates.count)
        whenHeld = Array(repeating: nil, count: candidates.count)
        masks = Array(repeating: nil, count: candidates.count)
        reaches = Array(repeating: nil, count: candidates.count)
        monotoneSets = Array(repeating: nil, count: candidates.count)
        lineAnswers = candidates.map { candidate in
            Array(repeating: Array(repeating: nil, count: facts.items.count), count: 1 + candidate.rule.take.count)
        }
    }

    /// Freezes a state for a step and answers the snapshot.
    func begin(_ state: inout PricingState) -> StepFacts {
        state.freeze()
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
        if let when = rule.when, !holds(when, candidate, step) { return .conditionFalse }
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
        return facts.items.indices.contains { matches($0, candidate, condition: 0, step) }
    }

    /// Minor units that count for a threshold.
    func measure(_ spend: SpendThreshold, _ candidate: Int, _ step: StepFacts) -> Int64 {
        var sum: Int64 = 0
        for (index, item) in facts.items.enumerated() where item.facts.discountable {
            guard serves(candidates[candidate].rule, item) else { continue }
            if spend.scope == .lines, !matches(index, candidate, condition: 0, step) { continue }
            sum += spend.basis == .list ? item.listTotal : step.totals[index]
        }
        return sum
    }

    /// Whether a candidate's `when` is false, and stays so whatever rules do.
    func isOut(_ candidate: Int, _ step: StepFacts) -> Bool {
        guard let when = candidates[candidate].rule.when, !when.readsPrices else { return false }
        return !holds(when, candidate, step)
    }

    private func holds(_ condition: CartCondition, _ candidate: Int, _ step: StepFacts) -> Bool {
        if !condition.readsPrices, let answer = cartAnswers[candidate] { return answer }
        if condition.readsCart { put(step) }
        let answer: Bool
        do throws(EvaluationError) { answer = try scope.holds(condition) } catch {
            cartFailures[candidate] = error.message
            answer = false
        }
        whenHeld[candidate] = whenHeld[candidate] == true || answer
        if !condition.readsPrices { cartAnswers[candidate] = answer }
        return answer
    }

    /// Whether a `when` that lower prices can only make false holds, and still would with so much less merchandise.
    func holdsSurely(_ condition: CartCondition, _ candidate: Int, at step: StepFacts, lessBy lost: Int64) -> Bool {
        if !condition.readsPrices { return holds(condition, candidate, step) }
        guard condition.fallsWithPrices else { return false }
        cartInScope = nil
        set(items: lines.map(\.value), subtotal: step.subtotal - lost, total: step.total - lost)
        return (try? scope.holds(condition)) ?? false
    }

    private func put(_ step: StepFacts) {
        guard cartInScope != step.totals else { return }
        cartInScope = step.totals
        set(items: facts.items.indices.map { line($0, step) }, subtotal: step.subtotal, total: step.total)
    }

    private func set(items: [Value], subtotal: Int64, total: Int64) {
        scope.set(
            cart: CartFacts(
                currency: facts.currency, channel: facts.cart.channel, selectedShipping: facts.cart.selectedShipping, items: items,
                quantity: facts.items.reduce(0) { $0 + $1.quantity }, subtotal: subtotal,
                listTotal: facts.items.reduce(0) { $0 + $1.listTotal }, total: total))
    }

    private func line(_ item: Int, _ step: StepFacts) -> Value {
        if lines[item].total != step.totals[item] {
            lines[item] = (step.totals[item], LineFacts(item: facts.items[item].facts, total: step.totals[item]).boxed)
        }
        return lines[item].value
    }

    /// Whether a seller's own promotion concerns an item; true for a promotion of the platform.
    func serves(_ rule: Promotion, _ item: Item) -> Bool {
        guard let sellers = rule.sellers else { return true }
        return item.facts.seller.map(sellers.contains) ?? false
    }

    /// Whether a rule may discount an item at all, by its `lines`; `discountable` always counts.
    func matches(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        let rule = candidates[candidate].rule
        let product = facts.items[item]
        guard product.facts.discountable, serves(rule, product) else { return false }
        guard let wanted = condition == 0 ? rule.lines : rule.take[condition - 1].lines else { return true }
        if let known = lineAnswers[candidate][condition][item],
            !wanted.readsPrices || (!wanted.readsCart && known.total == step.totals[item])
        {
            return known.holds
        }
        if wanted.readsCart { put(step) }
        let answer: Bool
        var fails = false
        do throws(EvaluationError) { answer = try scope.holds(wanted, line: line(item, step)) } catch {
            lineFailures[candidate] = error.message
            answer = false
            fails = true
        }
        lineAnswers[candidate][condition][item] = LineAnswer(total: step.totals[item], holds: answer, fails: fails)
        return answer
    }

    var hasFailures: Bool { !cartFailures.isEmpty || !lineFailures.isEmpty }

    /// Forgets what failed at prices that a search came by: only those of the choice are told.
    func forgetFailuresOfPrices() {
        for (index, candidate) in candidates.enumerated() where candidate.rule.when?.readsPrices == true {
            cartFailures[index] = nil
            whenHeld[index] = nil
        }
    }

    /// Why a candidate's conditions could not be judged; nil where another part of them is false, so that the failure
    /// decided nothing.
    func failure(of candidate: Int) -> String? {
        guard let failure = lineFailures[candidate] ?? cartFailures[candidate] else { return nil }
        let rule = candidates[candidate].rule
        if rule.coupons.isEmpty, !RuleIndex([rule], in: facts.currency).meets(facts.cart, facts.items, at: facts.at) { return nil }
        let step = StepFacts(PricingState(items: facts.items, shipping: [], candidates: 0), items: facts.items)
        if let when = rule.when, cartFailures[candidate] == nil {
            guard whenHeld[candidate] ?? holds(when, candidate, step) else { return nil }
        }
        guard rule.needsItems(in: facts.currency) else { return failure }
        let parts = rule.needsParts ? rule.take.indices.map { $0 + 1 } : []
        return ([0] + parts).allSatisfy { part in facts.items.indices.contains { mayMatch($0, candidate, condition: part, step) } }
            ? failure : nil
    }

    /// Whether nothing is known that keeps an item from matching.
    private func mayMatch(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        couldMatch(item, candidate, condition: condition, step) || lineAnswers[candidate][condition][item]?.fails == true
    }

    /// Whether an item could match at some other prices: what bounds must assume.
    func couldMatch(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        let rule = candidates[candidate].rule
        guard let wanted = condition == 0 ? rule.lines : rule.take[condition - 1].lines, wanted.readsPrices else {
            return matches(item, candidate, condition: condition, step)
        }
        return facts.items[item].facts.discountable && serves(rule, facts.items[item])
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
        var slices: [UnitSlice] = []
        for (index, item) in facts.items.enumerated() where matches(index, candidate, condition: condition, step) {
            if let only, item.facts.id != only { continue }
            guard let floor = floor(rule, item) else { continue }
            for (position, run) in state.items[index].runs.enumerated() where !(untakenOnly && run.isTaken) {
                let value = basis == .list ? item.unitPrice : run.stepPrice
                let room = clipped ? max(0, run.price - floor) : value
                slices.append(UnitSlice(item: index, run: position, count: run.count, value: value, room: room))
            }
        }
        return slices
    }
}
