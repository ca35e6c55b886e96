import StoaCommerce
import StoaExpressions

/// A generated code as whoever holds the secrets has recognised it: a fact that a quote is given.
public struct RecognizedCode: Sendable, Hashable, Codable {
    public let campaign: String
    public let serial: Int64

    public init(campaign: String, serial: Int64) {
        self.campaign = campaign
        self.serial = serial
    }

    /// Counts the one use of the code. `:` stands in no id and a serial number is no word, so that no two counters share a name.
    public var counter: UsageCounter { UsageCounter(rule: "\(campaign):\(serial)", kind: .coupon, limit: .uses, ceiling: 1) }
}

/// A campaign of generated codes.
public struct CodePool: Sendable {
    private let coupon: Coupon

    private let environment: PromotionEnvironment

    init?(_ coupon: Coupon, _ environment: PromotionEnvironment) {
        guard let count = coupon.count else { return nil }
        self.coupon = coupon
        self.count = count
        self.environment = environment
    }

    public let count: Int64
    public var id: String { coupon.id }

    public func isOpen(at instant: Instant) -> Bool { coupon.active.isOpen(at: instant) }
    /// Whether it is over for good.
    public func hasEnded(at instant: Instant) -> Bool { coupon.active.until.map { $0 <= instant } ?? false }
    /// Whether its codes are for this buyer.
    public func isOpen(to buyer: Cart.Buyer?) -> Bool { coupon.isOpen(to: buyer) }

    /// Whether its `issue.when` asks for an order: then a code is issued for every order for which it comes to hold.
    public var isForOrders: Bool { coupon.issuing?.readsOrder ?? false }
    /// Whether a code is to be issued by its `issue.when`; true for a campaign without one. A condition that fails, because a
    /// fact is of another kind than it takes it for, does not hold.
    public func issues(to buyer: Cart.Buyer?, for order: Order?, at instant: Instant) -> Bool {
        guard let condition = coupon.issuing else { return true }
        return (try? environment.holds(condition, customer: buyer, order: order.map { OrderFacts($0) }, at: instant)) ?? false
    }
}

extension Rulebook {
    /// Campaigns that may have made a code; empty for what is no generated code.
    public func pools(for code: PoolCode) -> [CodePool] { (pools[code.tag] ?? []).compactMap { pool($0) } }

    /// A campaign of generated codes by its id.
    public func pool(_ id: String) -> CodePool? { couponPositions[id].flatMap { CodePool(coupons[$0], environment) } }

    /// Campaigns that issue codes for orders, sorted by id.
    public var poolsForOrders: [CodePool] { orderCampaigns.compactMap { pool($0) } }

    /// How a code is keyed among those that were recognised.
    public static func key(ofCode code: String) -> String { CodeBook.folded(code) }

    /// Codes of the form `CAMPAIGN#SERIAL`, which stand for generated ones in tests and analyses, where there are no secrets.
    func specimens(in codes: [String]) -> [String: RecognizedCode] {
        var found: [String: RecognizedCode] = [:]
        for code in codes {
            guard let mark = code.lastIndex(of: "#"), let serial = Int64(code[code.index(after: mark)...]) else { continue }
            found[CodeBook.folded(code)] = RecognizedCode(campaign: String(code[..<mark]), serial: serial)
        }
        return found
    }

    func codeBook(
        _ codes: [String], _ recognized: [String: RecognizedCode], buyer: Cart.Buyer?, left: [String: Remaining] = [:], at instant: Instant
    ) -> CodeBook {
        let (campaigns, coupons, couponPositions) = (campaigns, coupons, couponPositions)
        return CodeBook(codes, buyer: buyer, left: left, at: instant) { folded in
            if let coupon = campaigns[folded] { return (coupon, nil) }
            guard let found = recognized[folded], let coupon = couponPositions[found.campaign].map({ coupons[$0] }),
                let count = coupon.count, (0..<count).contains(found.serial)
            else { return nil }
            return (coupon, found)
        }
    }
}
