import StoaCommerce

/// What a promotion gives: one verb and its modifiers.
struct Give: Sendable {
    indirect enum Verb: Sendable {
        case percent(Rational)
        case amount(MoneyTable, per: AmountScope)
        case price(MoneyTable, per: PriceScope)
        case gift(Gift)
        case shipping(ShippingGive)
        case points(PointsGive)
        case tiers(Tiers)
    }

    enum AmountScope: String, Sendable, CaseIterable { case order, item, unit, set }
    enum PriceScope: String, Sendable, CaseIterable { case unit, set }
    enum Base: String, Sendable, CaseIterable { case lines, order }
    enum Basis: String, Sendable, CaseIterable { case step, list }
    enum Weight: String, Sendable, CaseIterable { case value, quantity, gross }

    /// Which of the matched (or taken) units the verb acts on.
    enum Target: Sendable, Hashable {
        case all
        case part(Int)
        case cheapest
        case dearest
    }

    enum Every: Sendable {
        case spend(MoneyTable)
        case units(Int64)
    }

    var verb: Verb
    var target: Target = .all
    /// Units a set, or a cart where nothing is taken; nil means all.
    var count: Int64?
    var countPerItem: Int64?
    var every: Every?
    var cap: MoneyTable?
    var base: Base = .lines
    var basis: Basis = .step
    var weight: Weight = .value
    var rounding = RoundingPoint()
    /// Confines a plugin's proposal to the item it was made for.
    var item: String?
}

/// Where an exact fraction becomes whole minor units, and how.
struct RoundingPoint: Sendable, Hashable {
    enum Mode: String, Sendable, CaseIterable { case halfUp, halfEven, down, priceHalfDown }
    enum Scope: String, Sendable, CaseIterable { case total, item, unit }

    var mode = Mode.halfUp
    var scope = Scope.total

    /// The rounding of the discount. Halves of a *price* rounded down are halves of the discount rounded up, because
    /// the value that the discount is taken from is whole.
    var ofDiscount: Rounding {
        switch mode {
        case .halfUp, .priceHalfDown: .halfUp
        case .halfEven: .halfEven
        case .down: .down
        }
    }
}

/// A good given away.
struct Gift: Sendable, Hashable {
    enum Mode: String, Sendable, CaseIterable {
        /// Units of the SKU that the cart already holds are made free first; only the missing ones are added.
        case addMissing
        /// The gift comes on top of whatever the cart holds.
        case alwaysAdd
    }

    let sku: String
    let quantity: Int64
    let mode: Mode
}

/// Money off the ways to ship.
struct ShippingGive: Sendable {
    enum Verb: Sendable {
        case percent(Rational)
        case amount(MoneyTable)
        case price(MoneyTable)
    }

    let verb: Verb
    /// Nil means every method.
    let methods: [String]?
}

/// What is given depends on how much is bought.
struct Tiers: Sendable {
    enum Measure: String, Sendable, CaseIterable { case spend, units, items }
    enum Mode: String, Sendable, CaseIterable {
        /// The highest row that is reached counts for everything.
        case slab
        /// Each row counts for the part of the measure that lies within it.
        case graduated
    }

    enum Bound: Sendable {
        case spend(MoneyTable)
        case count(Int64)
    }

    struct Row: Sendable {
        let from: Bound
        let verb: Give.Verb
    }

    let measure: Measure
    let mode: Mode
    /// In ascending order of `from`.
    let rows: [Row]
    /// Whether every item is measured on its own.
    let perItem: Bool
}
