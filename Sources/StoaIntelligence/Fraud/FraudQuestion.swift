import JSONDocument
import StoaExtension

/// What `ai.fraud` is asked: an order, pseudonymously, and what is known of it. Every part may be missing; the answer
/// says what was.
public struct FraudQuestion: Sendable, Hashable, Codable, SchemaDescribed {
    /// Names the decision that the answer is part of, for its record.
    public var decisionId: String?
    /// The order's id.
    public var order: String?
    public var channel: String?
    /// Stands for the buyer; never a name or an address.
    public var subject: String?
    /// What the answer is wanted for, such as `refund`.
    public var purpose: String?
    /// The consent under which behaviour may be looked at; without it behavioural features are not used.
    public var consentRef: String?
    public var features: FraudFeatures?

    public init(
        decisionId: String? = nil, order: String? = nil, channel: String? = nil, subject: String? = nil, purpose: String? = nil,
        consentRef: String? = nil, features: FraudFeatures? = nil
    ) {
        self.decisionId = decisionId
        self.order = order
        self.channel = channel
        self.subject = subject
        self.purpose = purpose
        self.consentRef = consentRef
        self.features = features
    }

    public static let schema = Schema.object(
        title: "FraudQuestion",
        fields: [
            .optional("decisionId", .id, "names the decision that the answer is part of"), .optional("order", .id, "the order"),
            .optional("channel", .id, "where it was sold"), .optional("subject", .id, "stands for the buyer; no personal data"),
            .optional("purpose", .string(maxLength: 100), "what the answer is wanted for"),
            .optional("consentRef", .id, "the consent under which behaviour may be looked at"),
            .optional("features", FraudFeatures.self, "what is known of the order and its buyer"),
        ])
}

/// Facts that a fraud score is reckoned from. Amounts are minor units of one currency.
public struct FraudFeatures: Sendable, Hashable, Codable, SchemaDescribed {
    public var orderAmount: Int64?
    /// Over the buyer's earlier orders. Behavioural.
    public var averageOrderAmount: Int64?
    /// This order included. Behavioural.
    public var ordersLastHour: Int64?
    /// This order included. Behavioural.
    public var ordersLastDay: Int64?
    public var accountAgeDays: Int64?

    public init(
        orderAmount: Int64? = nil, averageOrderAmount: Int64? = nil, ordersLastHour: Int64? = nil, ordersLastDay: Int64? = nil,
        accountAgeDays: Int64? = nil
    ) {
        self.orderAmount = orderAmount
        self.averageOrderAmount = averageOrderAmount
        self.ordersLastHour = ordersLastHour
        self.ordersLastDay = ordersLastDay
        self.accountAgeDays = accountAgeDays
    }

    public static let schema = Schema.object(
        title: "FraudFeatures",
        fields: [
            .optional("orderAmount", .integer(minimum: 0), "minor units"),
            .optional("averageOrderAmount", .integer(minimum: 0), "minor units, over the buyer's earlier orders"),
            .optional("ordersLastHour", .integer(minimum: 0), "this order included"),
            .optional("ordersLastDay", .integer(minimum: 0), "this order included"),
            .optional("accountAgeDays", .integer(minimum: 0), "since the buyer's account was opened"),
        ])

    /// Without what tells of the buyer's behaviour.
    var withoutBehaviour: FraudFeatures { FraudFeatures(orderAmount: orderAmount, accountAgeDays: accountAgeDays) }
}
