import CEL
import Foundation
import StoaCommerce
import StoaExpressions

/// Why a cell cannot be read.
struct CellMistake: Error {
    /// The second part of the code.
    let what: String
    let message: String
    let hint: String

    init(_ what: String, _ message: String, hint: String) {
        self.what = what
        self.message = message
        self.hint = hint
    }
}

extension TableField {
    /// A cell without the spaces around it.
    func trimmed(_ cell: String, whenEmpty: String, whenTooLong: String) throws(CellMistake) -> String {
        let trimmed = cell.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty else { throw CellMistake("emptyCell", "a cell of '\(name)' is empty", hint: whenEmpty) }
        guard trimmed.utf8.count <= RuleLimits.tableCellBytesMax else {
            throw CellMistake("cellTooLong", "a cell of '\(name)' has \(trimmed.utf8.count) bytes", hint: whenTooLong)
        }
        return trimmed
    }
}

/// Reads the cells of an input column, in the notation of DMN's unary tests: a value, several with commas between them,
/// `< 5`, `>= 5`, `[10..20)`, `not(…)`, and `-` for any. A text needs quotes only where it would read as something else.
struct CellParser {
    let field: TableField
    let zone: TimeZone

    func test(_ text: String) throws(CellMistake) -> CellTest {
        let trimmed = try field.trimmed(
            text, whenEmpty: "write - for any value", whenTooLong: "use at most \(RuleLimits.tableCellBytesMax); split it into two rows")
        if trimmed == "-" { return .any }
        if trimmed.hasPrefix("not("), trimmed.hasSuffix(")") {
            return try tests(Self.parts(of: String(trimmed.dropFirst(4).dropLast())), isExcluded: true)
        }
        return try tests(Self.parts(of: trimmed), isExcluded: false)
    }

    /// Cells that were given as a list.
    func tests(_ parts: [String], isExcluded: Bool) throws(CellMistake) -> CellTest {
        let parts = parts.map { $0.trimmingCharacters(in: .whitespaces) }
        switch field.type {
        case .text:
            var texts: [String] = []
            for part in parts { texts.append(try plainText(part)) }
            return .one(of: texts, isExcluded: isExcluded)
        case .bool:
            var flags: Set<Bool> = []
            for part in parts { flags.insert(try flag(part)) }
            if isExcluded { flags = Set([true, false]).subtracting(flags) }
            guard let first = flags.first else { throw nothing(parts.joined(separator: ", ")) }
            return flags.count == 2 ? .any : .bool(first)
        case .int, .decimal, .money, .time:
            var ranges: [ClosedRange<Int128>] = []
            for part in parts { ranges.append(try range(part)) }
            guard isExcluded else { return .within(ranges) }
            let outside = CellTest.outside(ranges)
            guard outside != .ranges([]) else { throw nothing(parts.joined(separator: ", ")) }
            return outside
        }
    }

    /// Splits at the commas outside of quotes.
    static func parts(of text: String) -> [String] {
        var parts: [String] = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }

    // MARK: Texts and truth values

    private func plainText(_ part: String) throws(CellMistake) -> String {
        if part.utf8.count >= 2, part.hasPrefix("\""), part.hasSuffix("\"") { return String(part.dropFirst().dropLast()) }
        guard let first = part.first, !"<>=[](\"".contains(first), !part.contains(".."), part != "-" else {
            throw mistake(
                part, "a text", part.isEmpty ? "remove the comma" : "texts have no order and no ranges; if this is a text, put it in quotes"
            )
        }
        return part
    }

    /// Spreadsheets write TRUE and FALSE.
    private func flag(_ part: String) throws(CellMistake) -> Bool {
        switch part.lowercased() {
        case "true": return true
        case "false": return false
        default: throw mistake(part, "true or false", "write true or false")
        }
    }

    // MARK: Ranges

    private func range(_ part: String) throws(CellMistake) -> ClosedRange<Int128> {
        for (sign, isOpen, isUpper) in [("<=", false, true), (">=", false, false), ("<", true, true), (">", true, false)]
        where part.hasPrefix(sign) {
            let bound = try position(String(part.dropFirst(sign.count)))
            return isUpper ? .min...(isOpen ? bound - 1 : bound) : (isOpen ? bound + 1 : bound)...Int128.max
        }
        guard let opening = part.first, "[](".contains(opening) else {
            let value = try position(part)
            return value...value
        }
        guard let closing = part.last, part.count > 1, "])[".contains(closing), let dots = part.range(of: "..") else {
            throw mistake(part, "a range", "write [10..20], or [10..20) without the upper end")
        }
        let inner = part.index(after: part.startIndex)..<part.index(before: part.endIndex)
        guard dots.lowerBound >= inner.lowerBound, dots.upperBound <= inner.upperBound else {
            throw mistake(part, "a range", "write [10..20], or [10..20) without the upper end")
        }
        let low = try position(String(part[inner.lowerBound..<dots.lowerBound]))
        let high = try position(String(part[dots.upperBound..<inner.upperBound]))
        // `]10..20[` is another way to write `(10..20)`.
        let (first, last) = (opening == "[" ? low : low + 1, closing == "]" ? high : high - 1)
        guard first <= last else { throw nothing(part) }
        return first...last
    }

    private func nothing(_ text: String) -> CellMistake {
        CellMistake(
            "emptyRange", "no value of '\(field.name)' matches '\(text.prefix(40))'",
            hint: "the lower end of a range comes first; ( and ) leave an end out")
    }

    private func position(_ text: String) throws(CellMistake) -> Int128 {
        let value = text.trimmingCharacters(in: .whitespaces)
        switch field.type {
        case .int:
            if let number = Int64(value), !value.hasPrefix("+") { return Int128(number) }
            throw mistake(value, "a whole number", "write digits only, without separators between them")
        case .decimal:
            if let number = try? Rational(decimal: value) { return Scale.position(number) }
            throw mistake(value, "a decimal number", "write it with a point and without separators between thousands, such as 1200.50")
        case .money:
            guard let currency = field.currency else { throw mistake(value, "an amount", "name the column's currency") }
            do throws(CommerceError) { return Int128(try Money(Self.amount(value, in: currency), currency).amount) } catch {
                throw mistake(value, "an amount in \(currency.code)", error.hint ?? "write 12.50")
            }
        case .time:
            if let instant = RuleReading.instant(value, in: zone) { return Scale.position(Timestamp(instant)) }
            throw mistake(value, "a time", "write 2026-11-27, 2026-11-27T18:00 (by the rulebook's zone) or 2026-11-27T18:00:00Z")
        case .text, .bool: throw mistake(value, "a \(field.type.rawValue)", "use another column type")
        }
    }

    /// `12.50 EUR` and `12.50` are the same in a column of euros.
    private static func amount(_ text: String, in currency: Currency) -> String {
        text.hasSuffix(" " + currency.code) ? String(text.dropLast(4)) : text
    }

    private func mistake(_ text: String, _ wanted: String, _ hint: String) -> CellMistake {
        CellMistake("wrongCell", "'\(text.prefix(40))' in the column '\(field.name)' is not \(wanted)", hint: hint)
    }
}
