/// A vendor who sells in the mall.
public struct Seller: Noun {
    public static let kind = "seller"
    public static let idPrefix = "sel"

    public enum State: String, Sendable, Codable { case applied, reviewing, approved, denied, suspended }

    public let id: ID<Seller>
    public var name: String
    public var state: State

    public init(id: ID<Seller>, name: String, state: State) {
        self.id = id
        self.name = name
        self.state = state
    }
}
