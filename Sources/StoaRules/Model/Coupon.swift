import StoaCommerce
import StoaExpressions

/// A campaign of codes that switch promotions on.
struct Coupon: Sendable {
    let id: String
    /// Case-folded.
    let codes: [String]
    let active: ActiveWindow
    /// Nil for a public campaign; otherwise the only people whose codes these are.
    let audience: Audience?
    /// Uses, in all and of one customer; nil for a campaign without end.
    let limits: UsageLimits?
    /// How many codes are generated; nil for a campaign whose codes are stated.
    var count: Int64?
    /// When a generated code is issued; nil for whenever somebody who may asks for it.
    var issuing: IssueCondition?

    struct Audience: Sendable {
        let customers: [String]
        let segments: [String]
    }

    /// A code for analyses.
    var specimen: String? { codes.first ?? (count == nil ? nil : id + "#0") }

    func isOpen(to buyer: Cart.Buyer?) -> Bool {
        guard let audience else { return true }
        guard let buyer else { return false }
        if let id = buyer.id, audience.customers.contains(id) { return true }
        return (buyer.segments ?? []).contains { audience.segments.contains($0) }
    }
}
