import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// Turns a cart as sent into a cart with facts, asks the plugins, and lets the rulebook decide. Quotes and orders share it.
struct Quoting: Sendable {
    let rulebooks: Rulebooks
    let coupons: CouponKeys

    struct Result {
        let quote: Quote
        let cart: Cart
        /// The channel sold through; nil in a simulation without one.
        let channel: Channel?
        /// What the lines point at, by SKU; missing for simulated lines.
        let products: [String: Versioned<Product>]
        /// Whether the book is the host's folder, which the store may not hold yet.
        let isFromFolder: Bool
        let rulebook: Rulebook
        /// What the quote follows from, besides the book.
        let input: QuoteInput
        /// What an order at this quote counts against limits.
        let redemptions: [Redemption]
    }

    /// - Parameter expected: balances that the caller will read anyway, so that they come in the same round.
    func quote(
        _ input: CartInput, codes: [String], at instant: Instant? = nil, expecting expected: [AccountID] = [],
        _ context: inout DecisionContext
    ) throws(Interruption) -> Result {
        let (rules, stored) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> RulesInForce in try rulebooks.inForce(&context) },
            { (context: inout DecisionContext) throws(Interruption) -> CartFacts in try CartFacts(input, at: instant, &context) })
        let (chosen, arm) = rules.book(for: stored.cart.customer?.id ?? input.id)
        let book = chosen.running
        let facts = try stored.withTier(by: chosen.whole, &context)
        let cart = facts.cart
        context.note("rulebook", .string(book.hash))
        if let arm { context.note("experiment", ["id": .string(arm.experiment), "arm": .string(arm.arm.rawValue)]) }
        let now = instant ?? context.now
        // What is asked for another instant is a simulation, and nobody's attempt.
        let givers = instant == nil && !codes.isEmpty ? CodeGiver.all(of: cart, context) : []
        let (tried, known) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> [CodeAttempts.Counted] in
                try coupons.attempts(of: givers, &context)
            },
            { (context: inout DecisionContext) throws(Interruption) -> [String: RecognizedCode] in
                try coupons.recognized(codes, by: book, buyer: cart.customer?.id, at: now, &context)
            })
        let basis = Basis(rules: rules, chosen: chosen, arm: arm, facts: facts, at: now, expected: expected)
        if tried.contains(where: \.isUsedUp) { return try barring(codes, basis, &context) }
        let result = try reckoned(basis, codes: codes, known, &context)
        let refused = result.quote.discounts.filter(\.isRefusedCode).map(\.rule)
        let refusedKeys = Set(refused.map(Rulebook.key(ofCode:)))
        let accepted = codes.filter { !refusedKeys.contains(Rulebook.key(ofCode: $0)) }
        return try context.note(refused: refused, accepted: accepted, for: tried) ? result : try barring(codes, basis, &context)
    }

    /// What a quote follows from besides its codes.
    private struct Basis {
        let rules: RulesInForce
        let chosen: RulesInForce.Book
        let arm: Quote.Arm?
        let facts: CartFacts
        let at: Instant
        let expected: [AccountID]
    }

    /// The quote for somebody who tried too many codes: no code is looked at, so the answer tells nothing of any.
    private func barring(_ codes: [String], _ basis: Basis, _ context: inout DecisionContext) throws(Interruption) -> Result {
        context.note("codesBarred", .string(CodeAttempts.usedUp))
        return try reckoned(basis, codes: [], barred: codes, [:], &context)
    }

    private func reckoned(
        _ basis: Basis, codes: [String], barred: [String] = [], _ recognized: [String: RecognizedCode], _ context: inout DecisionContext
    ) throws(Interruption) -> Result {
        let (cart, chosen, now, book) = (basis.facts.cart, basis.chosen, basis.at, basis.chosen.running)
        // The codes themselves are in the input; this is what they were taken for.
        if !recognized.isEmpty {
            context.note("codes", .array(recognized.values.map(\.counter.rule).sorted().map { .string($0) }))
        }
        let terms = chosen.whole.stockTerms(for: cart, at: now)
        let expected = basis.expected + terms.flatMap { $0.accounts(of: cart.customer?.id) }
        let prices = try proposedPrices(for: cart, by: book, at: now, &context)
        let counters = book.usageCounters(for: cart, codes: codes, recognized: recognized, prices: prices, at: now)
        let (proposals, counted) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> [DiscountProposal] in
                try self.proposals(for: cart, by: book, prices, at: now, &context)
            },
            { (context: inout DecisionContext) throws(Interruption) -> [QuoteInput.Count] in
                try self.counted(counters, for: cart, expecting: expected, &context)
            })
        let pauses = chosen.whole.pauses(chosen.paused, for: cart, codes: codes, recognized: recognized, at: now)
        let input = QuoteInput(
            cart: cart, codes: codes, barred: barred, recognized: recognized, at: now, counted: counted, proposals: proposals,
            prices: prices,
            paused: Dictionary(pauses.map { ($0.rule, $0.reason ?? "") }, uniquingKeysWith: { first, _ in first }),
            stock: try context.stock(terms, of: cart.customer?.id))
        do {
            let left = Rulebook.remaining(zip(counters, counted).map { (counter: $0, count: $1.counted) })
            let reckoned = try input.reckoned(by: chosen.whole, running: book, left: left)
            var quote = reckoned.quote
            quote.engine = Quote.Engine(semantics: RuleEngine.semantics, timeZones: RuleEngine.timeZones)
            quote.experiment = basis.arm
            return Result(
                quote: quote, cart: cart, channel: basis.facts.channel, products: basis.facts.products,
                isFromFolder: basis.rules.control.active == nil && basis.arm?.arm != .candidate, rulebook: chosen.whole, input: input,
                redemptions: reckoned.redemptions)
        } catch {
            throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint))
        }
    }

    /// What the ledger says is left. Read to quote by; at the commit of an order the ledger itself decides.
    private func counted(
        _ counters: [UsageCounter], for cart: Cart, expecting expected: [AccountID], _ context: inout DecisionContext
    ) throws(Interruption) -> [QuoteInput.Count] {
        let accounts = counters.map { MallAccounts.counter($0, of: cart.customer?.id, cart.currency).count.id }
        guard !accounts.isEmpty || !expected.isEmpty else { return [] }
        let balances = try context.balances(accounts + expected)
        guard !counters.isEmpty else { return [] }
        let counts = zip(counters, balances).map { counter, balance in
            QuoteInput.Count(rule: counter.rule, limit: counter.limit, counted: balance.map { $0.posted + $0.reservedIn } ?? 0)
        }
        // A quote can be reckoned again only with these.
        context.note(
            "limits",
            .array(counts.map { ["rule": .string($0.rule), "limit": .string($0.limit.rawValue), "counted": .integer($0.counted)] }))
        return counts
    }

    /// What plugins and models propose as the prices of the products that a Price rule takes one for; nobody is asked where
    /// none does.
    func proposedPrices(
        for cart: Cart, by book: Rulebook, at instant: Instant, _ context: inout DecisionContext
    ) throws(Interruption) -> [PriceProposal] {
        let question: JSON?
        do { question = try PriceQuestion.json(for: cart, by: book, at: instant) } catch {
            throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint))
        }
        guard let question else { return [] }
        let answer = try context.ask(ExtensionCall(point: .pricePropose, input: question))
        return answer.replies.flatMap { (try? JSONValueDecoder().decode([PriceProposal].self, from: $0.output)) ?? [] }
    }

    private func proposals(
        for cart: Cart, by book: Rulebook, _ prices: [PriceProposal], at instant: Instant, _ context: inout DecisionContext
    ) throws(Interruption) -> [DiscountProposal] {
        let question: JSON
        do { question = try DiscountQuestion.json(for: cart, by: book, prices: prices, at: instant) } catch {
            throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint))
        }
        let answer = try context.ask(ExtensionCall(point: .discountPropose, input: question))
        var proposals: [DiscountProposal] = []
        for reply in answer.replies {
            // The host has checked every reply against the point's schema already.
            guard let given = try? JSONValueDecoder().decode([DiscountProposal].self, from: reply.output) else { continue }
            proposals += given
        }
        return proposals
    }
}
