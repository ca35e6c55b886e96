import StoaCommerce

/// What a quote is asked for in the course of an analysis.
public struct Trial: Sendable, Hashable, Codable {
    public var cart: Cart
    /// As the buyer types them.
    public var codes: [String]
    public var at: Instant

    public init(cart: Cart, codes: [String] = [], at: Instant) {
        self.cart = cart
        self.codes = codes
        self.at = at
    }
}

extension Quote {
    func isApplied(_ rule: String) -> Bool { discounts.contains { $0.rule == rule && $0.status == .applied } }

    /// Minor units that a rule took off items and shipping.
    func amount(of rule: String) -> Int64 { discounts.first { $0.rule == rule && $0.status == .applied }?.amount ?? 0 }

    var appliedRules: [String] { discounts.filter { $0.status == .applied }.map(\.rule) }
}
