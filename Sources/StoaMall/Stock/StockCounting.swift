import JSONDocument
import StoaCommerce
import StoaKernel
import StoaRules

extension StockTerms {
    /// What is read to tell how it stands with the article.
    func accounts(of customer: String?) -> [AccountID] {
        [MallAccounts.available(sku).id] + (backOrder > 0 ? [MallAccounts.owed(sku).count.id] : [])
            + (customer == nil ? [] : counters.map { MallAccounts.pieces(bought: $0, customer).id })
    }
}

extension MallAccounts {
    /// Where the pieces that a customer bought are counted.
    static func pieces(bought counter: UsageCounter, _ customer: String?) -> AccountOpening {
        // The currency plays no part: pieces are counted.
        MallAccounts.counter(counter, of: customer, .usd).count
    }
}

extension DecisionContext {
    /// What the ledger holds of articles; noted, since a quote can be reckoned again only with it.
    mutating func stock(_ terms: [StockTerms], of customer: String?) throws(Interruption) -> [StockCount] {
        guard !terms.isEmpty else { return [] }
        let accounts = terms.flatMap { $0.accounts(of: customer) }
        let balances = Dictionary(zip(accounts, try self.balances(accounts)), uniquingKeysWith: { first, _ in first })
        func count(_ account: AccountID) -> Int64 { (balances[account] ?? nil).map { $0.posted + $0.reservedIn } ?? 0 }
        let counts = terms.map { terms in
            let bought =
                customer == nil
                ? [] : terms.counters.map { ($0.rule, count(MallAccounts.pieces(bought: $0, customer).id)) }.filter { $0.1 > 0 }
            return StockCount(
                sku: terms.sku, available: (balances[MallAccounts.available(terms.sku).id] ?? nil)?.available ?? 0,
                owed: terms.backOrder > 0 ? count(MallAccounts.owed(terms.sku).count.id) : 0,
                bought: Dictionary(bought, uniquingKeysWith: { first, _ in first }))
        }
        if let json = try? JSONValueEncoder().encode(counts) { note("stock", json) }
        return counts
    }
}
