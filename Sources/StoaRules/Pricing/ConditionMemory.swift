import CEL
import StoaCommerce
import StoaExpressions

/// Judges the conditions of one quote's candidates and remembers what cannot change: an answer that reads no prices for the
/// whole quote, one that reads a line's price as long as it stands.
final class ConditionMemory {
    let facts: QuoteFacts
    let candidates: [Candidate]
    private let makeScope: () -> PromotionScope
    /// Made when the language has to judge a condition; most carts need none.
    private lazy var scope = makeScope()
    /// The cart that `scope` holds: the totals that it was made at, nil where it suits conditions without prices alone.
    private var cartInScope: (totals: [Int64]?, hasItems: Bool)?
    /// The items as boxed values, as they last stood; empty before the first one is asked for.
    private var lines: [(total: Int64, value: Value)?] = []

    /// Why a candidate's `when`, or one of its conditions over lines, could not be judged, by candidate.
    var cartFailures: [Int: String] = [:]
    var lineFailures: [Int: String] = [:]
    private var known: [Known]

    /// What is remembered of a candidate.
    private struct Known {
        /// The row of its `lines`, which those of its set's parts follow.
        let firstRow: Int
        /// Whether its `when` ever held; nil while it was not judged.
        var whenHeld: Bool?
        /// Of a `when` that reads no prices.
        var cartAnswer: Bool?
    }

    enum LineAnswer: UInt8 { case unknown, holds, isFalse, fails }

    /// By row, then by item: what the language has said; empty before it is asked.
    private var lineAnswers: [(answer: LineAnswer, total: Int64)] = []
    /// By row that reads no prices: the items that match, once all were asked.
    private var matches: [[Int]?]
    /// Items that a rule of the platform may discount, and those that one of the phase `catalog` may.
    private let discountable: [Int]
    private let forCatalog: [Int]

    init(_ facts: QuoteFacts, _ candidates: [Candidate], _ scope: @escaping () -> PromotionScope) {
        self.facts = facts
        self.candidates = candidates
        makeScope = scope
        discountable = facts.items.indices.filter { facts.items[$0].discountable }
        forCatalog = facts.items.indices.filter { facts.items[$0].isForCatalog }
        var (known, matches): ([Known], [[Int]?]) = ([], [])
        known.reserveCapacity(candidates.count)
        matches.reserveCapacity(candidates.count)
        for candidate in candidates {
            known.append(Known(firstRow: matches.count))
            matches.append(candidate.matches)
            for _ in candidate.rule.take { matches.append(nil) }
        }
        self.known = known
        self.matches = matches
    }

    /// Whether a candidate's `when` ever held; nil while it was not judged.
    func whenHeld(_ candidate: Int) -> Bool? { known[candidate].whenHeld }

    func forgetWhen(_ candidate: Int) {
        cartFailures[candidate] = nil
        known[candidate].whenHeld = nil
        known[candidate].cartAnswer = nil
    }

    /// Forgets which items match a candidate, where an answer failed.
    func forgetLines(_ candidate: Int) {
        for row in known[candidate].firstRow...known[candidate].firstRow + candidates[candidate].rule.take.count {
            matches[row] = nil
            guard !lineAnswers.isEmpty else { continue }
            for place in row * facts.items.count..<(row + 1) * facts.items.count where lineAnswers[place].answer == .fails {
                lineAnswers[place].answer = .unknown
            }
        }
    }

    // MARK: Over the cart

    func holds(_ condition: CartCondition, _ candidate: Int, _ step: StepFacts) -> Bool {
        if let answer = known[candidate].cartAnswer { return answer }
        let answer = holdsPlainly(candidate, subtotal: step.subtotal, total: step.total) ?? evaluate(condition, candidate, step)
        known[candidate].whenHeld = known[candidate].whenHeld == true || answer
        if !condition.readsPrices { known[candidate].cartAnswer = answer }
        return answer
    }

    /// Nil where the language has to judge.
    private func holdsPlainly(_ candidate: Int, subtotal: Int64, total: Int64) -> Bool? {
        guard let test = candidates[candidate].rule.plainWhen?.test(in: facts.currency) else { return nil }
        var isSure = true
        let answer = test.holds(facts, subtotal: subtotal, total: total, &isSure)
        return isSure ? answer : nil
    }

    private func evaluate(_ condition: CartCondition, _ candidate: Int, _ step: StepFacts) -> Bool {
        if condition.readsCart { put(step, withItems: condition.readsItems, areTotalsRead: condition.readsPrices) }
        do throws(EvaluationError) { return try scope.holds(condition) } catch {
            cartFailures[candidate] = error.message
            return false
        }
    }

    /// Whether a `when` that lower prices can only make false holds, and still would with so much less merchandise.
    func holdsSurely(_ condition: CartCondition, _ candidate: Int, at step: StepFacts, lessBy lost: Int64) -> Bool {
        if !condition.readsPrices { return holds(condition, candidate, step) }
        guard condition.fallsWithPrices else { return false }
        if let answer = holdsPlainly(candidate, subtotal: step.subtotal - lost, total: step.total - lost) { return answer }
        set(step, withItems: condition.readsItems, subtotal: step.subtotal - lost, total: step.total - lost)
        cartInScope = nil
        return (try? scope.holds(condition)) ?? false
    }

