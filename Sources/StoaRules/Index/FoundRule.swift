/// A rule that a cart could meet.
struct FoundRule {
    let rule: Promotion
    /// The items that its `lines` could match, in ascending order; nil where that may be any.
    let items: [Int]?

    init(_ rule: Promotion, items: [Int]? = nil) {
        self.rule = rule
        self.items = items
    }
}
