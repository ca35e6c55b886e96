import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions
import StoaExtension

extension Rulebook {
    /// Explains what one promotion or price made of a cart: each of its conditions with the values at hand, which lines it is
    /// about, and what beat it. The conditions are judged at the rule's own step, after the rules that the quote chose.
    ///
    /// - Throws: as ``quote(_:codes:proposals:placement:at:)``; `rule.unknownRule` with the nearest id.
    public func explain(_ id: String, cart: Cart, codes: [String] = [], at: Instant) throws(RulesError) -> RuleExplanation {
        if let price = price(id) { return try observation(of: price, Trial(cart: cart, codes: codes, at: at)).explanation }
        guard let rule = promotions.first(where: { $0.id == id }) else {
            throw RulesError(
                code: "rule.unknownRule", "the book has no promotion or price '\(id)'",
                hint: suggestion(for: id, among: promotions.map(\.id) + prices.map(\.id) + standing.ids))
        }
        let quote = try quote(cart, codes: codes, recognized: specimens(in: codes), at: at)
        var run = try ExplainingRun(self, rule, Trial(cart: cart, codes: codes, at: at), quote)
        return run.explanation()
    }

    /// What one promotion or price made of a cart that was quoted already, and the rows of its tiers that were reached, from 0.
    func observation(
        of id: String, _ trial: Trial, in quote: Quote, _ prices: [PriceProposal] = []
    ) -> (explanation: RuleExplanation, tierRows: Set<Int>)? {
        if let price = price(id) { return try? observation(of: price, trial, prices) }
        guard let rule = promotions.first(where: { $0.id == id }), var run = try? ExplainingRun(self, rule, trial, quote) else {
            return nil
        }
        let explanation = run.explanation()
        return (explanation, run.reachedRows)
    }

    /// As above for an analysis, which has no use for the errors.
    func explain(_ id: String, _ trial: Trial) -> RuleExplanation? {
        try? explain(id, cart: trial.cart, codes: trial.codes, at: trial.at)
    }
}

/// One way through the checks of a rule; it ends at the first that does not hold.
struct ExplainingRun {
    let book: Rulebook
    private let rule: Promotion
    let trial: Trial
    private let quote: Quote
    private let items: [Item]
    private(set) var checks: [RuleExplanation.Check] = []
    var explainedItems: [RuleExplanation.Item] = []
    private var missing: Int64?
    private(set) var reachedRows: Set<Int> = []

    init(_ book: Rulebook, _ rule: Promotion, _ trial: Trial, _ quote: Quote) throws(RulesError) {
        self.book = book
        self.rule = rule
        self.trial = trial
        self.quote = quote
        items = try book.priced(trial.cart, at: trial.at).items
    }

    mutating func explanation() -> RuleExplanation {
        if isSwitchedOn() { judge() }
        return RuleExplanation(
            rule: rule.id, applied: quote.isApplied(rule.id), amount: quote.amount(of: rule.id), checks: checks, items: explainedItems,
            missing: missing)
    }

    /// Notes a check; answers whether it holds.
    mutating func check(_ field: String, _ holds: Bool, _ says: String, _ condition: ConditionValue? = nil) -> Bool {
        checks.note(field, holds, says, condition)
    }

    // MARK: Whether the rule is a candidate at all

    mutating func isSwitchedOn() -> Bool {
        if let channels = rule.channels {
            let names = quoted(channels)
            let says =
                trial.cart.channel.map { "the cart's channel is '\($0)', the rule is for \(names)" }
                ?? "the cart names no channel, the rule is for \(names)"
            guard check("channels", trial.cart.channel.map(channels.contains) ?? false, says) else { return false }
        }
        guard checks.note(rule.active, at: trial.at) else { return false }
        if !rule.isStated(in: trial.cart.currency) {
            return check("currency", false, "the rule states no amount in \(trial.cart.currency.code), the cart's currency")
        }
        guard !rule.coupons.isEmpty else { return true }
        let opened = book.codeBook(trial.codes, book.specimens(in: trial.codes), buyer: trial.cart.customer, at: trial.at).opened
        let codes = rule.coupons.flatMap { opened[$0] ?? [] }
        let campaigns = quoted(rule.coupons)
        return check(
            "code", !codes.isEmpty,
            codes.isEmpty
                ? "none of the codes given (\(trial.codes.count)) opens \(campaigns)" : "the code \(quoted(codes)) opens \(campaigns)")
    }

    // MARK: At the rule's step

    private mutating func judge() {
        let kept = Set(quote.appliedRules)
        let candidates = book.promotions.filter { $0.id == rule.id || kept.contains($0.id) }.map { rule in
            Candidate(rule: rule, codes: rule.coupons.isEmpty ? [] : trial.codes, isProposal: false)
        }
        guard let own = candidates.firstIndex(where: { $0.id == rule.id }) else { return }
        let facts = QuoteFacts(
            trial.cart, items, giftWorth: book.settings.giftWorth[trial.cart.currency.code] ?? 0,
            pointWorth: book.settings.pointWorth(in: trial.cart.currency) ?? 0, at: trial.at)
        let scope = scope()
        let pricer = Pricer(facts, candidates: candidates, scope: scope, refusesShortCodes: book.settings.onShort == .refuse)
        var state = PricingState(items: items, shipping: facts.shipping, candidates: candidates.count)
        let timeline = TimelineEntry.timeline(of: candidates)
        for (index, entry) in timeline.enumerated() {
            if index == 0 || timeline[index - 1].stage != entry.stage { _ = pricer.begin(&state) }
            let step = StepFacts(state, items: items)
            if entry.candidate == own {
                if entry.action == .decide { conclude(own, pricer, state, step, candidates) }
                return
            }
            switch entry.action {
            case .decide: _ = pricer.give(entry.candidate, to: &state, step)
            case .complete: pricer.complete(entry, in: &state, step)
            }
        }
    }