    private func put(_ step: StepFacts, withItems: Bool, areTotalsRead: Bool) {
        if let known = cartInScope, known.hasItems || !withItems, !areTotalsRead || known.totals == step.totals { return }
        set(step, withItems: withItems, subtotal: step.subtotal, total: step.total)
        cartInScope = (areTotalsRead ? step.totals : nil, withItems)
    }

    private func set(_ step: StepFacts, withItems: Bool, subtotal: Int64, total: Int64) {
        let items = facts.items
        scope.set(
            cart: CartFacts(
                currency: facts.currency, channel: facts.cart.channel, selectedShipping: facts.cart.selectedShipping,
                items: withItems ? items.indices.map { LineFacts(item: items[$0].facts, total: step.totals[$0]) } : [],
                quantity: facts.quantity, subtotal: subtotal, listTotal: facts.listTotal, total: total))
    }

    // MARK: Over lines

    /// The items that a candidate may discount as far as its conditions are not asked: `discountable` always counts.
    func served(by candidate: Int) -> [Int] {
        let rule = candidates[candidate].rule
        let items = rule.stage.phase == .catalog ? forCatalog : discountable
        return rule.sellers == nil ? items : items.filter { rule.serves(facts.items[$0].facts) }
    }

    /// The items that match one of a candidate's conditions, in their order.
    ///
    /// - Parameter condition: 0 for its `lines`, else the `of` of its set's part before that number.
    func matching(_ candidate: Int, condition: Int, _ step: StepFacts) -> [Int] {
        let row = known[candidate].firstRow + condition
        if let known = matches[row] { return known }
        let rule = candidates[candidate].rule
        guard let wanted = lineCondition(candidate, condition) else {
            let served = served(by: candidate)
            matches[row] = served
            return served
        }
        let found =
            rule.plainMatches(condition, among: facts.items, in: facts.currency)
            ?? served(by: candidate).filter { judge(wanted, $0, candidate, condition, step) }
        if !wanted.readsPrices { matches[row] = found }
        return found
    }

    /// Whether an item matches; as ``matching(_:condition:_:)`` for one.
    func matches(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        guard mayServe(item, candidate) else { return false }
        guard let wanted = lineCondition(candidate, condition) else { return true }
        return judge(wanted, item, candidate, condition, step)
    }

    /// Whether an item could match at some other prices: what bounds must assume.
    func couldMatch(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        guard lineCondition(candidate, condition)?.readsPrices == true else { return matches(item, candidate, condition: condition, step) }
        return mayServe(item, candidate)
    }

    /// Whether nothing is known that keeps an item from matching.
    func mayMatch(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        couldMatch(item, candidate, condition: condition, step)
            || (!lineAnswers.isEmpty && lineAnswers[place(candidate, condition, item)].answer == .fails)
    }

    private func mayServe(_ item: Int, _ candidate: Int) -> Bool {
        let rule = candidates[candidate].rule
        return facts.items[item].admits(rule) && rule.serves(facts.items[item].facts)
    }

    private func lineCondition(_ candidate: Int, _ condition: Int) -> LineCondition? {
        let rule = candidates[candidate].rule
        return condition == 0 ? rule.lines : rule.take[condition - 1].lines
    }

    private func judge(_ wanted: LineCondition, _ item: Int, _ candidate: Int, _ condition: Int, _ step: StepFacts) -> Bool {
        if let test = candidates[candidate].rule.plainLines[condition]?.test(in: facts.currency) {
            var isSure = true
            let answer = test.holds(facts.items[item].facts, &isSure)
            if isSure { return answer }
        }
        let place = place(candidate, condition, item)
        if lineAnswers.isEmpty { lineAnswers = Array(repeating: (.unknown, 0), count: matches.count * facts.items.count) }
        let (known, total) = lineAnswers[place]
        if known != .unknown, !wanted.readsPrices || (!wanted.readsCart && total == step.totals[item]) { return known == .holds }
        if wanted.readsCart { put(step, withItems: wanted.readsItems, areTotalsRead: wanted.readsPrices) }
        let answer: LineAnswer
        do throws(EvaluationError) {
            answer = try scope.holds(wanted, line: line(item, step, isTotalRead: wanted.readsPrices)) ? .holds : .isFalse
        } catch {
            lineFailures[candidate] = error.message
            answer = .fails
        }
        lineAnswers[place] = (answer, step.totals[item])
        return answer == .holds
    }

    private func place(_ candidate: Int, _ condition: Int, _ item: Int) -> Int {
        (known[candidate].firstRow + condition) * facts.items.count + item
    }

    private func line(_ item: Int, _ step: StepFacts, isTotalRead: Bool) -> Value {
        if lines.isEmpty { lines = Array(repeating: nil, count: facts.items.count) }
        if let known = lines[item], !isTotalRead || known.total == step.totals[item] { return known.value }
        let value = LineFacts(item: facts.items[item].facts, total: step.totals[item]).boxed
        lines[item] = (step.totals[item], value)
        return value
    }
}
