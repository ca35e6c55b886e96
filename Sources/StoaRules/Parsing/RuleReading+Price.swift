import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// A price as read from its file.
struct ReadPrice {
    let rule: PriceRule
    let id: Reference
}

extension RuleReading {
    /// `priority, when, lines, price | percent | amount | raise | aboveCost | proposed | tiers, promotions, floor, guardrails`
    func price(_ fields: YAMLMappingReader) -> ReadPrice? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        let form = fields.exactlyOne(of: RuleShapes.price.alternatives).flatMap { priceForm($0, $1) }
        let floor = fields.optional("floor").flatMap { priceBound($0) }
        let guardrails = fields.optional("guardrails").flatMap { self.guardrails($0) }
        let rounding = fields.optional("round")?.mapping(RuleShapes.priceRounding) { fields in
            fields.optional("mode")?.oneOf(Rounding.self)
        }
        let rule = PriceRule(
            id: id ?? "", title: fields.optional("title")?.localized() ?? [:], message: fields.optional("message")?.localized() ?? [:],
            active: fields.optional("active").flatMap { window($0) } ?? .always,
            channels: fields.optional("channels")?.texts(), sellers: fields.optional("sellers")?.texts(),
            when: fields.optional("when").flatMap { priceCondition($0) },
            lines: fields.optional("lines").flatMap { productCondition($0, "a price") },
            priority: fields.optional("priority")?.integer(in: 0...RuleLimits.priorityMax) ?? 0, form: form ?? .tiers([]),
            rounding: rounding ?? .halfUp, promotions: fields.optional("promotions")?.oneOf(PromotionPolicy.self) ?? .all, floor: floor,
            guardrails: guardrails)
        guard let id, let idValue, form != nil else { return nil }
        return ReadPrice(rule: rule, id: idValue.reference(to: id))
    }

    private func priceForm(_ key: String, _ value: YAMLValue) -> PriceForm? {
        switch key {
        case "price": return value.money(settings, zeroAllowed: true).map(PriceForm.fixed)
        case "percent": return value.percent().map(PriceForm.percentOff)
        case "amount": return value.money(settings).map(PriceForm.amountOff)
        case "aboveCost": return value.rate(zeroAllowed: true).map(PriceForm.aboveCost)
        case "raise":
            return value.mapping(RuleShapes.raise) { fields in
                fields.exactlyOne(of: RuleShapes.raise.alternatives).flatMap { key, value in
                    key == "percent" ? value.rate().map(PriceForm.percentUp) : value.money(settings).map(PriceForm.amountUp)
                }
            }
        case "proposed":
            return value.texts().flatMap { sources in
                if sources.isEmpty { value.report("missingField", "'proposed' names nobody", hint: "write proposed: vendor/plugin") }
                return sources.isEmpty ? nil : .proposed(sources)
            }
        default: return priceTiers(value)
        }
    }

    /// `[ { from: 1, price: "20.00" }, { from: 10, percent: 15 } ]`
    private func priceTiers(_ value: YAMLValue) -> PriceForm? {
        let rows = value.list(countMax: RuleLimits.tierRowsMax) { item in
            item.mapping(RuleShapes.priceTier) { fields -> (from: Int64, form: PriceForm)? in
                let from = fields.required("from")?.quantity()
                let form = fields.exactlyOne(of: RuleShapes.priceTier.alternatives).flatMap { priceForm($0, $1) }
                guard let from, let form else { return nil }
                return (from, form)
            }
        }
        guard let rows, rows.count == value.node.sequence?.count else { return nil }
        if rows.isEmpty { value.report("missingField", "'tiers' has no row", hint: "write - { from: 1, price: \"20.00\" }") }
        if zip(rows, rows.dropFirst()).contains(where: { $0.from >= $1.from }) {
            value.report("rowsNotAscending", "each row starts above the one before it", hint: "sort the rows by 'from'")
        }
        return rows.isEmpty ? nil : .tiers(rows)
    }

    // MARK: Bounds

    private func priceBound(_ value: YAMLValue) -> Floor? {
        guard value.node["aboveCost"] != nil else { return value.money(settings, zeroAllowed: true).map(Floor.price) }
        return value.mapping(RuleShapes.priceMargin) { fields in
            fields.required("aboveCost")?.rate(zeroAllowed: true).map(Floor.aboveCost)
        }
    }

    private func guardrails(_ value: YAMLValue) -> Guardrails? {
        value.mapping(RuleShapes.guardrails) { fields in
            let lowest = fields.optional("lowest").flatMap { priceBound($0) }
            let highest = fields.optional("highest")
            let most = highest.flatMap { priceBound($0) }
            if let highest, isAbove(lowest, most) {
                highest.report("neverReached", "'highest' is less than 'lowest'", hint: "exchange or correct them")
            }
            var change: (percent: Rational?, amount: MoneyTable?) = (nil, nil)
            _ = fields.optional("change").flatMap { value in
                value.mapping(RuleShapes.priceChange) { fields -> Bool? in
                    change = (fields.optional("percent")?.percent(), fields.optional("amount")?.money(settings))
                    if fields.all.isEmpty { value.report("missingField", "'change' bounds nothing", hint: "write change: { percent: 10 }") }
                    return true
                }
            }
            if fields.all.isEmpty {
                value.report("missingField", "'guardrails' bounds nothing", hint: "state 'lowest', 'highest' or 'change', or remove it")
            }
            return Guardrails(lowest: lowest, highest: most, changePercent: change.percent, changeAmount: change.amount)
        }
    }

    private func isAbove(_ lowest: Floor?, _ highest: Floor?) -> Bool {
        switch (lowest, highest) {
        case (.price(let low), .price(let high)): low.comparable(with: high).contains { $1 < $0 }
        case (.aboveCost(let low), .aboveCost(let high)): high < low
        default: false
        }
    }

    // MARK: Conditions

    private func priceCondition(_ value: YAMLValue) -> CartCondition? {
        value.condition("a price", reads: "channel, customer, segment and now") { (source: SourceText) throws(DiagnosticsError) in
            try expressions.priceCondition(source)
        } full: { (source: SourceText) throws(DiagnosticsError) in
            _ = try expressions.cartCondition(source, isCatalog: false)
        }
    }

    /// A condition over products alone, for prices and for promotions of the phase `catalog`.
    func productCondition(_ value: YAMLValue, _ what: String) -> LineCondition? {
        value.condition(what, reads: "product, channel, segment and time") { (source: SourceText) throws(DiagnosticsError) in
            try expressions.lineCondition(source, isCatalog: true)
        } full: { (source: SourceText) throws(DiagnosticsError) in
            _ = try expressions.lineCondition(source, isCatalog: false)
        }
    }

    /// The `when` of a promotion of the phase `catalog`.
    func catalogCondition(_ value: YAMLValue) -> CartCondition? {
        value.condition("a catalog rule", reads: "channel, customer.segments, segment and now") {
            (source: SourceText) throws(DiagnosticsError) in
            try expressions.cartCondition(source, isCatalog: true)
        } full: { (source: SourceText) throws(DiagnosticsError) in
            _ = try expressions.cartCondition(source, isCatalog: false)
        }
    }
}

