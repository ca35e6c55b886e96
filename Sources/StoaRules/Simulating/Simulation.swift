import StoaCommerce
import Synchronization

/// Quotes past orders by two rulebooks: what would have been different, had the newer one been in force.
///
/// Buyers are taken to buy the same at other prices, and limits to have stood where they stood.
public final class Simulation: Sendable {
    public let from: Rulebook
    public let to: Rulebook
    private let running: Mutex<[Pause: Rulebook]>

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
    }

    /// - Throws: as ``Rulebook/quote(_:codes:proposals:placement:left:at:)``.
    public func compare(_ input: QuoteInput) throws(RulesError) -> OrderComparison {
        OrderComparison(currency: input.cart.currency, from: try outcome(input, isNewer: false), to: try outcome(input, isNewer: true))
    }

    private func outcome(_ input: QuoteInput, isNewer: Bool) throws(RulesError) -> OrderOutcome {
        let book = isNewer ? to : from
        let quote = try input.reckoned(by: book, running: running(input, isNewer)).quote
        return OrderOutcome(quote, cart: input.cart) { book.promotion($0.rule)?.isUsed(by: $0) ?? true }
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
