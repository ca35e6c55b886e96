import StoaCommerce
import Synchronization

/// Quotes past orders by two rulebooks: what would have been different, had the newer one been in force.
///
/// Buyers are taken to buy the same at other prices, and limits to have stood where they stood.
public final class Simulation: Sendable {
    public let from: Rulebook
    public let to: Rulebook
    private let running: Mutex<[Pause: Rulebook]>
    private let fromOffers: Set<String>
    private let toOffers: Set<String>

    private struct Pause: Hashable {
        let isNewer: Bool
        let rules: Set<String>
    }

    /// Books without paused rules that are kept ready; a store sees few combinations.
    private static let pausesMax = 64

    public init(from: Rulebook, to: Rulebook) {
        self.from = from
        self.to = to
        running = Mutex([:])
        fromOffers = from.shippingOffers
        toOffers = to.shippingOffers
    }

    /// - Throws: as ``Rulebook/quote(_:codes:proposals:placement:left:at:)``.
    public func compare(_ input: QuoteInput) throws(RulesError) -> OrderComparison {
        OrderComparison(currency: input.cart.currency, from: try outcome(input, isNewer: false), to: try outcome(input, isNewer: true))
    }

    private func outcome(_ input: QuoteInput, isNewer: Bool) throws(RulesError) -> OrderOutcome {
        let quote = try input.reckoned(by: isNewer ? to : from, running: running(input, isNewer)).quote
        let offers = isNewer ? toOffers : fromOffers
        // Free shipping by another method than the selected one was offered, but not used.
        return OrderOutcome(quote, cart: input.cart) { $0.amount > 0 || !offers.contains($0.rule) }
    }

    private func running(_ input: QuoteInput, _ isNewer: Bool) -> Rulebook {
        let book = isNewer ? to : from
        guard !input.paused.isEmpty else { return book }
        let pause = Pause(isNewer: isNewer, rules: Set(input.paused.keys))
        if let known = running.withLock({ $0[pause] }) { return known }
        let made = book.pausing(pause.rules)
        running.withLock { books in
            if books.count >= Simulation.pausesMax { books.removeAll() }
            books[pause] = made
        }
        return made
    }
}

extension Rulebook {
    /// Promotions that give nothing but shipping.
    fileprivate var shippingOffers: Set<String> { Set(promotions.filter { $0.gives.allSatisfy(\.isShipping) }.map(\.id)) }
}
