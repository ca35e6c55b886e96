import StoaCommerce

/// What all rules together say of one article's stock. Of several rules the most careful one counts: the greatest safety
/// stock, the smallest back-order, every customer limit, the shortest reservation.
public struct StockTerms: Sendable, Hashable {
    public let sku: String
    /// The rules that say something, sorted by id.
    public let rules: [String]
    /// Pieces that are kept back from sale.
    public let safety: Int64
    /// Pieces that may be sold before they are there, of all orders together; 0 for none.
    public let backOrder: Int64
    /// What one customer's pieces are counted on, with how many they may buy.
    public let counters: [UsageCounter]
    /// How long an order that is not paid holds its pieces; nil for the usual time.
    public let reserveSeconds: Int64?

    public init(sku: String, rules: [String], safety: Int64, backOrder: Int64, counters: [UsageCounter], reserveSeconds: Int64?) {
        self.sku = sku
        self.rules = rules
        self.safety = safety
        self.backOrder = backOrder
        self.counters = counters
        self.reserveSeconds = reserveSeconds
    }

    /// What holds for an article that no rule is for.
    public static func open(_ sku: String) -> StockTerms {
        StockTerms(sku: sku, rules: [], safety: 0, backOrder: 0, counters: [], reserveSeconds: nil)
    }

    /// Pieces that can be sold from what is there. Those that came in for somebody else who has not paid yet are not free.
    public func free(_ count: StockCount) -> Int64 { max(0, count.available - safety - (backOrder > 0 ? count.owed : 0)) }

    /// Pieces that can still be sold ahead.
    public func backOrderLeft(_ count: StockCount) -> Int64 { max(0, backOrder - count.owed) }

    /// What an order for some pieces comes to.
    ///
    /// - Parameter count: what the ledger holds of the article.
    public func outcome(for wanted: Int64, _ count: StockCount) -> Quote.Stock {
        let left = counters.map { max(0, $0.ceiling - (count.bought[$0.rule] ?? 0)) }.min()
        let allowed = min(wanted, left ?? wanted)
        let fromStock = min(allowed, free(count))
        let backOrdered = min(allowed - fromStock, backOrderLeft(count))
        return Quote.Stock(
            sku: sku, wanted: wanted, backOrdered: backOrdered, short: wanted - fromStock - backOrdered, customerLeft: left, rules: rules)
    }
}

/// What the ledger holds of one article, as a quote was told it.
public struct StockCount: Sendable, Hashable, Codable {
    public var sku: String
    /// Pieces that are there and that no order holds.
    public var available: Int64
    /// Pieces that were sold before they were there, those of unpaid orders included.
    public var owed: Int64
    /// Pieces that the buyer has bought, by the counter's rule; unpaid ones included.
    public var bought: [String: Int64]

    public init(sku: String, available: Int64, owed: Int64 = 0, bought: [String: Int64] = [:]) {
        self.sku = sku
        self.available = available
        self.owed = owed
        self.bought = bought
    }

    private enum CodingKeys: String, CodingKey { case sku, available, owed, bought }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sku = try container.decode(String.self, forKey: .sku)
        available = try container.decode(Int64.self, forKey: .available)
        owed = try container.decodeIfPresent(Int64.self, forKey: .owed) ?? 0
        bought = try container.decodeIfPresent([String: Int64].self, forKey: .bought) ?? [:]
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sku, forKey: .sku)
        try container.encode(available, forKey: .available)
        if owed != 0 { try container.encode(owed, forKey: .owed) }
        if !bought.isEmpty { try container.encode(bought, forKey: .bought) }
    }
}
