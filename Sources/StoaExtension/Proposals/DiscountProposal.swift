/// A discount that a plugin or a model would like to give. The rule engine decides, by the same solver, exclusivity,
/// floors and budgets as for a merchant's own rules.
public struct DiscountProposal: Sendable, Hashable, Codable {
    /// `<plugin>#<local id>`, e.g. `acme/volume-pricing#tier-10`. Proposals with equal ids form one candidate.
    public var id: String
    /// The item it is for, by its id in the question; nil for the whole order.
    public var item: String?
    public var give: Give
    public var message: String?

    public enum Give: Sendable, Hashable, Codable {
        /// An exact decimal as text, 0 < percent ≤ 100.
        case percent(String)
        /// Minor units of the quote's currency off the item or order.
        case amount(Int64)
        /// A unit price in minor units; never raises.
        case unitPrice(Int64)
    }

    public init(id: String, item: String?, give: Give, message: String? = nil) {
        self.id = id
        self.item = item
        self.give = give
        self.message = message
    }
}
