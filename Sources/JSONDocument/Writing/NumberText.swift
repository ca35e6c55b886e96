/// The text of a finite number as ECMAScript and RFC 8785 write it: the fewest digits that read back as the same
/// `Double`, without exponent from 10⁻⁶ up to 10²¹, and no sign on zero.
func canonicalNumberText(_ value: Double) -> String {
    if value == 0 { return "0" }
    let (digits, point) = shortestDigits(value.magnitude)
    let sign = value < 0 ? "-" : ""
    switch point {
    case digits.count...21:
        return sign + String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: point - digits.count)
    case 1...21:
        return sign + String(decoding: digits[..<point], as: UTF8.self) + "." + String(decoding: digits[point...], as: UTF8.self)
    case -5...0:
        return sign + "0." + String(repeating: "0", count: -point) + String(decoding: digits, as: UTF8.self)
    default:
        let exponent = point - 1
        let fraction = digits.count > 1 ? "." + String(decoding: digits[1...], as: UTF8.self) : ""
        let leading = String(decoding: digits[..<1], as: UTF8.self)
        return sign + leading + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
    }
}

/// The significant digits of a positive number, and how many of them stand before the point (0 or less: leading zeros).
///
/// Swift's `description` already finds the shortest digits; only its layout differs from ECMAScript's.
private func shortestDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var text = Substring(value.description)
    if let mark = text.firstIndex(of: "e") {
        exponent = Int(text[text.index(after: mark)...]) ?? 0
        text = text[..<mark]
    }
    for byte in text.utf8 {
        if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let before = (point ?? digits.count) + exponent - leadingZeros
    digits.removeFirst(leadingZeros)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, before)
}
