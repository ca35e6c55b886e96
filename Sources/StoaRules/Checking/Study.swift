import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions

/// One analysis of one book: what finders ask about it, asked once, under a limit on quotes.
final class Study {
    let book: Rulebook
    let places: RulePlaces
    /// Currencies that the book states amounts in, or USD.
    let currencies: [Currency]
    /// Whether a Price rule of the book can make a cart dearer than its list prices.
    let pricesRise: Bool
    private let rulesByID: [String: Promotion]
    private let couponsByID: [String: Coupon]
    private let stepsMax: Int
    private var steps = 0
    private(set) var quotesMade = 0
    /// Whether a question stayed open because the limit was reached.
    private(set) var isCutShort = false
    private var requirementsByRule: [RuleInCurrency: [Requirement]] = [:]
    /// How many promotions speak of a currency, by its code.
    private let rulesByCurrency: [String: Int]
    private var witnessesByRule: [String: [Trial]] = [:]

    init(_ book: Rulebook, places: RulePlaces, stepsMax: Int) {
        self.book = book
        self.places = places
        self.stepsMax = stepsMax
        pricesRise = book.prices.contains(where: \.canRaise)
        rulesByID = Dictionary(book.promotions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        couponsByID = Dictionary(book.coupons.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var counts: [String: Int] = [:]
        for rule in book.promotions + book.prices.map(\.selector) { for code in rule.statedCurrencies { counts[code, default: 0] += 1 } }
        rulesByCurrency = counts
        var codes = Set(counts.keys)
        if let currency = book.settings.currency { codes.insert(currency.code) }
        let stated = codes.sorted().compactMap { try? Currency($0) }
        currencies = stated.isEmpty ? [.usd] : stated
    }

    var rules: [Promotion] { book.promotions }

    func rule(_ id: String) -> Promotion? { rulesByID[id] }

    /// The currency in which a rule is studied: the book's own if the rule knows it.
    func currency(of rule: Promotion) -> Currency {
        let known = currencies.filter { rule.isStated(in: $0) }
        if let own = book.settings.currency, known.contains(own) { return own }
        return known.first ?? currencies[0]
    }

    /// Whether the book itself or some other rule speaks of a currency.
    func isUsed(_ currency: Currency, besides rule: Promotion) -> Bool {
        if book.settings.currency == currency { return true }
        let own = rule.statedCurrencies.contains(currency.code) ? 1 : 0
        return rulesByCurrency[currency.code, default: 0] > own
    }

    func requirements(of rule: Promotion) -> [Requirement] { requirements(of: rule, in: currency(of: rule)) }

    func requirements(of rule: Promotion, in currency: Currency) -> [Requirement] {
        let key = RuleInCurrency(rule: rule.id, currency: currency)
        if let known = requirementsByRule[key] { return known }
        var made = rule.requirements(in: currency)
        if pricesRise { made = made.map { Requirement($0.clauses.map(read)) } }
        requirementsByRule[key] = made
        return made
    }

    /// A clause as this book has to take it.
    func read(_ clause: Clause) -> Clause { pricesRise ? clause.withListApart : clause }

    private struct RuleInCurrency: Hashable {
        let rule: String
        let currency: Currency
    }

    func maker(for rules: [Promotion], currency: Currency) -> CartMaker {
        CartMaker(rules: rules, coupons: rules.flatMap(\.coupons).compactMap { couponsByID[$0] }, currency: currency)
    }

    // MARK: Quoting

    /// The answer of the whole book, or of some of its promotions; nil past the limit and for a cart that is refused.
    func quote(_ trial: Trial, only ids: [String]? = nil) -> Quote? {
        guard steps < stepsMax else {
            isCutShort = true
            return nil
        }
        quotesMade += 1
        // The whole of a large book costs more than a few of its rules.
        steps += ids == nil ? max(1, book.promotions.count / 25) : 1
        return answer(trial, only: ids)
    }

    /// As ``quote(_:only:)``, whatever the limit: confirming a suspicion is never left out.
    func answer(_ trial: Trial, only ids: [String]?) -> Quote? {
        try? (ids.map { only($0) } ?? book).quote(
            trial.cart, codes: trial.codes, recognized: book.specimens(in: trial.codes), at: trial.at)
    }

    /// Notes that a question stays open.
    func cutShort() { isCutShort = true }

    private func only(_ ids: [String]) -> Rulebook {
        let kept = ids.compactMap { rulesByID[$0] }
        return Rulebook(
            hash: book.hash, settings: book.settings, promotions: kept, prices: book.prices,
            coupons: kept.flatMap(\.coupons).compactMap { couponsByID[$0] },
            gates: [], environment: book.environment)
    }

    // MARK: Carts

    /// Carts to which a rule applies when it is alone in the book, the smallest first; empty when none was found.
    func witnesses(of rule: Promotion) -> [Trial] {
        if let known = witnessesByRule[rule.id] { return known }
        let maker = maker(for: [rule], currency: currency(of: rule))
        var found: [Trial] = []
        for requirement in requirements(of: rule) where requirement.contradiction == nil {
            for shape in CartShape.usual where found.count < Self.witnessesMax {
                guard let trial = maker.trial(requirement, shape), !found.contains(trial) else { continue }
                if quote(trial, only: [rule.id])?.isApplied(rule.id) == true { found.append(trial) }
            }
        }
        witnessesByRule[rule.id] = found
        return found
    }

    private static let witnessesMax = 12

    /// Carts that are made for two rules at once; whether both apply is for the engine to say.
    func joint(_ first: Promotion, _ second: Promotion, shapes: [CartShape] = [CartShape()]) -> [Trial] {
        let currency = currency(of: first)
        guard second.isStated(in: currency), first.take.isEmpty || second.take.isEmpty else { return [] }
        let maker = maker(for: [first, second], currency: currency)
        let others = requirements(of: second, in: currency)
        var trials: [Trial] = []
        for one in requirements(of: first) where one.contradiction == nil {
            for other in others where other.contradiction == nil {
                let both = one.adding(other.clauses)
                guard both.contradiction == nil, trials.count < Self.witnessesMax else { continue }
                trials += shapes.compactMap { maker.trial(both, $0) }
            }
        }
        return trials
    }

    /// Whether two rules are kept apart by a group, a conflict or `alone`.
    func areExclusive(_ first: Promotion, _ second: Promotion) -> Bool {
        let admissibility = Admissibility([first, second].map { Candidate(rule: $0, codes: [], isProposal: false) })
        var kept = Kept(count: 2)
        kept.insert(0)
        return admissibility.obstacle(to: 1, kept: kept) != nil
    }

    // MARK: Confirming

    /// The finding, if quoting shows what is suspected.
    func confirmed(_ suspicion: Suspicion) -> RuleFinding? {
        var exhibits: [Counterexample.Exhibit] = []
        for (trial, only) in suspicion.trials {
            guard let quote = answer(trial, only: only) else { return nil }
            exhibits.append(Counterexample.Exhibit(trial: trial, only: only, changed: nil, quote: quote))
        }
        let quotes = exhibits.map(\.quote)
        guard suspicion.isShown(quotes) else { return nil }
        let tests = suspicion.questions.map { Counterexample.Test(rule: $0.rule, content: $0.question.test(of: $0.rule, in: book)) }
        return finding(suspicion, Counterexample(shows: suspicion.shows(quotes), exhibits: exhibits, tests: tests))
    }

    private func finding(_ suspicion: Suspicion, _ counterexample: Counterexample) -> RuleFinding {
        let diagnostic = Diagnostic(
            suspicion.severity, code: "rule.\(suspicion.code)", suspicion.message, hint: suspicion.hint,
            source: suspicion.source ?? suspicion.rules.first.flatMap { places.source(of: $0) }, span: suspicion.span)
        return RuleFinding(diagnostic, rules: suspicion.rules, counterexample: counterexample)
    }
}

extension Promotion {
    /// Codes of the currencies that the rule's amounts and conditions name.
    var statedCurrencies: Set<String> {
        var codes = Set(amounts.flatMap(\.byCurrency.keys))
        for condition in conditions { codes.formUnion(condition.program.statedAmounts.flatMap { $0.currencies }) }
        return codes
    }

    /// Every expression of the rule, with the field that holds it.
    var conditions: [(field: [String], program: Program)] {
        var conditions: [(field: [String], program: Program)] = []
        if let when { conditions.append((["when"], when.program)) }
        if let lines { conditions.append((["lines"], lines.program)) }
        for part in take { if let lines = part.lines { conditions.append((["take", part.name, "of"], lines.program)) } }
        return conditions
    }
}

extension Study {
    /// Pairs of rules that could meet on one line, up to a limit beyond which an analysis would compare a large book with
    /// itself.
    func pairs(where isWanted: (Promotion) -> Bool) -> [(Promotion, Promotion)] { possiblePairs(rules.filter(isWanted)) }

    /// As above, of these rules.
    func possiblePairs(_ wanted: [Promotion]) -> [(Promotion, Promotion)] {
        let limits = wanted.map { fixedFacts(of: $0) }
        var pairs: [(Promotion, Promotion)] = []
        var compared = 0
        for index in wanted.indices {
            for other in (index + 1)..<max(index + 1, wanted.count) {
                compared += 1
                guard pairs.count < Self.pairsMax, compared < Self.comparisonsMax else {
                    cutShort()
                    return pairs
                }
                if areApart(limits[index], limits[other]) { continue }
                pairs.append((wanted[index], wanted[other]))
            }
        }
        return pairs
    }

    /// Facts of which a rule names the only values it applies to; most rules of a large book differ in one of them.
    private func fixedFacts(of rule: Promotion) -> [Fact: Set<Constant>] {
        let possible = requirements(of: rule).filter { $0.contradiction == nil }
        guard rule.take.isEmpty, possible.count == 1, let only = possible.first else { return [:] }
        return only.fixedFacts
    }

    private func areApart(_ first: [Fact: Set<Constant>], _ second: [Fact: Set<Constant>]) -> Bool {
        first.contains { fact, values in second[fact].map { values.isDisjoint(with: $0) } ?? false }
    }

    private static var pairsMax: Int { 5_000 }
    private static var comparisonsMax: Int { 500_000 }
}
