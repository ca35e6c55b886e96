/// Exact decimal digits of doubles. A double is a whole number times a power of two, so it has a finite decimal
/// expansion, and rounding it half to even at any place is what C's `printf` does.

/// With `places` digits behind the point: `2.500`.
func fixedText(_ number: Double, _ places: Int) -> String {
    var decimal = DecimalExpansion(number.magnitude)
    decimal.round(toPlaces: places)
    let sign = number.sign == .minus ? "-" : ""
    let whole = decimal.digits(from: decimal.pointPosition, upTo: nil)
    let fraction = places == 0 ? "" : "." + decimal.fraction(places)
    return sign + (whole.isEmpty ? "0" : whole) + fraction
}

/// With one digit before the point and an exponent: `2.500000e+00`.
func scientificText(_ number: Double, _ places: Int) -> String {
    var decimal = DecimalExpansion(number.magnitude)
    let sign = number.sign == .minus ? "-" : ""
    guard decimal.exponent != nil else { return sign + "0" + (places == 0 ? "" : "." + String(repeating: "0", count: places)) + "e+00" }
    decimal.round(toPlaces: places - (decimal.exponent ?? 0))
    let exponent = decimal.exponent ?? 0
    let digits = decimal.significant(places + 1)
    let mantissa = String(digits.prefix(1)) + (places == 0 ? "" : "." + digits.dropFirst())
    return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(padded(abs(exponent)))"
}

/// Decimal digits, least significant first, with the point before `pointPosition` digits from the end.
struct DecimalExpansion {
    private var digits: [UInt8]
    private(set) var pointPosition: Int

    init(_ number: Double) {
        // mantissa × 2^exponent; a negative power of two becomes a power of five and a shift of the point.
        let exponent = number == 0 ? 0 : Int(number.exponent) - 52
        var value = number == 0 ? 0 : UInt64(number.significandBitPattern)
        if number.isNormal { value |= 1 << 52 }
        let shift = number.isNormal || number == 0 ? exponent : -1074
        pointPosition = max(0, -shift)
        digits = decimalDigits(value, times: shift < 0 ? 5 : 2, power: abs(shift))
    }

    /// The power of ten of the first digit that is not zero; nil for zero.
    var exponent: Int? { digits.lastIndex { $0 != 0 }.map { $0 - pointPosition } }

    /// Rounds half to even and cuts the digits behind.
    mutating func round(toPlaces places: Int) {
        let cut = pointPosition - places
        guard cut > 0 else { return }
        guard cut <= digits.count else {
            digits = []
            return
        }
        let dropped = digits[..<cut]
        let half = dropped.last ?? 0
        let isTie = half == 5 && dropped.dropLast().allSatisfy { $0 == 0 }
        let isOdd = cut < digits.count && digits[cut] % 2 == 1
        for index in 0..<cut { digits[index] = 0 }
        guard half > 5 || (half == 5 && (!isTie || isOdd)) else { return }
        var index = cut
        while true {
            if index == digits.count { digits.append(0) }
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
            index += 1
        }
    }

    /// The digits from a position on, most significant first, without leading zeros.
    func digits(from start: Int, upTo end: Int?) -> String {
        let upper = end ?? digits.count
        guard start < min(upper, digits.count) else { return "" }
        let text = digits[start..<min(upper, digits.count)].reversed().drop { $0 == 0 }
        return String(decoding: text.map { $0 + 0x30 }, as: UTF8.self)
    }

    /// `count` digits behind the point.
    func fraction(_ count: Int) -> String { text(from: pointPosition - 1, count) }

    /// `count` digits from the first that is not zero.
    func significant(_ count: Int) -> String { text(from: digits.lastIndex { $0 != 0 } ?? 0, count) }

    private func text(from top: Int, _ count: Int) -> String {
        String(decoding: (0..<count).map { digits.indices.contains(top - $0) ? digits[top - $0] + 0x30 : 0x30 }, as: UTF8.self)
    }
}

/// The decimal digits of `value · base^power`, least significant first. Nine digits to a limb and as many factors as fit
/// into 32 bits at a time keep even the smallest double under 10 µs.
private func decimalDigits(_ value: UInt64, times base: UInt64, power: Int) -> [UInt8] {
    let limbBase: UInt64 = 1_000_000_000
    var limbs: [UInt64] = []
    var rest = value
    while rest > 0 {
        limbs.append(rest % limbBase)
        rest /= limbBase
    }
    var left = power
    while left > 0, !limbs.isEmpty {
        var factor: UInt64 = 1
        while left > 0, factor * base <= UInt64(UInt32.max) {
            factor *= base
            left -= 1
        }
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = limbs[index] * factor + carry
            limbs[index] = product % limbBase
            carry = product / limbBase
        }
        while carry > 0 {
            limbs.append(carry % limbBase)
            carry /= limbBase
        }
    }
    var digits: [UInt8] = []
    digits.reserveCapacity(limbs.count * 9)
    for var limb in limbs {
        for _ in 0..<9 {
            digits.append(UInt8(limb % 10))
            limb /= 10
        }
    }
    return digits
}
