import CEL
import StoaCommerce
import StoaExpressions

/// When the price of a product may change by the clock alone.
public enum PriceChanges: Sendable, Hashable {
    /// At these instants, ascending, and at no others; some of them may change nothing.
    case at([Instant])
    /// A rule's condition reads the time in a way that does not tell.
    case unforeseeable(rule: String)
    /// A price that a plugin or model proposes may apply; what was proposed is not kept.
    case proposed(rule: String)
    /// There are more than ``RuleLimits/priceChangesMax``.
    case tooMany
}

extension Rulebook {
    /// When the rules of the phases `price` and `catalog` may change the price of a product between two instants.
    ///
    /// Cost follows the rules of these phases that go by the clock, which are looked through once a book, and of these
    /// the ones for the product.
    ///
    /// - Parameter line: the product's facts.
    public func priceChanges(
        of line: Cart.Line, currency: Currency, channel: String?, customer: Cart.Buyer?, after start: Instant, before end: Instant
    ) throws(RulesError) -> PriceChanges {
        let cart = Cart(currency: currency, channel: channel, customer: customer, lines: [line])
        guard let item = try Item.merged(from: cart).first else { return .at([]) }
        var selection = PriceSelection(self, cart, [], at: start)
        var instants: Set<Instant> = []
        for timed in pages.timedRules(of: self) where selection.mayBeFor(timed.rule, item) {
            if timed.takesProposals { return .proposed(rule: timed.rule.id) }
            guard let constants = timed.rule.constantTimes(in: self, currency) else { return .unforeseeable(rule: timed.rule.id) }
            for instant in constants where instant > start && instant < end { instants.insert(instant) }
            let edges = timed.rule.active.edges(after: start, before: end, most: RuleLimits.priceChangesMax)
            instants.formUnion(edges)
            guard instants.count <= RuleLimits.priceChangesMax else { return .tooMany }
        }
        return .at(instants.sorted())
    }
}

/// A rule whose price may change although nothing is written.
struct TimedRule: Sendable {
    let rule: Promotion
    let takesProposals: Bool
}

extension Promotion {
    fileprivate var conditionsOfTime: [Program] { [when?.program, lines?.program].compactMap(\.self) }

    /// Whether the clock, or somebody who proposes prices, has a say in what the rule does.
    func isTimed(in book: Rulebook) -> Bool {
        active.from != nil || active.until != nil || !active.weekly.isEmpty
            || conditionsOfTime.contains { $0.variables.contains("now") || ($0.variables.contains("segment") && book.hasTimedSegments) }
    }

    /// The times that the rule's conditions compare the present with; nil where they read it in another way.
    fileprivate func constantTimes(in book: Rulebook, _ currency: Currency) -> [Instant]? {
        guard !conditionsOfTime.contains(where: { $0.variables.contains("segment") && book.hasTimedSegments }) else { return nil }
        guard conditionsOfTime.contains(where: { $0.variables.contains("now") }) else { return [] }
        var instants: [Instant] = []
        for clause in requirements(in: currency).flatMap(\.clauses) {
            switch clause.kind {
            case .comparison(let fact, _, let constants) where fact == .cart("now"):
                // Between two milliseconds the answer may change just before or after the later one.
                instants += constants.compactMap(\.number).flatMap { [$0, $0 + 1] }.map { Instant(millisecondsSince1970: $0) }
            case .unknown where clause.origin.text.contains("now"): return nil
            default: break
            }
        }
        return instants
    }
}

extension Rulebook {
    fileprivate var hasTimedSegments: Bool { segments.contains { $0.program.variables.contains("now") } }
}

extension ActiveWindow {
    /// Instants at which the window may open or close, and some at which it does neither. Half-open at both ends of the span.
    ///
    /// - Parameter most: about how many are of interest; beyond it the rest is left out.
    func edges(after start: Instant, before end: Instant, most: Int) -> [Instant] {
        func isWithin(_ instant: Instant) -> Bool { instant > start && instant < end }
        var edges = [from, until].compactMap(\.self).filter(isWithin)
        guard !weekly.isEmpty else { return edges }
        let first = max(start, from ?? start), last = min(end, until ?? end)
        guard first < last else { return edges }
        var day = zone.date(at: first).daysSince1970 - 1
        let lastDay = zone.date(at: last).daysSince1970 + 1
        while day <= lastDay, edges.count <= most {
            let date = CivilDate(daysSince1970: day)
            for window in weekly {
                for minute in [window.from, window.until] {
                    let instant = zone.instant(of: date, minute: minute)
                    // Where clocks are put back, the same time comes again an hour later.
                    edges += [instant, instant.advanced(bySeconds: 3600)].filter(isWithin)
                }
            }
            day += 1
        }
        return edges
    }
}
