import StoaCommerce
import StoaKernel
import StoaRules

/// That a customer was given the points of a milestone: once, or once a period.
struct MilestoneGrant: Noun {
    static let kind = "milestoneGrant"
    static let idPrefix = "mgr"

    enum State: String, Sendable, Codable, CaseIterable {
        case granted
        /// What had been bought came back, so that the milestone is no longer reached.
        case revoked
    }

    let id: ID<MilestoneGrant>
    let customer: ID<Customer>
    let rule: String
    /// What had to be reached.
    let milestone: String
    /// Empty for a milestone that is reached once.
    let period: String
    /// The order that reached it.
    var order: ID<Order>
    var points: Int64
    /// When they end; absent for never.
    var end: Instant?
    /// The months that counted, both included.
    var from: CivilMonth
    var to: CivilMonth
    var state: State
    var at: Instant

    var keys: [LookupKey] { [LookupKey("customer", customer.text)] }

    static func id(of milestone: Milestone, _ period: String, for customer: ID<Customer>) -> ID<MilestoneGrant> {
        ID(trusted: sha256Hex([milestone.rule, milestone.name, period, customer.text].joined(separator: "\n")))
    }
}
