import CEL
import StoaCommerce
import StoaExpressions
import StoaExtension

/// The phase `price`: finds for each item of a cart the Price rule that prices it.
///
/// Cost follows the items and the rules that each could meet, not the book: each item is looked up in the index by
/// itself.
struct PriceSelection {
    private let book: Rulebook
    private let cart: Cart
    private let instant: Instant
    /// By SKU, each list by id.
    private let proposals: [String: [PriceProposal]]
    private var scope: PromotionScope
    private var whenAnswers: [String: Bool] = [:]
    /// By rule: why one of its conditions could not be judged.
    private(set) var failures: [String: String] = [:]

    init(_ book: Rulebook, _ cart: Cart, _ proposals: [PriceProposal], at instant: Instant) {
        self.book = book
        self.cart = cart
        self.instant = instant
        self.proposals = Dictionary(grouping: proposals.sorted { $0.id < $1.id }, by: \.sku)
        scope = PromotionScope(
            book.environment, channel: cart.channel, customer: cart.customer, payment: nil, now: instant,
            costMax: UInt64(RuleLimits.conditionStepsMax))
    }

    /// The rules that the index finds for an item, in no particular order.
    func found(for item: Item) -> [PriceRule] {
        // Prices are for goods that are never discounted too, and those the index leaves out.
        let looked = item.facts.discountable ? item : item.asDiscountable(cart)
        return book.priceIndexes[cart.currency].candidates(cart, [looked], coupons: EmptyCollection<String>(), at: instant)
            .compactMap { book.price($0.rule.id) }
    }

    /// The price of an item, or nil where its list price stands.
    mutating func price(of item: Item, among found: [PriceRule]) -> ItemPrice? {
        for rule in found.sorted(by: PriceRule.precedes) where isFor(rule, item) {
            let own = rule.sources.isEmpty ? [] : item.facts.sku.flatMap { proposals[$0] } ?? []
            if let price = rule.price(of: item, own, in: cart.currency) { return price }
        }
        return nil
    }

    /// Whether a rule is for an item, whatever its price.
    mutating func isFor(_ rule: PriceRule, _ item: Item) -> Bool {
        guard book.isInForce(rule.selector, for: cart, at: instant) else { return false }
        if let sellers = rule.selector.sellers, !(item.facts.seller.map(sellers.contains) ?? false) { return false }
        return holds(rule) && matches(rule, item)
    }

    /// Whether a rule may be for an item at some time: its conditions over time, and those that fail, are taken to hold.
    mutating func mayBeFor(_ rule: Promotion, _ item: Item) -> Bool {
        if let channels = rule.channels, !(cart.channel.map(channels.contains) ?? false) { return false }
        if let sellers = rule.sellers, !(item.facts.seller.map(sellers.contains) ?? false) { return false }
        guard let lines = rule.lines, !lines.program.variables.contains("now"), !lines.program.variables.contains("segment") else {
            return true
        }
        return (try? scope.holds(lines, line: LineFacts(item: item.facts, total: item.listTotal).boxed)) ?? true
    }

    private mutating func holds(_ rule: PriceRule) -> Bool {
        guard let when = rule.selector.when else { return true }
        if let known = whenAnswers[rule.id] { return known }
        let answer: Bool
        do throws(EvaluationError) { answer = try scope.holds(when) } catch {
            failures[rule.id] = error.message
            answer = false
        }
        whenAnswers[rule.id] = answer
        return answer
    }

    private mutating func matches(_ rule: PriceRule, _ item: Item) -> Bool {
        guard let lines = rule.selector.lines else { return true }
        let line = LineFacts(item: item.facts, total: item.listTotal).boxed
        do throws(EvaluationError) { return try scope.holds(lines, line: line) } catch {
            failures[rule.id] = error.message
            return false
        }
    }
}
