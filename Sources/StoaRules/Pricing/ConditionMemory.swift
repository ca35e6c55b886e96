import CEL
import StoaCommerce
import StoaExpressions

/// Judges the conditions of one quote's candidates and remembers what cannot change: an answer that reads no prices for the
/// whole quote, one that reads a line's price as long as it stands.
final class ConditionMemory {
    let facts: QuoteFacts
    let candidates: [Candidate]
    private var scope: PromotionScope
    /// The cart that `scope` holds: the totals that it was made at, nil where it suits conditions without prices alone.
    private var cartInScope: (totals: [Int64]?, hasItems: Bool)?
    /// The items as boxed values, as they last stood.
    private var lines: [(total: Int64, value: Value)?]

    /// Why a candidate's `when`, or one of its conditions over lines, could not be judged, by candidate.
    var cartFailures: [Int: String] = [:]
    var lineFailures: [Int: String] = [:]
    /// By candidate: whether its `when` ever held; nil while it was not judged.
    var whenHeld: [Bool?]
    private var cartAnswers: [Bool?]

    enum LineAnswer: UInt8 { case unknown, holds, isFalse, fails }

    /// By candidate: the row of its `lines`, which those of its set's parts follow.
    private let firstRows: [Int]
    /// By row, then by item.
    private var lineAnswers: [LineAnswer]
    /// As `lineAnswers`: the total that an answer was given for; empty where no condition over lines reads prices.
    private var answeredTotals: [Int64]
    /// By row that reads no prices: the items that match, once all were asked.
    private var matches: [[Int]?]
    /// Items that a rule of the platform may discount, and those that one of the phase `catalog` may.
    private let discountable: [Int]
    private let forCatalog: [Int]

    init(_ facts: QuoteFacts, _ candidates: [Candidate], _ scope: PromotionScope) {
        self.facts = facts
        self.candidates = candidates
        self.scope = scope
        let items = facts.items
        lines = Array(repeating: nil, count: items.count)
        cartAnswers = Array(repeating: nil, count: candidates.count)
        whenHeld = Array(repeating: nil, count: candidates.count)
        discountable = items.indices.filter { items[$0].facts.discountable }
        forCatalog = items.indices.filter { items[$0].facts.isForCatalog }
        var (firstRows, rows, readsPrices): ([Int], Int, Bool) = ([], 0, false)
        firstRows.reserveCapacity(candidates.count)
        for candidate in candidates {
            firstRows.append(rows)
            rows += 1 + candidate.rule.take.count
            readsPrices = readsPrices || candidate.rule.readsPricesOfLines
        }
        self.firstRows = firstRows
        lineAnswers = Array(repeating: .unknown, count: rows * items.count)
        answeredTotals = readsPrices ? Array(repeating: 0, count: rows * items.count) : []
        matches = Array(repeating: nil, count: rows)
    }

    // MARK: Over the cart

    func holds(_ condition: CartCondition, _ candidate: Int, _ step: StepFacts) -> Bool {
        if !condition.readsPrices, let answer = cartAnswers[candidate] { return answer }
        if condition.readsCart { put(step, withItems: condition.readsItems, areTotalsRead: condition.readsPrices) }
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

    /// Whether a seller's own promotion concerns an item; true for a promotion of the platform.
    func serves(_ rule: Promotion, _ item: Item) -> Bool {
        guard let sellers = rule.sellers else { return true }
        return item.facts.seller.map(sellers.contains) ?? false
    }

    /// The items that a candidate may discount as far as its conditions are not asked: `discountable` always counts.
    func served(by candidate: Int) -> [Int] {
        let rule = candidates[candidate].rule
        let items = rule.stage.phase == .catalog ? forCatalog : discountable
        return rule.sellers == nil ? items : items.filter { serves(rule, facts.items[$0]) }
    }

    /// The items that match one of a candidate's conditions, in their order.
    ///
    /// - Parameter condition: 0 for its `lines`, else the `of` of its set's part before that number.
    func matching(_ candidate: Int, condition: Int, _ step: StepFacts) -> [Int] {
        let row = firstRows[candidate] + condition
        if let known = matches[row] { return known }
        guard let wanted = lineCondition(candidate, condition) else {
            let served = served(by: candidate)
            matches[row] = served
            return served
        }
        let found = served(by: candidate).filter { judge(wanted, $0, candidate, row, step) }
        if !wanted.readsPrices { matches[row] = found }
        return found
    }

    /// Whether an item matches; as ``matching(_:condition:_:)`` for one.
    func matches(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        guard mayServe(item, candidate) else { return false }
        guard let wanted = lineCondition(candidate, condition) else { return true }
        return judge(wanted, item, candidate, firstRows[candidate] + condition, step)
    }

    /// Whether an item could match at some other prices: what bounds must assume.
    func couldMatch(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        guard lineCondition(candidate, condition)?.readsPrices == true else { return matches(item, candidate, condition: condition, step) }
        return mayServe(item, candidate)
    }

    /// Whether nothing is known that keeps an item from matching.
    func mayMatch(_ item: Int, _ candidate: Int, condition: Int, _ step: StepFacts) -> Bool {
        couldMatch(item, candidate, condition: condition, step)
            || lineAnswers[(firstRows[candidate] + condition) * facts.items.count + item] == .fails
    }

    private func mayServe(_ item: Int, _ candidate: Int) -> Bool {
        let (item, rule) = (facts.items[item], candidates[candidate].rule)
        return (rule.stage.phase == .catalog ? item.facts.isForCatalog : item.facts.discountable) && serves(rule, item)
    }

    private func lineCondition(_ candidate: Int, _ condition: Int) -> LineCondition? {
        let rule = candidates[candidate].rule
        return condition == 0 ? rule.lines : rule.take[condition - 1].lines
    }

    private func judge(_ wanted: LineCondition, _ item: Int, _ candidate: Int, _ row: Int, _ step: StepFacts) -> Bool {
        let place = row * facts.items.count + item
        let known = lineAnswers[place]
        if known != .unknown, !wanted.readsPrices || (!wanted.readsCart && answeredTotals[place] == step.totals[item]) {
            return known == .holds
        }
        if wanted.readsCart { put(step, withItems: wanted.readsItems, areTotalsRead: wanted.readsPrices) }
        let answer: LineAnswer
        do throws(EvaluationError) {
            answer = try scope.holds(wanted, line: line(item, step, isTotalRead: wanted.readsPrices)) ? .holds : .isFalse
        } catch {
            lineFailures[candidate] = error.message
            answer = .fails
        }
        lineAnswers[place] = answer
        if wanted.readsPrices { answeredTotals[place] = step.totals[item] }
        return answer == .holds
    }

    private func line(_ item: Int, _ step: StepFacts, isTotalRead: Bool) -> Value {
        if let known = lines[item], !isTotalRead || known.total == step.totals[item] { return known.value }
        let value = LineFacts(item: facts.items[item].facts, total: step.totals[item]).boxed
        lines[item] = (step.totals[item], value)
        return value
    }
}

extension Promotion {
    fileprivate var readsPricesOfLines: Bool {
        (lines?.readsPrices ?? false) || take.contains { $0.lines?.readsPrices ?? false }
    }
}
