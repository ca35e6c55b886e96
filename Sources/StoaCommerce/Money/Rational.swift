/// An exact fraction in lowest terms with a positive denominator: percents, rates and shares before their one rounding.
public struct Rational: Sendable, Hashable, CustomStringConvertible {
    public let numerator: Int128
    public let denominator: Int128

    public init(_ whole: Int64) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// - Throws: `decimal.dividedByZero`.
    public init(_ numerator: Int128, over denominator: Int128) throws(CommerceError) {
        guard denominator != 0 else { throw CommerceError(code: "decimal.dividedByZero", "a division by zero") }
        if denominator == 1 {
            self.numerator = numerator
            self.denominator = 1
            return
        }
        let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = numerator / Int128(divisor) * sign
        self.denominator = denominator / Int128(divisor) * sign
    }

    /// Reads a plain decimal exactly: "17.5", "-0.01", "100". At most 18 digits before and 12 after the point.
    ///
    /// - Throws: `decimal.malformed`, `decimal.tooLarge`.
    public init(decimal text: String) throws(CommerceError) {
        var digits = Substring(text)
        let negative = digits.first == "-"
        if negative { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts.first ?? ""
        let fraction = parts.count > 1 ? parts[1] : ""
        let isPlain = !whole.isEmpty && (parts.count == 1 || !fraction.isEmpty)
        guard isPlain, (whole + fraction).utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw CommerceError(
                code: "decimal.malformed", "'\(text.prefix(40))' is not a decimal number", hint: "write digits with a point: \"17.5\"")
        }
        guard whole.utf8.count <= 18, fraction.utf8.count <= 12 else {
            throw CommerceError(
                code: "decimal.tooLarge", "'\(text.prefix(40))' has too many digits", hint: "use at most 18 before and 12 after the point")
        }
        var value: Int128 = 0
        for byte in (whole + fraction).utf8 { value = value * 10 + Int128(byte - 0x30) }
        var scale: Int128 = 1
        for _ in fraction { scale *= 10 }
        try self.init(negative ? -value : value, over: scale)
    }

    public static let zero = Rational(0)

    public func plus(_ other: Rational) throws(CommerceError) -> Rational {
        try exact(numerator, other.denominator, other.numerator, denominator) { $0.addingReportingOverflow($1) }
    }

    public func minus(_ other: Rational) throws(CommerceError) -> Rational {
        try exact(numerator, other.denominator, other.numerator, denominator) { $0.subtractingReportingOverflow($1) }
    }

    private func exact(
        _ a: Int128, _ b: Int128, _ c: Int128, _ d: Int128,
        _ combine: (Int128, Int128) -> (partialValue: Int128, overflow: Bool)
    ) throws(CommerceError) -> Rational {
        let (left, leftOverflow) = a.multipliedReportingOverflow(by: b)
        let (right, rightOverflow) = c.multipliedReportingOverflow(by: d)
        let (sum, sumOverflow) = combine(left, right)
        let (bottom, bottomOverflow) = b.multipliedReportingOverflow(by: d)
        guard !leftOverflow, !rightOverflow, !sumOverflow, !bottomOverflow else { throw Rational.overflow }
        return try Rational(sum, over: bottom)
    }

    public func times(_ other: Rational) throws(CommerceError) -> Rational {
        // Crosswise reduction first: the product then overflows only when the result itself does not fit.
        let left = try Rational(numerator, over: other.denominator)
        let right = try Rational(other.numerator, over: denominator)
        let (top, topOverflow) = left.numerator.multipliedReportingOverflow(by: right.numerator)
        let (bottom, bottomOverflow) = left.denominator.multipliedReportingOverflow(by: right.denominator)
        guard !topOverflow, !bottomOverflow else { throw Rational.overflow }
        return try Rational(top, over: bottom)
    }

    /// - Throws: `decimal.dividedByZero`, `decimal.overflow`.
    public func divided(by other: Rational) throws(CommerceError) -> Rational {
        guard other.numerator != 0 else { throw CommerceError(code: "decimal.dividedByZero", "a division by zero") }
        return try times(try Rational(other.denominator, over: other.numerator))
    }

    private static var overflow: CommerceError {
        CommerceError(code: "decimal.overflow", "an exact fraction no longer fits in 128 bits")
    }

    public var isNegative: Bool { numerator < 0 }

    public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

extension Rational: Comparable {
    /// Compares without a common denominator, so that no product can overflow.
    public static func < (left: Rational, right: Rational) -> Bool {
        var (a, b, c, d) = (left.numerator, left.denominator, right.numerator, right.denominator)
        while true {
            let (leftWhole, leftRest) = flooredDivision(a, b)
            let (rightWhole, rightRest) = flooredDivision(c, d)
            if leftWhole != rightWhole { return leftWhole < rightWhole }
            if rightRest == 0 { return false }
            if leftRest == 0 { return true }
            // leftRest/b < rightRest/d  ⇔  d/rightRest < b/leftRest
            (a, b, c, d) = (d, rightRest, b, leftRest)
        }
    }
}

func flooredDivision(_ numerator: Int128, _ denominator: Int128) -> (quotient: Int128, remainder: Int128) {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? (quotient - 1, remainder + denominator) : (quotient, remainder)
}

private func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (a, b) = (left, right)
    while b != 0 {
        // A division of 64 bits takes a fraction of the time.
        if let small = UInt64(exactly: a), let other = UInt64(exactly: b) { return UInt128(greatestCommonDivisor(small, other)) }
        (a, b) = (b, a % b)
    }
    return max(a, 1)
}

private func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
}
