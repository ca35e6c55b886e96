import StoaCommerce
import StoaExpressions
import StoaExtension

/// An item as plugins are asked about it: its id is what ``DiscountProposal/item`` names.
public struct QuoteItem: Sendable, Hashable {
    /// The first of the ids of the item's lines.
    public let id: String
    public let sku: String?
    public let quantity: Int64
    /// Minor units of the cart's currency.
    public let unitPrice: Int64
    public let category: String?
    public let seller: String?
    public let attributes: [String: AttributeValue]
    public let discountable: Bool
}

extension Rulebook {
    /// A cart's items at the prices before promotions: its lines merged where they are equal but for id and quantity, in the
    /// order of their keys.
    ///
    /// - Throws: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`.
    public func items(of cart: Cart, prices: [PriceProposal] = [], at instant: Instant) throws(RulesError) -> [QuoteItem] {
        try priced(cart, prices, at: instant).items.map { item in
            QuoteItem(
                id: item.facts.id, sku: item.facts.sku, quantity: item.quantity, unitPrice: item.unitPrice,
                category: item.facts.category, seller: item.facts.seller, attributes: item.facts.attributes,
                discountable: item.facts.discountable)
        }
    }

    /// Answers a cart: which discounts apply, to which lines, and why not the others.
    ///
    /// Pure: the same book, cart, codes, proposals and instant give the same answer on every platform. Cost grows with
    /// the rules that the cart could meet, not with the book (``RuleIndex``); the choice among them ends after
    /// ``RulebookSettings/solverSteps``.
    ///
    /// - Parameters:
    ///   - codes: as the buyer typed them; case does not count.
    ///   - barred: codes to refuse unseen, in the words for every reason.
    ///   - recognized: which of the codes are generated ones, by ``key(ofCode:)``.
    ///   - proposals: of plugins and models, judged like the book's own rules.
    ///   - prices: that plugins and models propose to Price rules.
    ///   - left: what is left of the limits of rules, by id; a rule that is not named was not used yet.
    /// - Throws: `quote.cartMalformed`, `quote.quantityOutOfRange`, `quote.tooManyLines`, `quote.amountTooLarge`,
    ///   `quote.tooManyCodes`, `rule.tooManyCandidates`.
    public func quote(
        _ cart: Cart, codes: [String] = [], barred: [String] = [], recognized: [String: RecognizedCode] = [:],
        proposals: [DiscountProposal] = [], prices: [PriceProposal] = [], placement: ProposalPlacement = ProposalPlacement(),
        left: [String: Remaining] = [:], at instant: Instant
    ) throws(RulesError) -> Quote {
        // Alone, so that the closure does not hold a copy of the book.
        let indexes = indexes
        return try quote(
            cart, codes: codes, barred: barred, recognized: recognized, proposals: proposals, placement: placement, left: left, at: instant,
            priced: priced(cart, prices, at: instant)
        ) { items, book in
            indexes[cart.currency].candidates(cart, items, coupons: book.opened.keys, at: instant)
        }
    }

    /// As above, with another way to find the rules that could apply; it may find too many, and none is missed.
    ///
    /// - Parameter priced: the cart's items; those of the book without proposals when nil.
    func quote(
        _ cart: Cart, codes: [String], barred: [String] = [], recognized: [String: RecognizedCode] = [:],
        proposals: [DiscountProposal] = [], placement: ProposalPlacement = ProposalPlacement(), left: [String: Remaining] = [:],
        at instant: Instant, priced: PricedItems? = nil, among found: ([Item], CodeBook) -> [FoundRule]
    ) throws(RulesError) -> Quote {
        let given = codes.count + barred.count
        guard given <= RuleLimits.codesMax else {
            throw RulesError(code: "quote.tooManyCodes", "\(given) codes were given", hint: "give at most \(RuleLimits.codesMax)")
        }
        let pricing: PricedItems
        if let priced { pricing = priced } else { pricing = try self.priced(cart, at: instant) }
        let items = pricing.items
        let taxes = try Taxes(cart)
        var book = codeBook(codes, recognized, buyer: cart.customer, left: left, at: instant)
        book.refuse(barred)
        let proposed = ProposalReader(items: items, placement: placement, currency: cart.currency).rules(proposals)
        let candidates = try candidates(for: cart, items, book, among: found(items, book), proposed.rules, left: left, at: instant)
        let facts = QuoteFacts(
            cart, items,
            netTaxPercents: taxes.isEmpty || taxes.basis == .gross ? nil : items.map { taxes.percentage(of: $0.facts.taxClass) },
            giftWorth: settings.giftWorth[cart.currency.code] ?? 0, pointWorth: settings.pointWorth(in: cart.currency) ?? 0, at: instant)
        let scopes = conditionScopes
        let pricer = Pricer(
            facts, candidates: candidates, scope: scopes.scope(for: cart, at: instant), refusesShortCodes: settings.onShort == .refuse)
        let timeline = TimelineEntry.timeline(of: candidates)
        let admissibility = Admissibility(candidates)
        let start = PricingState(items: items, shipping: facts.shipping, candidates: candidates.count)
        let choice = choose(pricer, timeline, admissibility, start)
        let explanations =
            pricer.conditions.hasFailures || (choice.explanations == nil && needsExplanation(candidates, choice))
            ? pricer.explanations(of: choice, from: start, timeline: timeline, admissibility)
            : choice.explanations ?? Array(repeating: nil, count: candidates.count)
        let report = QuoteReport(pricer: pricer, choice: choice, taxes: taxes)
        let lines = report.lines()
        let statuses = StatusReport(
            couponPositions: couponPositions, book: book, pricer: pricer, choice: choice, admissibility: admissibility,
            explanations: explanations, refusedProposals: proposed.refused, failedPrices: pricing.failures)
        return Quote(
            currency: cart.currency, lines: lines, discounts: statuses.discounts(), gifts: report.gifts(),
            points: dated(report.points(), at: instant),
            shipping: report.shipping(),
            undistributed: choice.state.undistributed, optimality: choice.optimality, nearMisses: statuses.nearMisses(),
            totals: report.totals(lines), rulebook: hash)
    }

