import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// A stock rule as read from its file.
struct ReadStock {
    let rule: StockRule
    let id: Reference
}

extension RuleReading {
    /// `lines, channels, active, safety, backOrder, perCustomer, reserve`
    func stock(_ fields: YAMLMappingReader) -> ReadStock? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let lines = fields.optional("lines")
        let condition = lines?.expression { (source: SourceText) throws(DiagnosticsError) in
            try expressions.lineCondition(source, isCatalog: true)
        }
        let channels = fields.optional("channels")?.texts()
        let active = fields.optional("active").flatMap { window($0) } ?? .always
        let safety = fields.optional("safety")?.integer(in: 1...RuleLimits.piecesMax).map(Int64.init)
        let backOrder = fields.optional("backOrder")?.integer(in: 0...RuleLimits.piecesMax).map(Int64.init)
        let perCustomer = fields.optional("perCustomer")?.mapping(RuleShapes.customerLimit) { fields -> StockRule.CustomerLimit? in
            let quantity = fields.required("quantity")?.quantity()
            let every = fields.optional("every")?.oneOf(StockRule.Period.self)
            return quantity.map { StockRule.CustomerLimit(quantity: $0, every: every) }
        }
        let reserve = fields.optional("reserve")?.parsed(
            "a time from one minute to 30 days", hint: "write PT30M, PT12H or P2D"
        ) { text -> Int64? in RuleDuration.seconds(text).flatMap { (60...30 * 86_400).contains($0) ? $0 : nil } }
        if !["safety", "backOrder", "perCustomer", "reserve"].contains(where: fields.has), let idValue {
            idValue.report(
                "missingField", "the rule says nothing of any stock", hint: "add safety, backOrder, perCustomer or reserve")
        }
        guard let id, let idValue, lines == nil || condition != nil else { return nil }
        let rule = StockRule(
            id: id, active: active, channels: channels, lines: condition, safety: safety, backOrder: backOrder,
            perCustomer: perCustomer, reserveSeconds: reserve)
        return ReadStock(rule: rule, id: idValue.reference(to: id))
    }
}

/// Durations as rules write them: ISO 8601 with days, hours and minutes, which all have one length.
enum RuleDuration {
    /// Seconds of `P2D`, `PT12H`, `PT30M` or `P1DT6H`; nil for other text.
    static func seconds(_ text: String) -> Int64? {
        guard let match = text.wholeMatch(of: /P(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,8})M)?)?/) else { return nil }
        let parts = [(match.1, 86_400), (match.2, 3_600), (match.3, 60)].map { digits, unit in
            digits.flatMap { Int64($0) }.map { $0 * Int64(unit) }
        }
        guard parts.contains(where: { $0 != nil }), !text.hasSuffix("T") else { return nil }
        return parts.reduce(0) { $0 + ($1 ?? 0) }
    }

    /// As a rule would write it.
    static func text(_ seconds: Int64) -> String {
        let (days, hours, minutes) = (seconds / 86_400, seconds % 86_400 / 3_600, seconds % 3_600 / 60)
        let time = (hours > 0 ? "\(hours)H" : "") + (minutes > 0 ? "\(minutes)M" : "")
        return "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty && days > 0 ? "" : "T" + (time.isEmpty ? "0M" : time))
    }
}
