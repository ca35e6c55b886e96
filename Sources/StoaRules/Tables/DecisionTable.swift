import CEL
import Diagnostics
import StoaCommerce

/// Rows of conditions and what follows from them; every condition of a book can ask it. Immutable.
///
/// ```yaml
/// kind: Table
/// id: shippingFee
/// input: { method: text, subtotal: { type: money, allowed: ">= 0" } }
/// output: { fee: money }
/// rows:
///   - { method: standard, subtotal: "< 50", fee: "4.90" }
///   - { method: standard, subtotal: ">= 50", fee: "0.00" }
/// ```
/// `table.shippingFee(cart.selectedShipping, cart.subtotal).fee` is then an amount. Outputs of a call that no row matches
/// are absent: `has(…)`, `.?fee.orValue(…)`.
final class DecisionTable: Sendable {
    /// What is answered when several rows match.
    enum Hit: Sendable, Hashable {
        /// An error that names the rows.
        case unique
        /// The upper row.
        case first
        /// The row with the greatest `priority`; an error when two share it.
        case priority
        /// All rows, in their order.
        case collect
        /// One row in which each output is reckoned over all rows.
        case total(Total)
        /// How many rows match.
        case count

        var givesSeveral: Bool {
            switch self {
            case .unique, .first, .priority: false
            case .collect, .total, .count: true
            }
        }
    }

    enum Total: String, Sendable { case sum, min, max }

    struct Column: Sendable {
        let field: TableField
        /// The values that there are; nil for every value of the type.
        let allowed: CellTest?
        /// Place in `arguments`, or nil for a column that is reckoned from them.
        let argument: Int?
        /// Over the arguments.
        let formula: Program?
    }

    struct Row: Sendable {
        let tests: [CellTest]
        /// One for each output, nil where the row has none.
        let results: [Value?]
        let priority: Int64
        /// Where it stands in ``DecisionTable/source``.
        let span: SourceSpan
        /// Counted from 1.
        let line: Int
    }

    let id: String
    let hit: Hit
    let arguments: [TableField]
    let columns: [Column]
    let outputs: [TableField]
    let rows: [Row]
    /// What is answered when no row matches; nil for nothing.
    let fallback: [Value?]?
    /// Whether there should be a row for every combination of inputs.
    let isComplete: Bool
    /// The file that holds the rows.
    let source: SourceText
    /// `arguments` in the environment of formulas, by place.
    let slots: [Slot]
    let environment: Environment
    private let index: TableIndex

    init(
        id: String, hit: Hit, arguments: [TableField], columns: [Column], outputs: [TableField], rows: [Row], fallback: [Value?]?,
        isComplete: Bool, source: SourceText, slots: [Slot], environment: Environment
    ) {
        self.id = id
        self.hit = hit
        self.arguments = arguments
        self.columns = columns
        self.outputs = outputs
        self.rows = rows
        self.fallback = fallback
        self.isComplete = isComplete
        self.source = source
        self.slots = slots
        self.environment = environment
        index = TableIndex(rows.map(\.tests), columns: columns.count)
    }

    /// The rows that match, in their order. Cost: one look-up for each set of columns in which some row names values, a
    /// logarithm where rows name ranges, and what is found.
    func matches(_ keys: [CellKey]) -> [Int] {
        index.candidates(keys).filter { matches(row: $0, keys) }
    }

    func matches(row: Int, _ keys: [CellKey]) -> Bool {
        let tests = rows[row].tests
        for column in keys.indices where !tests[column].matches(keys[column]) { return false }
        return true
    }

    /// `lines 4 and 9 of 'shippingFee'`.
    func names(of rows: [Int]) -> String {
        let lines = rows.prefix(3).map { String(self.rows[$0].line) }
        let more = rows.count > 3 ? " and \(rows.count - 3) more" : ""
        let list =
            lines.count == 1 || !more.isEmpty
            ? lines.joined(separator: ", ") : "\(lines.dropLast().joined(separator: ", ")) and \(lines[lines.count - 1])"
        return "\(rows.count == 1 ? "line" : "lines") \(list)\(more) of '\(id)'"
    }

    /// `method = "standard", subtotal = 12.00`.
    func text(_ keys: [CellKey]) -> String {
        zip(columns, keys).map { "\($0.field.name) = \($0.field.text($1))" }.joined(separator: ", ")
    }
}