extension YAMLValue {
    /// A percentage above 0 (or from 0) that may pass 100: a markup, or a margin over cost.
    fileprivate func rate(zeroAllowed: Bool = false) -> Rational? {
        guard let text = decimalText() else { return nil }
        let most = Rational(Int64(RuleLimits.priceRateMax))
        guard let value = try? Rational(decimal: text), zeroAllowed ? !value.isNegative : Rational.zero < value, value <= most else {
            report(
                "outOfRange", "\(name) is \(text.prefix(40)) percent",
                hint: "use a number \(zeroAllowed ? "from" : "above") 0 and up to \(RuleLimits.priceRateMax)")
            return nil
        }
        return value
    }

    /// Compiles a condition that may read less than those of other rules; a mistake that only they would not make gets a hint
    /// that says so.
    fileprivate func condition<Compiled>(
        _ what: String, reads: String, _ compile: (SourceText) throws(DiagnosticsError) -> Compiled,
        full: (SourceText) throws(DiagnosticsError) -> Void
    ) -> Compiled? {
        guard let text = string() else { return nil }
        let source = SourceText(name: reader.source.name, text: text)
        do throws(DiagnosticsError) { return try compile(source) } catch {
            guard (try? full(source)) != nil else {
                reader.report(error.diagnostics, within: node)
                return nil
            }
            reader.report(
                error.diagnostics.map { finding in
                    Diagnostic(
                        code: finding.code, "\(what) cannot read this: \(finding.message)",
                        hint: "product pages show it without a cart, so it may read \(reads) only", source: finding.source,
                        span: finding.span)
                }, within: node)
            return nil
        }
    }
}
