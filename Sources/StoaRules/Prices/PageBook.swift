import StoaCommerce
import StoaExtension
import Synchronization

/// The part of a book that product pages show: prices, and the promotions of the phase `catalog`. Made once.
final class PageBook: Sendable {
    private let made = Mutex<Rulebook?>(nil)
    private let timed = Mutex<[TimedRule]?>(nil)

    func book(of whole: Rulebook) -> Rulebook {
        made.withLock { made in
            if let made { return made }
            let book = whole.keeping(whole.promotions.filter { $0.stage.phase == .catalog }.map(\.id))
            made = book
            return book
        }
    }

    /// The rules of these phases whose prices may change although nothing is written.
    func timedRules(of whole: Rulebook) -> [TimedRule] {
        timed.withLock { timed in
            if let timed { return timed }
            let proposed = whole.prices.filter { !$0.sources.isEmpty }.map { TimedRule(rule: $0.selector, takesProposals: true) }
            let rules = whole.prices.filter { $0.sources.isEmpty }.map(\.selector) + whole.promotions.filter { $0.stage.phase == .catalog }
            let found = proposed + rules.filter { $0.isTimed(in: whole) }.map { TimedRule(rule: $0, takesProposals: false) }
            timed = found
            return found
        }
    }
}

/// What a product page shows of one product. Amounts are minor units.
public struct ProductPrice: Sendable, Hashable, Codable {
    /// What made a price lower than the list price.
    public struct Badge: Sendable, Hashable, Codable {
        public var rule: String
        public var title: LocalizedText
        public var message: LocalizedText
    }

    /// What one rule did to the price of a unit.
    public struct Applied: Sendable, Hashable, Codable {
        public var rule: String
        /// Off the unit; below 0 for a Price rule that raises the price.
        public var amount: Int64
    }

    /// Of a unit, after the phases `price` and `catalog`.
    public var unitPrice: Int64
    public var listPrice: Int64
    /// The rule that took most off, the first by id of several; absent where the price is not lower than the list price.
    public var badge: Badge?
    /// In the order in which they acted.
    public var applied: [Applied]
    /// The guardrail or floor that a Price rule's price was moved to.
    public var bound: Quote.Price.Bound?
}

extension Rulebook {
    /// What a product costs on its page: the unit price of so many units, without a cart round them.
    ///
    /// Equal to what a cart with those units, alone or among others, comes to after the phases `price` and `catalog`, because
    /// rules of these phases read the product, the channel, the buyer and the time alone, and round unit by unit.
    ///
    /// - Parameters:
    ///   - line: the product's facts with its list price; its quantity chooses the row of quantity tiers.
    ///   - prices: that plugins and models propose to Price rules.
    /// - Throws: as ``quote(_:codes:proposals:placement:left:at:)`` for a line that cannot be quoted.
    public func productPrice(
        of line: Cart.Line, currency: Currency, channel: String? = nil, customer: Cart.Buyer? = nil, prices: [PriceProposal] = [],
        at instant: Instant
    ) throws(RulesError) -> ProductPrice {
        let cart = Cart(currency: currency, channel: channel, customer: customer, lines: [line])
        let quote = try pages.book(of: self).quote(cart, prices: prices, at: instant)
        guard let quoted = quote.lines.first, line.quantity > 0 else {
            return ProductPrice(unitPrice: line.unitPrice, listPrice: line.unitPrice, applied: [])
        }
        var applied = quoted.applied.map { ProductPrice.Applied(rule: $0.rule, amount: $0.amount / line.quantity) }
        if let price = quoted.price, price.unitPrice != price.listPrice {
            applied.insert(.init(rule: price.rule, amount: price.listPrice - price.unitPrice), at: 0)
        }
        let unitPrice = quoted.total / line.quantity
        let strongest = applied.filter { $0.amount > 0 }.min { ($1.amount, $0.rule) < ($0.amount, $1.rule) }
        return ProductPrice(
            unitPrice: unitPrice, listPrice: line.unitPrice, badge: unitPrice < line.unitPrice ? strongest.flatMap { badge($0.rule) } : nil,
            applied: applied, bound: quoted.price?.bound)
    }

    private func badge(_ id: String) -> ProductPrice.Badge? {
        (price(id)?.selector ?? promotion(id)).map { ProductPrice.Badge(rule: id, title: $0.title, message: $0.message) }
    }
}
