import StoaCommerce

/// Exact fractions as plain decimals with at most 18 digits before and 12 after the point, and no zeros at the end.
enum DecimalText {
    static let digitsMax = 12
    private static let wholeMax: Int128 = 1_000_000_000_000_000_000

    /// - Throws: `decimal.tooPrecise` when more digits would be needed, `decimal.tooLarge`.
    static func exact(_ value: Rational) throws(CommerceError) -> String {
        let scale = powerOfTen(digitsMax)
        guard scale % value.denominator == 0 else {
            throw CommerceError(
                code: "decimal.tooPrecise", "the result has more than \(digitsMax) digits after the point",
                hint: "round it first: value:rounded(2, \"halfUp\")")
        }
        return try text(value.numerator.multipliedReportingOverflow(by: scale / value.denominator))
    }

    /// - Throws: `decimal.invalidDigits` for a number of digits outside 0…12, `decimal.tooLarge`.
    static func rounded(_ value: Rational, digits: Int64, _ rounding: Rounding) throws(CommerceError) -> String {
        guard (0...Int64(digitsMax)).contains(digits) else {
            throw CommerceError(code: "decimal.invalidDigits", "a decimal is rounded to 0 to \(digitsMax) digits")
        }
        let scale = powerOfTen(Int(digits))
        let units = try value.times(try Rational(scale, over: 1)).rounded(rounding)
        return try text(Int128(units).multipliedReportingOverflow(by: powerOfTen(digitsMax) / scale))
    }

    private static func text(_ scaled: (partialValue: Int128, overflow: Bool)) throws(CommerceError) -> String {
        let scale = powerOfTen(digitsMax)
        let (whole, fraction) = scaled.partialValue.magnitude.quotientAndRemainder(dividingBy: UInt128(scale))
        guard !scaled.overflow, whole < UInt128(wholeMax) else {
            throw CommerceError(code: "decimal.tooLarge", "the result has more than 18 digits before the point")
        }
        let sign = scaled.partialValue < 0 ? "-" : ""
        let digits = String(fraction)
        var places = Substring(String(repeating: "0", count: digitsMax - digits.utf8.count) + digits)
        while places.last == "0" { places.removeLast() }
        return sign + String(whole) + (places.isEmpty ? "" : "." + places)
    }

    private static func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
