import StoaCommerce
import StoaExpressions
import StoaExtension

/// All rules of a tenant together, compiled. Immutable; a quote names the book it used by its hash.
public struct Rulebook: Sendable {
    /// SHA-256 of the book's files, in hex. Equal files give equal hashes, in whatever order they were read.
    public let hash: String
    public let settings: RulebookSettings
    /// Gates in the order they are judged: by command, allow before deny before hold, then by id.
    public let gates: [Gate]
    /// Sorted by id.
    let promotions: [Promotion]
    /// Sorted by id.
    let prices: [PriceRule]
    let coupons: [Coupon]
    /// Campaigns by folded code.
    let campaigns: [String: Coupon]
    /// Those of `promotions` that have limits; for the others nothing is counted.
    let limitedPromotions: [Promotion]
    let limitedCoupons: [Coupon]
    /// By id: promotions whose orders count against a limit, their own or their campaign's.
    let countedPromotions: [String: Promotion]
    /// Sorted by id.
    let tables: [DecisionTable]
    /// Sorted by id.
    let segments: [SegmentCondition]
    let commissions: [CommissionSchedule]
    let taxes: [TaxTable]
    let standing: StandingRules
    let environment: PromotionEnvironment
    let conditionScopes: ConditionScopes
    let loyalty: LoyaltyRules
    let indexes: RuleIndexes
    let priceIndexes: RuleIndexes
    /// By id: where a Price rule stands in `prices`.
    let pricePositions: [String: Int]
    /// Whether some Price rule takes prices that plugins or models propose.
    let takesProposedPrices: Bool
    /// What product pages are reckoned by, made when the first is asked for.
    let pages = PageBook()
    /// By id: where a campaign stands in `coupons`.
    let couponPositions: [String: Int]
    /// Ids of campaigns that issue codes for orders, sorted.
    let orderCampaigns: [String]
    /// Ids of campaigns of generated codes, by what their codes begin with.
    let pools: [[UInt8]: [String]]

    init(
        hash: String, settings: RulebookSettings, promotions: [Promotion], prices: [PriceRule] = [], coupons: [Coupon], gates: [Gate],
        tables: [DecisionTable] = [], segments: [SegmentCondition] = [], commissions: [CommissionSchedule] = [],
        taxes: [TaxTable] = [], standing: StandingRules = .none, environment: PromotionEnvironment, loyalty: LoyaltyRules = LoyaltyRules()
    ) {
        self.hash = hash
        self.settings = settings
        self.promotions = promotions.sorted { $0.id < $1.id }
        limitedPromotions = self.promotions.filter { $0.limits != nil }
        limitedCoupons = coupons.filter { $0.limits != nil }.sorted { $0.id < $1.id }
        let generated = coupons.filter { $0.count != nil }
        orderCampaigns = coupons.filter { $0.issuing?.readsOrder ?? false }.map(\.id).sorted()
        pools = Dictionary(grouping: generated.map(\.id), by: PoolCode.tag)
        let limitedCampaigns = Set((limitedCoupons + generated).map(\.id))
        countedPromotions = Dictionary(
            promotions.filter { $0.limits != nil || !limitedCampaigns.isDisjoint(with: $0.coupons) }.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        self.coupons = coupons
        var campaigns: [String: Coupon] = [:]
        for coupon in coupons { for code in coupon.codes { campaigns[code] = coupon } }
        self.campaigns = campaigns
        self.gates = gates
        self.tables = tables.sorted { $0.id < $1.id }
        self.segments = segments.sorted { $0.id < $1.id }
        self.commissions = commissions
        self.taxes = taxes
        self.standing = standing
        self.environment = environment
        conditionScopes = ConditionScopes(environment)
        self.loyalty = loyalty
        indexes = RuleIndexes(self.promotions)
        self.prices = prices.sorted { $0.id < $1.id }
        takesProposedPrices = prices.contains { !$0.sources.isEmpty }
        priceIndexes = RuleIndexes(self.prices.map(\.selector))
        pricePositions = Dictionary(
            self.prices.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        couponPositions = Dictionary(
            coupons.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Ids of the promotions, sorted.
    public var promotionIDs: [String] { promotions.map(\.id) }

    /// Whether a promotion or a price has the id: what can be paused.
    public func hasRule(_ id: String) -> Bool { promotion(id) != nil || price(id) != nil }

    /// Gates before a command, in the order they are judged.
    public func gates(before command: String) -> [Gate] { gates.filter { $0.command == command } }
}

/// What holds for every rule of a book; `rules/rulebook.yaml`.
public struct RulebookSettings: Sendable, Hashable {
    public enum Objective: String, Sendable, CaseIterable {
        /// Most money off for the buyer.
        case customer
        /// First come, first served in the order of phase, step and id.
        case priority
    }

    /// What a code that cannot be given in full does.
    public enum Shortfall: String, Sendable, CaseIterable { case use, refuse }

    /// What a bare amount such as "50.00" is in; nil for the cart's own currency.
    public var currency: Currency?
    /// IANA name of the zone that windows are read in unless a rule names another.
    public var zone = "UTC"
    public var objective = Objective.customer
    /// Minor units that a gift unit counts for in the objective, by currency code.
    public var giftWorth: [String: Int64] = [:]
    /// What one of a customer's points pays for; nil where points pay for nothing.
    var pointWorth: MoneyTable?
    public var onShort = Shortfall.use
    /// Rule applications that the choice may try before it answers `bounded`.
    public var solverSteps = RuleLimits.solverSteps

    public init() {}

    /// Minor units that a point pays for; nil where it pays for nothing in the currency.
    public func pointWorth(in currency: Currency) -> Int64? { pointWorth?.amount(in: currency) }
}
