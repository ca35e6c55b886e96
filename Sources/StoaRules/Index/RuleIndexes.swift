import StoaCommerce
import Synchronization

/// A book's indexes, one a currency, each made when the first cart in it is quoted.
final class RuleIndexes: Sendable {
    private let promotions: [Promotion]
    /// Only ever added to; there are as many as ISO 4217 has currencies at most.
    private let made: Mutex<[String: RuleIndex]> = Mutex([:])

    init(_ promotions: [Promotion]) { self.promotions = promotions }

    subscript(currency: Currency) -> RuleIndex {
        made.withLock { indexes in
            if let known = indexes[currency.code] { return known }
            let index = RuleIndex(promotions, in: currency)
            indexes[currency.code] = index
            return index
        }
    }
}
