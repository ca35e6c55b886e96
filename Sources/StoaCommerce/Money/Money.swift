/// An exact amount: whole minor units of one currency. Never a floating-point number.
///
/// Arithmetic refuses to mix currencies and to pass ±10¹⁵ minor units, which leaves room for exact intermediate
/// products in 128 bits.
public struct Money: Sendable, Hashable, CustomStringConvertible {
    public let amount: Int64
    public let currency: Currency

    /// The largest amount on either side of zero, in minor units.
    public static let amountMax: Int64 = 1_000_000_000_000_000

    /// - Throws: `money.tooLarge` past ``amountMax``.
    public init(_ amount: Int64, _ currency: Currency) throws(CommerceError) {
        guard amount.magnitude <= Money.amountMax.magnitude else {
            throw CommerceError(
                code: "money.tooLarge", "an amount of \(amount) minor units is past the limit of \(Money.amountMax)",
                hint: "check the unit: amounts are in minor units, such as cents")
        }
        self.amount = amount
        self.currency = currency
    }

    private init(unchecked amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    public static func zero(_ currency: Currency) -> Money { Money(unchecked: 0, currency) }

    /// Reads a decimal in major units, as people write it: "50.00", "-3", "0.5".
    ///
    /// - Throws: `money.malformed`; `money.tooPrecise` when the currency has fewer digits; `money.tooLarge`.
    public init(_ text: String, _ currency: Currency) throws(CommerceError) {
        let value: Rational
        do { value = try Rational(decimal: text) } catch {
            throw CommerceError(
                code: error.code == "decimal.tooLarge" ? "money.tooLarge" : "money.malformed",
                "'\(text.prefix(40))' is not an amount of money", hint: "write digits with a point: \"50.00\"")
        }
        let minor = try value.times(Rational(currency.minorUnitsPerMajor))
        guard minor.denominator == 1 else {
            throw CommerceError(
                code: "money.tooPrecise", "'\(text.prefix(40))' has more digits than \(currency.code) has",
                hint: "\(currency.code) takes \(currency.minorDigits) digits after the point")
        }
        guard minor.numerator.magnitude <= UInt128(Money.amountMax.magnitude) else {
            throw CommerceError(code: "money.tooLarge", "'\(text.prefix(40))' is past the limit of money")
        }
        self.init(unchecked: Int64(minor.numerator), currency)
    }

    public func plus(_ other: Money) throws(CommerceError) -> Money {
        try requireSameCurrency(other)
        return try Money(amount + other.amount, currency)
    }

    public func minus(_ other: Money) throws(CommerceError) -> Money {
        try requireSameCurrency(other)
        return try Money(amount - other.amount, currency)
    }

    public func times(_ count: Int64) throws(CommerceError) -> Money {
        let (product, overflow) = amount.multipliedReportingOverflow(by: count)
        return try Money(overflow ? .max : product, currency)
    }

    /// - Throws: `money.currencyMismatch`.
    public func isLess(than other: Money) throws(CommerceError) -> Bool {
        try requireSameCurrency(other)
        return amount < other.amount
    }

    private func requireSameCurrency(_ other: Money) throws(CommerceError) {
        guard currency == other.currency else {
            throw CommerceError(
                code: "money.currencyMismatch", "\(currency.code) and \(other.currency.code) cannot be reckoned together",
                hint: "convert one side at a stated rate first")
        }
    }

    /// Major units with all digits of the currency, then the code: `50.00 USD`.
    public var description: String { majorUnits + " " + currency.code }

    /// Major units with all digits of the currency: `50.00`.
    public var majorUnits: String {
        let magnitude = amount.magnitude
        let scale = UInt64(currency.minorUnitsPerMajor)
        let whole = (amount < 0 ? "-" : "") + String(magnitude / scale)
        return currency.minorDigits == 0 ? whole : whole + "." + padded(magnitude % scale, currency.minorDigits)
    }
}

extension Money: Codable {
    private enum CodingKeys: String, CodingKey { case amount, currency }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            try container.decode(Int64.self, forKey: .amount), try container.decode(Currency.self, forKey: .currency))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(amount, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
