import CEL
import StoaCommerce
import StoaExpressions

/// What the cells of a column hold.
enum ColumnType: String, Sendable, CaseIterable {
    case text, int, decimal, money, bool, time

    var celType: CELType {
        switch self {
        case .text: .string
        case .int: .int
        case .decimal: DecimalValue.celType
        case .money: MoneyValue.celType
        case .bool: .bool
        case .time: .timestamp
        }
    }

    /// Whether values have an order, so that cells can be ranges.
    var isOrdered: Bool {
        switch self {
        case .text, .bool: false
        case .int, .decimal, .money, .time: true
        }
    }
}

/// A named value of a table: an argument, an input or an output.
struct TableField: Sendable {
    let name: String
    let type: ColumnType
    /// What amounts are in, for an argument or input that is money: a cell and an argument meet in one currency.
    let currency: Currency?
}
