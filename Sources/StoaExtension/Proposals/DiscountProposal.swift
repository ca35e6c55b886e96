/// A discount that a plugin or a model would like to give. The rule engine decides, by the same solver, exclusivity,
/// floors and budgets as for a merchant's own rules.
public struct DiscountProposal: Sendable, Hashable {
    /// `<plugin>#<local id>`, e.g. `acme/volume-pricing#tier-10`. Proposals with equal ids form one candidate.
    public var id: String
    /// The item it is for, by its id in the question; nil for the whole order.
    public var item: String?
    public var give: Give
    public var message: String?

    public enum Give: Sendable, Hashable {
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

/// `{"id": …, "item": …, "percent": "10"}`, with `amount` or `unitPrice` in place of `percent`.
extension DiscountProposal: Codable {
    private enum CodingKeys: String, CodingKey { case id, item, percent, amount, unitPrice, message }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        item = try container.decodeIfPresent(String.self, forKey: .item)
        message = try container.decodeIfPresent(String.self, forKey: .message)
        if let percent = try container.decodeIfPresent(String.self, forKey: .percent) {
            give = .percent(percent)
        } else if let amount = try container.decodeIfPresent(Int64.self, forKey: .amount) {
            give = .amount(amount)
        } else {
            give = .unitPrice(try container.decode(Int64.self, forKey: .unitPrice))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encodeIfPresent(item, forKey: .item)
        try container.encodeIfPresent(message, forKey: .message)
        switch give {
        case .percent(let percent): try container.encode(percent, forKey: .percent)
        case .amount(let amount): try container.encode(amount, forKey: .amount)
        case .unitPrice(let price): try container.encode(price, forKey: .unitPrice)
        }
    }
}
