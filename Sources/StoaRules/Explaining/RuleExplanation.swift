import StoaCommerce
import StoaExpressions

/// Why one promotion or price applied to a cart, or another rule to what it was asked, or what kept it from applying.
public struct RuleExplanation: Sendable, Hashable, Codable {
    /// One thing that the rule asks for.
    public struct Check: Sendable, Hashable, Codable {
        /// The field of the rule: `channels`, `active`, `code`, `when`, `spend`, `lines`, `give`, `stack`, of a price `price`,
        /// `priority`, of other kinds their own; `others` where another rule decides.
        public let field: String
        public let holds: Bool
        /// One sentence with the values at hand.
        public let says: String
        /// The condition's parts with their values; absent for fields that are no expressions.
        public let condition: ConditionValue?

        /// The plain facts of the condition, each once: `cart.subtotal = 42.00 USD`.
        public var facts: [String] {
            var facts: [String] = []
            func collect(_ part: ConditionValue) {
                let fact = "\(part.text) = \(part.value)"
                if part.parts.isEmpty, !facts.contains(fact) { facts.append(fact) }
                part.parts.forEach(collect)
            }
            condition?.parts.forEach(collect)
            return facts
        }
    }

    /// Whether an item can be discounted by the rule.
    public struct Item: Sendable, Hashable, Codable {
        /// Ids of the cart's lines that make up the item.
        public let lines: [String]
        public let matches: Bool
        /// Parts of the set that the item can fill.
        public let parts: [String]?
        /// Why it does not match; absent when it does.
        public let says: String?
        public let conditions: [ConditionValue]
    }

    public let rule: String
    public let applied: Bool
    /// Minor units that the rule took off; 0 for a rule that prices nothing.
    public let amount: Int64
    /// In the order in which they are judged; the first that does not hold is the reason, and ends the list.
    public let checks: [Check]
    public let items: [Item]
    /// Minor units still to spend, where that is all that is missing.
    public let missing: Int64?
    /// What all rules of the kind decide together, in words; absent for promotions and prices.
    public var outcome: String?

    /// What the first check that failed says.
    public var firstFailure: String? { checks.first { !$0.holds }?.says }
}

extension [RuleExplanation.Check] {
    /// Notes a check; answers whether it holds.
    mutating func note(_ field: String, _ holds: Bool, _ says: String, _ condition: ConditionValue? = nil) -> Bool {
        append(RuleExplanation.Check(field: field, holds: holds, says: says, condition: condition))
        return holds
    }

    /// As above for a condition, with the values that its parts had.
    mutating func note(_ field: String, _ condition: ConditionValue) -> Bool {
        note(field, condition.holds == true, condition.sentence, condition)
    }

    /// As above for the time that a rule is in force; a rule without one says nothing of it.
    mutating func note(_ active: ActiveWindow, at instant: Instant) -> Bool {
        guard !active.isAlways else { return true }
        let isOpen = active.isOpen(at: instant)
        let next = isOpen ? nil : active.opening(near: instant)
        return note(
            "active", isOpen,
            "the rule is \(isOpen ? "in" : "out of") force at \(instant)" + (next.map { "; it is in force at \($0)" } ?? ""))
    }
}
