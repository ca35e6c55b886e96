import StoaCommerce
import StoaExpressions

/// Which unit price applies to a product: the list price is replaced or adjusted, before any promotion acts. Immutable.
///
/// Of the rules that are for a product in a channel, for a buyer, at a time and in a quantity, the one of the highest
/// priority prices it, the first by id among equals. A rule that has no price for the product (no row is reached, no proposal
/// was made, the cost is not known) leaves it to the next one.
final class PriceRule: Sendable {
    let id: String
    let title: LocalizedText
    /// What product pages show where the rule lowers a price.
    let message: LocalizedText
    /// 0…1000; the highest comes first.
    let priority: Int
    let form: PriceForm
    let rounding: Rounding
    let promotions: PromotionPolicy
    let floor: Floor?
    let guardrails: Guardrails?
    /// Every amount with its place in the file.
    let placedAmounts: [(field: [String], table: MoneyTable)]
    /// Whether a product of unknown cost has no price by the rule.
    let readsCost: Bool
    /// Whom, what and when the rule is for, in the form in which rules are found (``RuleIndex``) and analysed.
    let selector: Promotion

    init(
        id: String, title: LocalizedText = [:], message: LocalizedText = [:], active: ActiveWindow = .always, channels: [String]? = nil,
        sellers: [String]? = nil, when: CartCondition? = nil, lines: LineCondition? = nil, priority: Int, form: PriceForm,
        rounding: Rounding = .halfUp, promotions: PromotionPolicy = .all, floor: Floor? = nil, guardrails: Guardrails? = nil
    ) {
        self.id = id
        self.title = title
        self.message = message
        self.priority = priority
        self.form = form
        self.rounding = rounding
        self.promotions = promotions
        self.floor = floor
        self.guardrails = guardrails
        // Every amount stands among the gives, so that a currency that one of them lacks rules the rule out.
        placedAmounts = form.amounts + (guardrails?.amounts ?? []) + (floor?.placedAmounts ?? [])
        readsCost = form.readsCost || guardrails?.readsCost == true || floor?.readsCost == true
        let gives = placedAmounts.map { Give(verb: .price($0.table, per: .unit)) }
        selector = Promotion(
            id: id, title: title, message: message, stage: Stage(phase: .catalog, step: 1), active: active, channels: channels,
            sellers: sellers, when: when, lines: lines, gives: gives.isEmpty ? [Give(verb: .percent(Rational(1)))] : gives,
            floor: readsCost ? .aboveCost(.zero) : floor)
    }

    /// Which of two rules for one product comes first.
    static func precedes(_ left: PriceRule, _ right: PriceRule) -> Bool {
        left.priority == right.priority ? left.id < right.id : left.priority > right.priority
    }

    /// Whether the rule takes prices that somebody proposes.
    var sources: [String] { if case .proposed(let sources) = form { sources } else { [] } }
}

/// Which promotions may act on goods that a Price rule has priced. What they may not act on does not count for their
/// thresholds either, as with goods that are never discounted.
enum PromotionPolicy: String, Sendable, CaseIterable { case none, catalogOnly, all }

/// How a unit price is come by.
indirect enum PriceForm: Sendable {
    case fixed(MoneyTable)
    /// Percent below the list price.
    case percentOff(Rational)
    case amountOff(MoneyTable)
    /// Percent above the list price.
    case percentUp(Rational)
    case amountUp(MoneyTable)
    /// Percent above the cost of a unit.
    case aboveCost(Rational)
    /// What one of these plugins or models proposes, the first that does.
    case proposed([String])
    /// By the units of the item, in ascending order of `from`.
    case tiers([(from: Int64, form: PriceForm)])

    var amounts: [(field: [String], table: MoneyTable)] {
        switch self {
        case .fixed(let table): [(["price"], table)]
        case .amountOff(let table): [(["amount"], table)]
        case .amountUp(let table): [(["raise", "amount"], table)]
        case .percentOff, .percentUp, .aboveCost, .proposed: []
        case .tiers(let rows):
            rows.enumerated().flatMap { position, row in
                row.form.amounts.map { (["tiers", String(position)] + $0.field, $0.table) }
            }
        }
    }

    /// Whether a unit can come to cost more than its list price: true of every form but those that only take off it, because a list
    /// price can be any.
    var canRaise: Bool {
        switch self {
        case .percentOff, .amountOff: false
        case .fixed, .percentUp, .amountUp, .aboveCost, .proposed: true
        case .tiers(let rows): rows.contains { $0.form.canRaise }
        }
    }

    var readsCost: Bool {
        switch self {
        case .aboveCost: true
        case .tiers(let rows): rows.contains { $0.form.readsCost }
        default: false
        }
    }
}

extension PriceRule {
    /// Whether it can raise a unit above its list price: by its form, or because a bound keeps the price up.
    var canRaise: Bool { form.canRaise || floor != nil || guardrails?.lowest != nil }

    /// Whether there may be products that the rule is for and has no price for.
    var mayHaveNoPrice: Bool {
        if case .tiers(let rows) = form, rows.first.map({ $0.from > 1 }) ?? true { return true }
        return !sources.isEmpty || readsCost
    }
}
