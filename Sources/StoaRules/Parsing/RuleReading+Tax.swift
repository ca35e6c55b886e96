import StoaCommerce
import StrictYAML

/// A tax table as read from its file.
struct ReadTax {
    let table: TaxTable
    let id: Reference
    let zones: [Reference]
}

extension RuleReading {
    /// `zones: [DE], pricesInclude: gross, rates: [ { class: standard, rate: 19, active: { from, until } } ]`
    func tax(_ fields: YAMLMappingReader) -> ReadTax? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let zones = fields.required("zones")?.listOrOne(countMax: RuleLimits.listMax) { value in
            value.identifier().map { value.reference(to: $0) }
        }
        let basis = fields.optional("pricesInclude")?.oneOf(PriceBasis.self)
        let list = fields.required("rates")
        var rates: [TaxTable.Rate] = []
        let read = list?.list(countMax: RuleLimits.listMax) { value -> Bool? in
            guard let rate = value.mapping(RuleShapes.taxRate, { taxRate($0) }) else { return nil }
            if rates.contains(where: { $0.overlaps(rate) }) {
                value.report(
                    "ratesOverlap", "'\(rate.taxClass)' has another rate at the same time", hint: "let one end when the other begins")
            }
            rates.append(rate)
            return true
        }
        guard let id, let idValue, let zones, read != nil else { return nil }
        if list?.node.sequence?.isEmpty ?? false {
            list?.report("missingField", "'rates' has no rate", hint: "write - { class: standard, rate: 19 }")
        }
        let table = TaxTable(id: id, zones: zones.map(\.name), pricesInclude: basis, rates: rates)
        return ReadTax(table: table, id: idValue.reference(to: id), zones: zones)
    }

    private func taxRate(_ fields: YAMLMappingReader) -> TaxTable.Rate? {
        let taxClass = fields.required("class")?.identifier()
        let percent = fields.required("rate").flatMap { value in value.percent(zeroAllowed: true).flatMap { _ in value.node.text } }
        let active = fields.optional("active").flatMap { value -> ActiveWindow? in
            let window = self.window(value)
            if let window, !window.weekly.isEmpty {
                value.report("unusedField", "a rate of tax has no weekly hours", hint: "use 'from' and 'until'")
            }
            return window
        }
        guard let taxClass, let percent else { return nil }
        return TaxTable.Rate(taxClass: taxClass, percent: percent, from: active?.from, until: active?.until)
    }
}
