import StoaCommerce
import StoaExtension

/// Everything a quote follows from besides its rulebook, so that it can be reckoned again, by the same book or another.
public struct QuoteInput: Sendable, Hashable, Codable {
    /// The cart with every fact that rules read of it and of its buyer.
    public var cart: Cart
    /// As the buyer typed them.
    public var codes: [String]
    /// Codes that were refused unseen, because who gave them had no attempts left; none of these is in `codes`.
    public var barred: [String]
    /// Which of the codes are generated ones.
    public var recognized: [String: RecognizedCode]
    public var at: Instant
    /// What stood on counters of limits, pending uses included; what is not named was not used yet.
    public var counted: [Count]
    /// What plugins and models proposed.
    public var proposals: [DiscountProposal]
    /// What they proposed as the prices of products.
    public var prices: [PriceProposal]
    /// Promotions that their merchant had stopped, with the reason that was shown.
    public var paused: [String: String]
    /// What the ledger held of articles of whose stock a rule says something.
    public var stock: [StockCount]

    /// What stood on one counter. A count and not what was left, because another book may allow more or less.
    public struct Count: Sendable, Hashable, Codable {
        public var rule: String
        public var limit: UsageCounter.Limit
        /// Uses, or minor units of the cart's currency for a budget.
        public var counted: Int64

        public init(rule: String, limit: UsageCounter.Limit, counted: Int64) {
            self.rule = rule
            self.limit = limit
            self.counted = counted
        }
    }

    public init(
        cart: Cart, codes: [String] = [], barred: [String] = [], recognized: [String: RecognizedCode] = [:], at: Instant,
        counted: [Count] = [],
        proposals: [DiscountProposal] = [], prices: [PriceProposal] = [],
        paused: [String: String] = [:],
        stock: [StockCount] = []
    ) {
        self.cart = cart
        self.codes = codes
        self.barred = barred
        self.recognized = recognized
        self.at = at
        self.counted = counted
        self.proposals = proposals
        self.prices = prices
        self.paused = paused
        self.stock = stock
    }
}

/// In JSON, empty lists are left out.
extension QuoteInput {
    private enum CodingKeys: String, CodingKey { case cart, codes, barred, recognized, at, counted, proposals, prices, paused, stock }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cart = try container.decode(Cart.self, forKey: .cart)
        codes = try container.decodeIfPresent([String].self, forKey: .codes) ?? []
        barred = try container.decodeIfPresent([String].self, forKey: .barred) ?? []
        recognized = try container.decodeIfPresent([String: RecognizedCode].self, forKey: .recognized) ?? [:]
        at = try container.decode(Instant.self, forKey: .at)
        counted = try container.decodeIfPresent([Count].self, forKey: .counted) ?? []
        proposals = try container.decodeIfPresent([DiscountProposal].self, forKey: .proposals) ?? []
        prices = try container.decodeIfPresent([PriceProposal].self, forKey: .prices) ?? []
        paused = try container.decodeIfPresent([String: String].self, forKey: .paused) ?? [:]
        stock = try container.decodeIfPresent([StockCount].self, forKey: .stock) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(cart, forKey: .cart)
        if !codes.isEmpty { try container.encode(codes, forKey: .codes) }
        if !barred.isEmpty { try container.encode(barred, forKey: .barred) }
        if !recognized.isEmpty { try container.encode(recognized, forKey: .recognized) }
        try container.encode(at, forKey: .at)
        if !counted.isEmpty { try container.encode(counted, forKey: .counted) }
        if !proposals.isEmpty { try container.encode(proposals, forKey: .proposals) }
        if !prices.isEmpty { try container.encode(prices, forKey: .prices) }
        if !paused.isEmpty { try container.encode(paused, forKey: .paused) }
        if !stock.isEmpty { try container.encode(stock, forKey: .stock) }
    }
}

/// A quote that was reckoned again, and what an order at it counts against limits.
public struct ReckonedQuote: Sendable {
    public let quote: Quote
    public let redemptions: [Redemption]
}

extension QuoteInput {
    /// The quote by a book; the engine and the experiment are the caller's to say.
    ///
    /// - Parameters:
    ///   - running: `book` without what is paused here, where that is at hand.
    ///   - left: what its limits leave, where that is at hand.
    /// - Throws: as ``Rulebook/quote(_:codes:proposals:placement:left:at:)``.
    public func reckoned(
        by book: Rulebook, running: Rulebook? = nil, left: [String: Remaining]? = nil
    ) throws(RulesError) -> ReckonedQuote {
        let running = running ?? book.pausing(Set(paused.keys))
        let left = left ?? self.left(by: running)
        var quote = try running.quote(
            cart, codes: codes, barred: barred, recognized: recognized, proposals: proposals, prices: prices, left: left, at: at)
        quote.discounts += book.pauses(paused, for: cart, codes: codes, recognized: recognized, at: at)
        let told = book.stock(of: cart, stock, at: at)
        if !told.isEmpty { quote.stock = told }
        let redemptions = running.redemptions(of: quote, cart: cart, codes: codes, recognized: recognized, left: left, at: at)
        return ReckonedQuote(quote: quote, redemptions: redemptions + book.stockRedemptions(for: cart, at: at))
    }

    /// What a book's limits leave, given what was counted.
    func left(by book: Rulebook) -> [String: Remaining] {
        let counters = book.usageCounters(for: cart, codes: codes, recognized: recognized, prices: prices, at: at)
        guard !counters.isEmpty else { return [:] }
        return Rulebook.remaining(
            counters.map { counter in
                let known = counted.first { $0.rule == counter.rule && $0.limit == counter.limit }
                return (counter: counter, count: known?.counted ?? 0)
            })
    }
}
