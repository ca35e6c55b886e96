import CEL
import Foundation
import StoaCommerce
import StoaExpressions

/// Reads the cells of an output column: one value each, `-` for none.
struct ResultParser {
    let field: TableField
    /// What a bare amount is in.
    let currency: Currency?
    let zone: TimeZone

    func value(_ text: String) throws(CellMistake) -> Value? {
        let trimmed = try field.trimmed(
            text, whenEmpty: "write - for no value", whenTooLong: "use at most \(RuleLimits.tableCellBytesMax)")
        if trimmed == "-" { return nil }
        switch field.type {
        case .text:
            let isQuoted = trimmed.utf8.count >= 2 && trimmed.hasPrefix("\"") && trimmed.hasSuffix("\"")
            return .string(isQuoted ? String(trimmed.dropFirst().dropLast()) : trimmed)
        case .int:
            if let number = Int64(trimmed), !trimmed.hasPrefix("+") { return .int(number) }
            throw mistake(trimmed, "a whole number", "write digits only")
        case .decimal:
            if let number = try? Rational(decimal: trimmed) { return DecimalValue(number).celValue }
            throw mistake(trimmed, "a decimal number", "write it with a point, such as 17.5, without a percent sign")
        case .bool:
            switch trimmed.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: throw mistake(trimmed, "true or false", "write true or false")
            }
        case .time:
            if let instant = RuleReading.instant(trimmed, in: zone) { return .timestamp(Timestamp(instant)) }
            throw mistake(trimmed, "a time", "write 2026-11-27, 2026-11-27T18:00 (by the rulebook's zone) or 2026-11-27T18:00:00Z")
        case .money: return try money(trimmed)
        }
    }

    /// `4.90`, `4.90 USD`, or `4.90 USD, 6500 KRW`.
    private func money(_ text: String) throws(CellMistake) -> Value {
        var amounts: [Money] = []
        for part in text.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            let words = part.split(separator: " ")
            guard let stated = words.count == 2 ? try? Currency(String(words[1])) : currency, let number = words.first, words.count <= 2
            else {
                throw mistake(part, "an amount", "write 12.50 USD, or name the book's currency in rulebook.yaml")
            }
            do throws(CommerceError) { amounts.append(try Money(String(number), stated)) } catch {
                throw mistake(part, "an amount in \(stated.code)", error.hint ?? "write 12.50")
            }
        }
        amounts.sort { $0.currency.code < $1.currency.code }
        guard let first = amounts.first, Set(amounts.map(\.currency)).count == amounts.count else {
            throw mistake(text, "an amount", "state each currency once")
        }
        return (amounts.count == 1 ? MoneyValue.exact(first) : .choice(amounts)).celValue
    }

    private func mistake(_ text: String, _ wanted: String, _ hint: String) -> CellMistake {
        CellMistake("wrongCell", "'\(text.prefix(40))' in the column '\(field.name)' is not \(wanted)", hint: hint)
    }
}
