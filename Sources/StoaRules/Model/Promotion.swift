import StoaCommerce
import StoaExpressions

/// A promotion after parsing: every name resolved, every expression compiled. Immutable.
final class Promotion: Sendable {
    let id: String
    let title: LocalizedText
    /// What near misses show.
    let message: LocalizedText
    let stage: Stage
    let active: ActiveWindow
    let channels: [String]?
    let sellers: [String]?
    /// Ids of the Coupon campaigns whose codes switch the promotion on; empty for an automatic one.
    let coupons: [String]
    let when: CartCondition?
    let spend: SpendThreshold?
    let lines: LineCondition?
    /// Empty when nothing is taken.
    let take: [TakePart]
    let times: Int64?
    let allowsPartialSet: Bool
    let gives: [Give]
    let stack: Stacking
    let floor: Floor?
    let funder: String
    /// Nil for a rule that may be used without end.
    let limits: UsageLimits?
    /// Every amount of the rule; kept, because each quote asks whether it knows the cart's currency.
    let amounts: [MoneyTable]
    let returns: ReturnPolicy
    /// `when` where it can be judged without the language.
    let plainWhen: PlainCondition<PlainCartTest>?
    /// As above `lines`, and behind it the `of` of each of the set's parts.
    let plainLines: [PlainCondition<PlainItemTest>?]
    let givesShippingAlone: Bool
    /// Later phases than its own in which some of its gives act.
    let laterPhases: [Phase]

    init(
        id: String, title: LocalizedText = [:], message: LocalizedText = [:], stage: Stage, active: ActiveWindow = .always,
        channels: [String]? = nil, sellers: [String]? = nil, coupons: [String] = [], when: CartCondition? = nil,
        spend: SpendThreshold? = nil, lines: LineCondition? = nil, take: [TakePart] = [], times: Int64? = nil,
        allowsPartialSet: Bool = false, gives: [Give], stack: Stacking = Stacking(), floor: Floor? = nil,
        funder: String = Promotion.defaultFunder, limits: UsageLimits? = nil, returns: ReturnPolicy = .proportional
    ) {
        self.id = id
        self.title = title
        self.message = message
        self.stage = stage
        self.active = active
        self.channels = channels
        self.sellers = sellers
        self.coupons = coupons
        self.when = when
        self.spend = spend
        self.lines = lines
        self.take = take
        self.times = times
        self.allowsPartialSet = allowsPartialSet
        self.gives = gives
        self.stack = stack
        self.floor = floor
        self.funder = funder
        self.limits = limits
        amounts = Promotion.amounts(spend, floor, limits, gives)
        self.returns = returns
        givesShippingAlone = gives.allSatisfy(\.isShipping)
        laterPhases = [Phase.shipping, .earn].filter { phase in phase != stage.phase && gives.contains { $0.phase == phase } }
        plainWhen = when.flatMap { PlainConditionReader.cart($0.program) }
        plainLines = ([lines] + take.map(\.lines)).map { $0.flatMap { PlainConditionReader.item($0.program) } }
    }

    static let defaultFunder = "platform"
}

/// Bounds on what is bought.
struct SpendThreshold: Sendable {
    enum Scope: String, Sendable, CaseIterable { case cart, lines }

    let atLeast: MoneyTable?
    let atMost: MoneyTable?
    let scope: Scope
    let basis: Give.Basis
}

/// What a promotion may be combined with.
struct Stacking: Sendable, Hashable {
    var group: String?
    /// How many promotions of the group may apply together.
    var atMost = 1
    /// Ids of promotions, or names of groups; a conflict counts in both directions.
    var conflicts: [String] = []
    /// Whether nothing else may apply beside it.
    var alone = false

    /// Whether the promotion says nothing of others.
    var isOpen: Bool { !alone && group == nil && conflicts.isEmpty }
}

/// The lowest unit price that a rule may leave; only ever tightens the product's own.
enum Floor: Sendable {
    case price(MoneyTable)
    /// Percent above the unit's cost; a unit of unknown cost gets nothing.
    case aboveCost(Rational)
}
