/// What becomes of a promotion's discount when a part of an order comes back; `returns` of the rule.
public enum ReturnPolicy: String, Sendable, Codable, CaseIterable {
    /// Each unit was bought at its own discounted price, and comes back at that price.
    case proportional
    /// The buyer keeps the whole discount: what came off returned units moves to the units that remain, as far as they
    /// are worth it.
    case keep
    /// What remains is quoted anew, and the discount that it does not qualify for is deducted from the refund.
    case clawback
}
