import StoaCommerce
import StoaExpressions

extension Promotion {
    /// Whether a seller's own promotion concerns an item; true for a promotion of the platform.
    func serves(_ item: ItemFacts) -> Bool {
        guard let sellers else { return true }
        return item.seller.map(sellers.contains) ?? false
    }

    /// The items that match one of its conditions, in their order; nil where the language has to judge one.
    ///
    /// - Parameter condition: 0 for its `lines`, else the `of` of its set's part before that number.
    func plainMatches(_ condition: Int, among items: [Item], in currency: Currency) -> [Int]? {
        guard let test = plainLines[condition]?.test(in: currency) else { return nil }
        var (found, isSure): ([Int], Bool) = ([], true)
        for index in items.indices where items[index].admits(self) {
            let facts = items[index].facts
            if test.holds(facts, &isSure), serves(facts) { found.append(index) }
        }
        return isSure ? found : nil
    }
}
