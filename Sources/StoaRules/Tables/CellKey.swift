import CEL
import StoaCommerce
import StoaExpressions

/// A value of an input column in the form in which cells compare it.
enum CellKey: Sendable, Hashable {
    case text(String)
    case bool(Bool)
    /// A place on the scale of the column's type; see ``Scale``.
    case position(Int128)
}

/// The order of a column's values as whole numbers, so that every range is a closed one: `< b` ends one place before `b`.
///
/// Whole numbers, amounts (in minor units) and times (in nanoseconds) stand on their own number. A decimal that a cell can
/// write, with at most 12 digits after the point, stands on an even place, and all fractions between two of these share
/// the odd place between them. No comparison is rounded.
enum Scale {
    /// 10¹², the finest step of a decimal in a cell.
    static let unitsPerOne: Int128 = 1_000_000_000_000
    /// Beyond every decimal that a cell can write.
    private static let decimalMax: Int128 = 4_000_000_000_000_000_000_000_000_000_000

    static func position(_ value: Rational) -> Int128 {
        let (quotient, rest) = value.numerator.quotientAndRemainder(dividingBy: value.denominator)
        let whole = rest < 0 ? quotient - 1 : quotient
        guard whole.magnitude <= 1_000_000_000_000_000_000 else { return whole < 0 ? -decimalMax : decimalMax }
        let positiveRest = UInt128(rest < 0 ? rest + value.denominator : rest)
        // The rest is less than the denominator, so the quotient is less than 10¹².
        let product = positiveRest.multipliedFullWidth(by: UInt128(unitsPerOne))
        let (steps, remainder) = UInt128(value.denominator).dividingFullWidth(product)
        return 2 * (whole * unitsPerOne + Int128(steps)) + (remainder == 0 ? 0 : 1)
    }

    static func position(_ time: Timestamp) -> Int128 { Int128(time.seconds) * 1_000_000_000 + Int128(time.nanoseconds) }

    /// The value that stands on a place, as a cell of the column would write it.
    static func text(_ position: Int128, _ field: TableField) -> String {
        switch field.type {
        case .money:
            guard let currency = field.currency, let amount = Int64(exactly: position), let money = try? Money(amount, currency) else {
                return String(position)
            }
            return money.majorUnits
        case .decimal: return decimalText(position)
        case .time:
            let milliseconds = position >= 0 ? position / 1_000_000 : (position - 999_999) / 1_000_000
            return Int64(exactly: milliseconds).map { Instant(millisecondsSince1970: $0).description } ?? String(position)
        case .text, .int, .bool: return String(position)
        }
    }

    private static func decimalText(_ position: Int128) -> String {
        let (whole, rest) = (position.magnitude / UInt128(2 * unitsPerOne), position.magnitude % UInt128(2 * unitsPerOne))
        let sign = position < 0 ? "-" : ""
        guard rest != 0 else { return sign + String(whole) }
        // Half a step has one digit more.
        var digits = String(rest * 5)
        digits = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}

extension TableField {
    /// An argument's value as cells compare it.
    ///
    /// - Throws: `cel.noOverload` for a value of another type, which only a dynamic expression can give;
    ///   `money.currencyMismatch`.
    func key(_ value: Value) throws(EvaluationError) -> CellKey {
        switch (type, value) {
        case (.text, .string(let text)): return .text(text)
        case (.bool, .bool(let flag)): return .bool(flag)
        case (.int, .int(let number)): return .position(Int128(number))
        case (.time, .timestamp(let time)): return .position(Scale.position(time))
        case (.decimal, .host):
            if let decimal = value.object(as: DecimalValue.self) { return .position(Scale.position(decimal.value)) }
        case (.money, .host):
            if let currency, let money = value.object(as: MoneyValue.self) {
                return .position(Int128(try money.amount(in: currency).amount))
            }
        default: break
        }
        throw EvaluationError(
            code: "cel.noOverload", "'\(name)' is of type \(type.rawValue), and a value of type \(value.typeName) was given")
    }

    /// A value as a sentence names it.
    func text(_ key: CellKey) -> String {
        switch key {
        case .text(let text): "\"\(text)\""
        case .bool(let flag): flag ? "true" : "false"
        case .position(let position): Scale.text(position, self)
        }
    }
}