    func scope() -> PromotionScope {
        PromotionScope(
            book.environment, channel: trial.cart.channel, customer: trial.cart.customer, payment: trial.cart.payment, now: trial.at,
            costMax: UInt64(RuleLimits.conditionStepsMax))
    }

    private mutating func conclude(_ own: Int, _ pricer: Pricer, _ state: PricingState, _ step: StepFacts, _ candidates: [Candidate]) {
        var scope = scope()
        let lines = items.indices.map { LineFacts(item: items[$0].facts, total: step.totals[$0]) }
        scope.set(
            cart: CartFacts(
                currency: trial.cart.currency, channel: trial.cart.channel, selectedShipping: trial.cart.selectedShipping, items: lines,
                quantity: items.reduce(0) { $0 + $1.quantity }, subtotal: step.subtotal, listTotal: items.reduce(0) { $0 + $1.listTotal },
                total: step.total))
        explainedItems = items.indices.map { item($0, own, pricer, scope, lines[$0].boxed, step) }
        if let when = rule.when {
            let value = scope.value(of: when, in: book.environment)
            guard check("when", value.holds == true, value.sentence, value) else { return }
        }
        if let spend = rule.spend, !judge(spend, pricer.measure(spend, own, step)) { return }
        if rule.readsLines {
            let count = explainedItems.count(where: \.matches)
            guard check("lines", count > 0, "\(count) of \(items.count) items match") else { return }
        }
        let filled = Set(explainedItems.flatMap { $0.parts ?? [] })
        let open = rule.take.map(\.name).filter { !filled.contains($0) }
        if !open.isEmpty, !rule.allowsPartialSet {
            _ = check("take", false, "nothing in the cart can be the set's \(quoted(open))")
            return
        }
        var tried = state
        let isGiven = pricer.give(own, to: &tried, step)
        reachedRows = Set(pricer.reachedRows.filter { $0.candidate == own }.map(\.row))
        guard check("give", isGiven, givenText(tried.amounts[own])) else { return }
        guard !quote.isApplied(rule.id) else { return }
        var kept = Kept(count: candidates.count)
        for index in candidates.indices where index != own { kept.insert(index) }
        if let rival = Admissibility(candidates).obstacle(to: own, kept: kept) {
            _ = check("stack", false, "'\(candidates[rival].id)' applies and excludes it")
        } else {
            _ = check("stack", false, "the cart is cheaper without it: another choice of rules takes more off")
        }
    }

    private func givenText(_ amount: Int64) -> String {
        amount > 0 ? "it takes \(amount.text(in: trial.cart.currency)) off" : "it finds nothing to take off the selected goods and shipping"
    }

    private mutating func judge(_ spend: SpendThreshold, _ measured: Int64) -> Bool {
        let currency = trial.cart.currency
        let what = "\(spend.scope == .lines ? "matching goods" : "goods") for \(measured.text(in: currency))"
        if let least = spend.atLeast?.amount(in: currency), measured < least {
            missing = least - measured
            return check("spend", false, "\(what), \(least.text(in: currency)) needed: \((least - measured).text(in: currency)) missing")
        }
        if let most = spend.atMost?.amount(in: currency), measured > most {
            return check("spend", false, "\(what), \(most.text(in: currency)) at most")
        }
        return check("spend", true, what)
    }

    // MARK: Items

    private func item(
        _ index: Int, _ own: Int, _ pricer: Pricer, _ scope: PromotionScope, _ line: Value, _ step: StepFacts
    ) -> RuleExplanation.Item {
        let item = items[index]
        var conditions: [ConditionValue] = []
        var reason: String?
        if !item.admits(rule) {
            let policy = item.price.flatMap {
                $0.promotions == .all ? nil : "'\($0.rule)' prices the goods with 'promotions: \($0.promotions)'"
            }
            reason = policy ?? "the goods are never discounted"
        }
        if reason == nil, !rule.serves(item.facts) {
            reason =
                "the rule is for goods of \(quoted(rule.sellers ?? [])), and these are of \(item.facts.seller.map { "'\($0)'" } ?? "nobody")"
        }
        if reason == nil, let lines = rule.lines {
            let value = scope.value(of: lines, line: line, in: book.environment)
            conditions.append(value)
            if value.holds != true { reason = value.sentence }
        }
        var parts: [String] = []
        if reason == nil, !rule.take.isEmpty {
            for (position, part) in rule.take.enumerated() {
                if let condition = part.lines { conditions.append(scope.value(of: condition, line: line, in: book.environment)) }
                if pricer.conditions.matches(index, own, condition: position + 1, step) { parts.append(part.name) }
            }
            if parts.isEmpty {
                reason = "it fills no part of the set: " + conditions.suffix(rule.take.count).map(\.sentence).joined(separator: "; ")
            }
        }
        return RuleExplanation.Item(
            lines: item.parts.map { trial.cart.lines[$0.line].id }, matches: reason == nil, parts: rule.take.isEmpty ? nil : parts,
            says: reason,
            conditions: conditions)
    }
}
