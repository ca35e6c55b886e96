/// What a book decides besides prices, for as long as it is in force: who may do what, what may be
/// sold of a stock, and how long records are kept.
struct StandingRules: Sendable {
    var permissions = PermissionTable([])
    /// Sorted by id.
    var stock: [StockRule] = []
    /// Sorted by id.
    var retention: [RetentionRule] = []

    static let none = StandingRules()

    var ids: [String] { permissions.permissions.map(\.id) + stock.map(\.id) + retention.map(\.id) }
}
