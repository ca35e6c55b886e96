import StoaCommerce

/// Finds the rules that a cart could meet without looking at the others.
///
/// What a rule needs from the start of a quote (``Precondition``) is taken out of its conditions when the index is made,
/// and the rule is hung under what is rarest of it: a value that a fact must have, a span of time, a bound that a number
/// must reach. A quote looks its own facts up; what is found there is held against the rest of its preconditions.
///
/// Rules with a code hang under their campaigns and are found by the codes that were given, whatever else they need.
/// Amounts are those of one currency; a rule that states none in it is not in its index.
final class RuleIndex: Sendable {
    /// Sorted by id; positions in it stand for rules.
    private let rules: [Promotion]
    /// By position: what is held against the cart's facts.
    private let filters: [RuleFilter]
    private let vocabulary: FactVocabulary
    /// Rules by the value they hang under: those of value `n` from `starts[n]` to `starts[n + 1]`.
    private let byValue: [Int32]
    private let starts: [Int32]
    /// By number: rules in the order of the bound that the number must reach.
    private let byBound: [[(bound: Int64, rule: Int32)]]
    private let byWindow: IntervalIndex
    /// Rules that hang under nothing: every cart may meet them.
    private let everywhere: [Int32]
    private let byCoupon: [String: [Int32]]

    /// - Parameter promotions: sorted by id.
    init(_ promotions: [Promotion], in currency: Currency) {
        rules = promotions
        var preconditions: [[Precondition]] = []
        preconditions.reserveCapacity(promotions.count)
        var coupons: [String: [Int32]] = [:]
        var automatic: [Int] = []
        for (position, rule) in promotions.enumerated() {
            guard rule.isStated(in: currency), rule.coupons.isEmpty else {
                preconditions.append([])
                if rule.isStated(in: currency) { for coupon in Set(rule.coupons) { coupons[coupon, default: []].append(Int32(position)) } }
                continue
            }
            preconditions.append(rule.preconditions(in: currency))
            automatic.append(position)
        }
        byCoupon = coupons
        let vocabulary = FactVocabulary(preconditions)
        self.vocabulary = vocabulary
        filters = preconditions.map { RuleFilter($0, vocabulary) }
        var hanging = Hanging(vocabulary)
        for position in automatic { hanging.hang(position, preconditions[position], filters[position]) }
        everywhere = hanging.everywhere
        byBound = hanging.byBound.map { $0.sorted { ($0.bound, $0.rule) < ($1.bound, $1.rule) } }
        byWindow = IntervalIndex(hanging.windows)
        var (flat, starts): ([Int32], [Int32]) = ([], [0])
        for rules in hanging.byValue {
            flat += rules
            starts.append(Int32(flat.count))
        }
        byValue = flat
        self.starts = starts
    }

    /// Whether a cart could meet any of the rules without a code.
    func meets(_ cart: Cart, _ items: [Item], at instant: Instant) -> Bool {
        !candidates(cart, items, coupons: EmptyCollection<String>(), at: instant).isEmpty
    }

    /// The rules that a cart could meet, in the order of their ids.
    ///
    /// Cost follows the cart's facts and the rules found under them, not the size of the book.
    ///
    /// - Parameter coupons: campaigns that the codes given have opened.
    func candidates(_ cart: Cart, _ items: [Item], coupons: some Sequence<String>, at instant: Instant) -> [FoundRule] {
        let facts = CartLookup(vocabulary, cart, items, at: instant)
        var found: [Int32] = []
        func collect(_ rule: Int32) { if filters[Int(rule)].passes(facts) { found.append(rule) } }
        for rule in everywhere { collect(rule) }
        for value in facts.values { for index in starts[value]..<starts[value + 1] { collect(byValue[Int(index)]) } }
        for (number, rules) in byBound.enumerated() where !rules.isEmpty {
            guard let reached = facts.numbers[number] else { continue }
            for entry in rules {
                if entry.bound > reached { break }
                collect(entry.rule)
            }
        }
        byWindow.forEach(containing: instant.millisecondsSince1970) { collect($0) }
        for coupon in coupons { found += byCoupon[coupon] ?? [] }
        found.sort()
        var result: [FoundRule] = []
        result.reserveCapacity(found.count)
        for (place, rule) in found.enumerated() where place == 0 || found[place - 1] != rule {
            result.append(FoundRule(rules[Int(rule)], items: filters[Int(rule)].items(facts)))
        }
        return result
    }
}

/// Where rules are hung while the index is made.
private struct Hanging {
    let vocabulary: FactVocabulary
    var byValue: [[Int32]]
    var byBound: [[(bound: Int64, rule: Int32)]]
    var windows: [(from: Int64, until: Int64, rule: Int32)] = []
    var everywhere: [Int32] = []

    init(_ vocabulary: FactVocabulary) {
        self.vocabulary = vocabulary
        byValue = Array(repeating: [], count: vocabulary.valueCount)
        byBound = Array(repeating: [], count: vocabulary.numberCount)
    }

    /// A rule is met by carts that pass one alternative of the rarest precondition, so it hangs under the rarest test of
    /// each of these.
    mutating func hang(_ rule: Int, _ preconditions: [Precondition], _ filter: RuleFilter) {
        var best: (share: Double, index: Int)?
        for (index, precondition) in preconditions.enumerated() {
            let share = precondition.alternatives.reduce(0) { $0 + vocabulary.share(of: $1) }
            if share < 1, share < best?.share ?? 1 { best = (share, index) }
        }
        guard let best else {
            everywhere.append(Int32(rule))
            return
        }
        for (alternative, tests) in zip(preconditions[best.index].alternatives, filter.alternatives(of: best.index)) {
            hang(Int32(rule), alternative, tests)
        }
    }

    private mutating func hang(_ rule: Int32, _ alternative: [PreconditionTest], _ tests: ArraySlice<RuleFilter.Test>) {
        if let window = vocabulary.window(alternative) {
            windows.append((window.from, window.until, rule))
            return
        }
        guard let rarest = alternative.indices.min(by: { vocabulary.share(of: alternative[$0]) < vocabulary.share(of: alternative[$1]) })
        else { return }
        switch tests[tests.startIndex + rarest] {
        case .oneOf(let values): for value in values { byValue[Int(value)].append(rule) }
        case .one(let value): byValue[Int(value)].append(rule)
        case .bound(let number, let bound, _): byBound[Int(number)].append((bound, rule))
        }
    }
}
