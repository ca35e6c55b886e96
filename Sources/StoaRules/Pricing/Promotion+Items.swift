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
    /// - Parameters:
    ///   - condition: 0 for its `lines`, else the `of` of its set's part before that number.
    ///   - places: of the items that it could match, in ascending order; all when nil.
    func plainMatches(_ condition: Int, among items: [Item], at places: [Int]? = nil, in currency: Currency) -> [Int]? {
        guard let test = plainLines[condition]?.test(in: currency) else { return nil }
        let isOfCatalog = stage.phase == .catalog
        var (found, isSure): ([Int], Bool) = ([], true)
        // An item is not taken out of its array: copying one takes longer than to ask it.
        func ask(_ index: Int) {
            guard isOfCatalog ? items[index].isForCatalog : items[index].discountable else { return }
            let facts = items[index].facts
            if test.holds(facts, &isSure), serves(facts) { found.append(index) }
        }
        if let places { for index in places { ask(index) } } else { for index in items.indices { ask(index) } }
        return isSure ? found : nil
    }
}
