import StoaExpressions

/// One named part of a set: how many units, of which lines, chosen how.
struct TakePart: Sendable {
    enum Pick: String, Sendable, CaseIterable {
        case cheapest, dearest
        /// Most units first, then item key.
        case together
        /// What gives the buyer most.
        case best
    }

    let name: String
    let quantity: Int64
    let lines: LineCondition?
    let pick: Pick
    let sameItem: Bool
}
