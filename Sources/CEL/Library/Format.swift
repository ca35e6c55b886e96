/// `"%s is %.2f".format([name, number])` of the `strings` extension.
///
/// Clauses: `%s` anything, `%d` numbers in plain decimals, `%f` and `%e` numbers with `.n` places, `%b %o %x %X` other bases, `%%`.
func formatted(_ text: String, _ arguments: [Value]) throws(EvaluationError) -> String {
    var result = String.UnicodeScalarView()
    var scalars = Substring(text).unicodeScalars
    var used = 0
    while let scalar = scalars.popFirst() {
        guard scalar == "%" else {
            result.append(scalar)
            continue
        }
        guard let next = scalars.popFirst() else { throw .invalid("the format ends with '%'", hint: "write %% for a percent sign") }
        if next == "%" {
            result.append(next)
            continue
        }
        var clause = next
        var places: Int?
        if next == "." {
            var digits = ""
            while let digit = scalars.first, ("0"..."9").contains(digit) {
                digits.unicodeScalars.append(digit)
                scalars.removeFirst()
            }
            guard let number = Int(digits), number <= 100, let letter = scalars.popFirst() else {
                throw .invalid("the precision in the format is not a number up to 100")
            }
            places = number
            clause = letter
        }
        guard used < arguments.count else { throw .invalid("the format needs more than \(arguments.count) values") }
        result.append(contentsOf: try formatted(arguments[used], clause, places).unicodeScalars)
        used += 1
        guard result.count <= Limits.elementsMax else { throw .tooLarge("the text") }
    }
    return String(result)
}

private func formatted(_ value: Value, _ clause: Unicode.Scalar, _ places: Int?) throws(EvaluationError) -> String {
    switch clause {
    case "s": return try plainText(value)
    case "d":
        switch value {
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return decimalText(number)
        default: throw .invalid("%d takes a number, not \(value.typeName)")
        }
    case "f", "e":
        let number: Double
        switch value {
        case .double(let double): number = double
        case .int(let int): number = Double(int)
        case .uint(let uint): number = Double(uint)
        default: throw .invalid("%\(clause) takes a number, not \(value.typeName)")
        }
        if !number.isFinite { return doubleText(number) }
        return clause == "f" ? fixedText(number, places ?? 6) : scientificText(number, places ?? 6)
    case "b", "o", "x", "X": return try based(value, clause)
    default: throw .invalid("'%\(clause)' is not a clause of a format", hint: "use %s, %d, %f, %e, %b, %o, %x or %X")
    }
}

private func based(_ value: Value, _ clause: Unicode.Scalar) throws(EvaluationError) -> String {
    let radix = clause == "b" ? 2 : clause == "o" ? 8 : 16
    switch (value, clause) {
    case (.int(let number), _): return String(number, radix: radix, uppercase: clause == "X")
    case (.uint(let number), _): return String(number, radix: radix, uppercase: clause == "X")
    case (.bool(let flag), "b"): return flag ? "1" : "0"
    case (.string(let text), "x"), (.string(let text), "X"): return hexadecimal(Array(text.utf8), isUpper: clause == "X")
    case (.bytes(let bytes), "x"), (.bytes(let bytes), "X"): return hexadecimal(bytes, isUpper: clause == "X")
    default: throw .invalid("%\(clause) cannot show a value of type \(value.typeName)")
    }
}

private func hexadecimal(_ bytes: [UInt8], isUpper: Bool) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: isUpper) }.joined()
}

/// What `%s` shows: like `string()`, but fractions without zeros at their end, and lists and maps with their keys in order.
private func plainText(_ value: Value) throws(EvaluationError) -> String {
    switch value {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return String(number)
    case .uint(let number): return String(number)
    case .double(let number): return decimalText(number)
    case .string(let text): return text
    case .bytes(let bytes): return repairedText(bytes)
    case .timestamp(let time): return withoutEndingZeros(time.text)
    case .duration(let duration): return withoutEndingZeros(duration.celText)
    case .type(let name): return name
    case .list(let values):
        var parts: [String] = []
        for value in values { parts.append(try plainText(value)) }
        return "[\(parts.joined(separator: ", "))]"
    case .map(let map):
        var parts: [(key: String, value: String)] = []
        for (key, value) in zip(map.keys, map.values) { parts.append((try plainText(key), try plainText(value))) }
        parts.sort { compareCodePoints($0.key, $1.key) == .less }
        return "{\(parts.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
    case .optional, .host: throw .invalid("%s cannot show a value of type \(value.typeName)")
    }
}

/// Without the zeros at the end of a fraction: `59.500Z` as `59.5Z`. The fraction of a time or span has at least one
/// digit that is not zero.
private func withoutEndingZeros(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")), let unit = text.last else { return text }
    var digits = text.dropLast()
    while digits.last == "0" { digits.removeLast() }
    return String(digits) + String(unit)
}

/// The text that the bytes hold, with one U+FFFD for each run of bytes that are not UTF-8.
private func repairedText(_ bytes: [UInt8]) -> String {
    var result = String.UnicodeScalarView()
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var isInRun = false
    while true {
        switch parser.parseScalar(from: &iterator) {
        case .valid(let encoded):
            result.append(Unicode.UTF8.decode(encoded))
            isInRun = false
        case .error:
            if !isInRun { result.append("\u{FFFD}") }
            isInRun = true
        case .emptyInput: return String(result)
        }
    }
}

/// The shortest decimal that reads back as the same double, never with an exponent: `3.14`, `100`, `0.000001`.
private func decimalText(_ number: Double) -> String {
    let text = doubleText(number)
    guard let mark = text.firstIndex(where: { $0 == "e" }), let exponent = Int(text[text.index(after: mark)...]) else { return text }
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text[..<mark].drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.joined()
    // How many of the digits stand before the point.
    let whole = parts[0].count + exponent
    if whole <= 0 { return sign + "0." + String(repeating: "0", count: -whole) + digits }
    if whole >= digits.count { return sign + digits + String(repeating: "0", count: whole - digits.count) }
    return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
}