    private func choose(
        _ pricer: Pricer, _ timeline: [TimelineEntry], _ admissibility: Admissibility, _ start: PricingState
    ) -> Choice {
        switch settings.objective {
        case .customer:
            return CustomerChoice(pricer: pricer, timeline: timeline, admissibility: admissibility, stepsMax: settings.solverSteps)
                .choose(from: start)
        case .priority:
            var choice = PriorityChoice(
                pricer: pricer, timeline: timeline, admissibility: admissibility, stepsMax: settings.solverSteps)
            return choice.choose(from: start)
        }
    }

    /// Rules that could apply to the cart, sorted by id: in force, for this channel and currency, switched on, not used up.
    private func candidates(
        for cart: Cart, _ items: [Item], _ book: CodeBook, among found: [FoundRule], _ proposed: [Promotion], left: [String: Remaining],
        at instant: Instant
    ) throws(RulesError) -> [Candidate] {
        var candidates = proposed.map { Candidate(rule: $0, codes: [], isProposal: true) }
        candidates.reserveCapacity(candidates.count + found.count)
        for found in found {
            let rule = found.rule
            let codes = rule.coupons.isEmpty ? [] : rule.coupons.flatMap { book.opened[$0] ?? [] }
            guard rule.coupons.isEmpty || !codes.isEmpty, isInForce(rule, for: cart, at: instant) else { continue }
            let left = rule.limits == nil ? nil : left[rule.id]
            guard !(left?.isUsedUp ?? false) else { continue }
            let matches = rule.plainMatches(0, among: items, at: found.items, in: cart.currency)
            // Nothing comes of an automatic rule without goods, and it is not told of.
            if let matches, matches.isEmpty, codes.isEmpty, rule.needsItems(in: cart.currency) { continue }
            let budget = Candidate.Budget(rule.limits, left: left, in: cart.currency)
            candidates.append(Candidate(rule: rule, codes: codes, isProposal: false, budget: budget, matches: matches))
        }
        guard candidates.count <= RuleLimits.candidatesMax else {
            throw RulesError(
                code: "rule.tooManyCandidates", "\(candidates.count) rules could apply to this cart",
                hint: "narrow rules with channels, windows or codes; at most \(RuleLimits.candidatesMax) are considered")
        }
        return proposed.isEmpty ? candidates : candidates.sorted { $0.id < $1.id }
    }

    func isInForce(_ rule: Promotion, for cart: Cart, at instant: Instant) -> Bool {
        if let channels = rule.channels, !(cart.channel.map(channels.contains) ?? false) { return false }
        return rule.active.isOpen(at: instant) && rule.isStated(in: cart.currency)
    }

    /// The fate of codes and proposals, and what is missing to a threshold, are told; other rules that do not apply are
    /// not.
    private func needsExplanation(_ candidates: [Candidate], _ choice: Choice) -> Bool {
        candidates.indices.contains { index in
            let candidate = candidates[index]
            return !choice.kept.contains(index)
                && (!candidate.codes.isEmpty || candidate.isProposal || candidate.rule.spend?.atLeast != nil)
        }
    }
}
