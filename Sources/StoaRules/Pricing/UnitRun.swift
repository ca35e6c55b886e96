/// Units of one item that are alike: a multiset with counts, so that a million units cost what one does.
struct UnitRun: Sendable, Equatable {
    var count: Int64
    /// Minor units a unit costs now.
    var price: Int64
    /// What it cost when the step began: the frozen snapshot that conditions and amounts read.
    var stepPrice: Int64
    /// Whether a set rule has used the units; each unit serves one set.
    var isTaken: Bool
    /// The newest discount on these units in ``PricingState/trail``, -1 for none.
    var trail: Int32
}

/// An item while rules apply to it.
struct ItemState: Sendable {
    /// Where its units stand in ``PricingState/runs``.
    var runs: Range<Int>
    /// Minor units of all units together, now and at the step's start.
    var total: Int64
    var stepTotal: Int64
}

/// One discount on every unit of a run, linked to the ones before it.
struct TrailNode: Sendable {
    let rule: Int32
    let amount: Int64
    let earlier: Int32
}

/// A way to ship while rules apply to it.
struct ShippingState: Sendable {
    var price: Int64
    var stepPrice: Int64
}
