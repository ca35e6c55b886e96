import CEL
import StoaCommerce
import StoaExpressions

/// A value that a condition compares a fact with: money as minor units of the cart's currency, a time as milliseconds.
enum Constant: Sendable, Hashable {
    case bool(Bool)
    case number(Int64)
    case text(String)

    /// Nil for a value that is none of these, and for money that is not stated in the currency.
    init?(_ value: Value, in currency: Currency) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .timestamp(let time): self = .number(time.seconds * 1000 + Int64(time.nanoseconds) / 1_000_000)
        case .host:
            guard let money = value.object(as: MoneyValue.self), let exact = try? money.amount(in: currency) else { return nil }
            self = .number(exact.amount)
        default: return nil
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int64? { if case .number(let number) = self { number } else { nil } }
    var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// A fixed order, so that the same book gives the same carts.
    static func precedes(_ left: Constant, _ right: Constant) -> Bool {
        switch (left, right) {
        case (.number(let a), .number(let b)): a < b
        case (.text(let a), .text(let b)): a < b
        case (.bool(let a), .bool(let b)): !a && b
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .number: 1
        case .text: 2
        }
    }
}
