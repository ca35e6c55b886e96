import StoaCommerce

/// A counted quantity with a place: `stock:SKU/available`, `order:ord_…/paid`. Within a tenant.
public struct AccountID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    public let text: String
    /// 1 to 300 characters, made by the platform from checked ids.
    public init(_ text: String) { self.text = text }
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
    public var description: String { text }
    public static func < (left: AccountID, right: AccountID) -> Bool { left.text < right.text }
}

/// Opens an account if it is not open yet; an open one keeps its unit and bounds.
public struct AccountOpening: Sendable, Hashable {
    public let id: AccountID
    /// `USD`, `piece`, `use`, `point`. Transfers only join accounts of one unit.
    public let unit: String
    /// The lowest and the highest balance; nil for none. The outside world has neither.
    public let floor: Int64?
    public let ceiling: Int64?

    public init(_ id: AccountID, unit: String, floor: Int64? = 0, ceiling: Int64? = nil) {
        self.id = id
        self.unit = unit
        self.floor = floor
        self.ceiling = ceiling
    }
}

/// A double entry: one account gives what another gets. Ids are idempotent: a second transfer of an id is refused.
public struct Transfer: Sendable, Hashable, Identified {
    public static let idPrefix = "trf"

    public enum Action: Sendable, Hashable {
        /// Moves at once.
        case post(from: AccountID, to: AccountID, amount: Int64)
        /// Sets the amount aside: it counts against the floor of `from` and the ceiling of `to` until it is posted or voided.
        case reserve(from: AccountID, to: AccountID, amount: Int64)
        /// Moves what a reservation set aside. First of post and void wins; the other is refused.
        case postReserved(ID<Transfer>)
        case voidReserved(ID<Transfer>)
    }

    public let id: ID<Transfer>
    public let action: Action
    /// The most that the account which gets may hold afterwards, arrivals that are set aside included; nil for no more
    /// than its own ceiling. It stands in the transfer, and not on the account, where the limit can change: whoever
    /// counts up to 200 now may do so on an account that counted up to 100 before.
    public let ceiling: Int64?
    /// The least that the account which gives must keep, departures that are set aside not counted; nil for no more than its
    /// own floor, below which it never lets an account. As with the ceiling, what is kept back may change.
    public let floor: Int64?

    public init(id: ID<Transfer>, _ action: Action, floor: Int64? = nil, ceiling: Int64? = nil) {
        self.id = id
        self.action = action
        self.floor = floor
        self.ceiling = ceiling
    }

    /// The account that `ceiling` is about: the one that gets, of a `post` or a `reserve`.
    public var bounded: (account: AccountID, ceiling: Int64)? {
        guard let ceiling else { return nil }
        switch action {
        case .post(_, let account, _), .reserve(_, let account, _): return (account, ceiling)
        case .postReserved, .voidReserved: return nil
        }
    }

    /// The account that `floor` is about: the one that gives, of a `post` or a `reserve`.
    public var kept: (account: AccountID, floor: Int64)? {
        guard let floor else { return nil }
        switch action {
        case .post(let account, _, _), .reserve(let account, _, _): return (account, floor)
        case .postReserved, .voidReserved: return nil
        }
    }
}

/// What stands on an account.
public struct Balance: Sendable, Hashable {
    public let unit: String
    public let posted: Int64
    /// Set aside to leave and to arrive.
    public let reservedOut: Int64
    public let reservedIn: Int64
    public let floor: Int64?
    public let ceiling: Int64?

    public init(unit: String, posted: Int64, reservedOut: Int64, reservedIn: Int64, floor: Int64?, ceiling: Int64?) {
        self.unit = unit
        self.posted = posted
        self.reservedOut = reservedOut
        self.reservedIn = reservedIn
        self.floor = floor
        self.ceiling = ceiling
    }

    /// What may still be taken before the floor, or nil for an account without one.
    public var available: Int64? { floor.map { posted - reservedOut - $0 } }
    /// What may still be added before the ceiling, or nil for an account without one.
    public var room: Int64? { ceiling.map { $0 - posted - reservedIn } }
}
