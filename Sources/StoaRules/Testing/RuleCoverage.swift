/// What of a book's rules their tests reach.
///
/// A branch is: that a promotion or price applies; that, having conditions, it does not; each operand of the top `&&` of its `when`
/// both ways; each row of its tiers; each code of a coupon (of a pool: any one); each row and the default of a table; a
/// segment both ways; each rate of a tax table; each tier of a commission; that a permission applies, that it does not, and
/// each operand of its `when` both ways; that a stock rule applies, that it does not, and that each of its limits is reached;
/// that a retention rule keeps a record, and lets one go. Gates, groups and the rulebook have no tests of
/// their own and no branches.
public struct RuleCoverage: Sendable, Hashable, Codable {
    /// One rule.
    public struct Rule: Sendable, Hashable, Codable {
        public let rule: String
        /// `Promotion`, `Coupon`, `Table`, …
        public let kind: String
        /// Whether some test saw it apply; nil for kinds that only decide.
        public let applied: Bool?
        /// Whether some test beside it saw its conditions false; nil for kinds that only decide, and without conditions.
        public let refused: Bool?
        public let branches: Int
        public let covered: Int
        /// Branches that no test reaches, in words; the first 20.
        public let missing: [String]
    }

    /// By kind, then by id.
    public let rules: [Rule]

    public init(rules: [Rule]) { self.rules = rules }

    public var branches: Int { rules.reduce(0) { $0 + $1.branches } }
    public var covered: Int { rules.reduce(0) { $0 + $1.covered } }

    /// Whole percent, rounded down, so that 100 means everything; 100 where there is nothing to cover.
    public var percent: Int { branches == 0 ? 100 : covered * 100 / branches }

    /// Missing branches that are named of one rule.
    static let missingMax = 20
}
