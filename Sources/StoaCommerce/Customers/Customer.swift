/// A buyer, as far as rules and orders need to know one. Holds no personal data.
public struct Customer: Noun {
    public static let kind = "customer"
    public static let idPrefix = "cus"

    public enum State: String, Sendable, Codable { case guest, identified, member, locked, withdrawn }

    public let id: ID<Customer>
    public var tier: String
    public var segments: [String]
    public var state: State
    /// Orders placed and not cancelled.
    public var orderCount: Int64

    public init(id: ID<Customer>, tier: String, segments: [String], state: State, orderCount: Int64 = 0) {
        self.id = id
        self.tier = tier
        self.segments = segments
        self.state = state
        self.orderCount = orderCount
    }
}
