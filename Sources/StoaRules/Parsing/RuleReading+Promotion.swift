import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// A promotion as read from its file, with the names that other files must declare.
struct ReadPromotion {
    let rule: Promotion
    let coupons: [Reference]
    let conflicts: [Reference]
    /// Where `atMost` was stated.
    let groupLimit: (group: String, atMost: Int, place: Reference)?
    /// Where the group was named.
    let group: Reference?
    let id: Reference
    /// How long the points are good that it gives.
    var expires: CalendarPeriod?
}

extension RuleReading {
    /// All of a promotion; nil after its mistakes were reported.
    func promotion(_ fields: YAMLMappingReader) -> ReadPromotion? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        let title = fields.optional("title")?.localized() ?? [:]
        let message = fields.optional("message")?.localized() ?? [:]
        refuseLater(fields)
        let statedPhase = fields.optional("phase")
        let phase = statedPhase?.oneOf(Phase.self)
        let step = fields.optional("step")?.integer(in: 1...99) ?? 1
        let isCatalog = phase == .catalog
        let take = fields.optional("take").flatMap { parts($0, isCatalog: isCatalog) } ?? []
        let read = gives(fields, take: take, phase: phase)
        let gives = isCatalog ? catalogGives(fields, read) : read
        let stage = Stage(phase: phase ?? defaultPhase(take, gives), step: step)
        checkPhase(stage.phase, statedPhase, fields, take, gives)
        let coupons =
            fields.optional("code")?.listOrOne(countMax: RuleLimits.listMax) { value in
                value.identifier().map { value.reference(to: $0) }
            } ?? []
        let (stack, conflicts, groupLimit, group) = stacking(fields)
        let times = fields.optional("times")
        if let times, take.isEmpty, !gives.contains(where: { $0.every != nil }) {
            times.report("unusedField", "'times' bounds sets or 'every', and the rule has neither", hint: "remove 'times'")
        }
        let partial = fields.optional("partial")
        let allowsPartial = partial?.bool() ?? false
        if let partial, allowsPartial, !gives.contains(where: { if case .part = $0.target { true } else { false } }) {
            partial.report("unusedField", "'partial' needs a give with 'to' naming a part of the set", hint: "remove 'partial'")
        }
        let rule = Promotion(
            id: id ?? "", title: title, message: message, stage: stage,
            active: fields.optional("active").flatMap { window($0) } ?? .always,
            channels: fields.optional("channels")?.texts(), sellers: fields.optional("sellers")?.texts(),
            coupons: coupons.map(\.name), when: fields.optional("when").flatMap { when($0, isCatalog: isCatalog) },
            spend: fields.optional("spend").flatMap { spend($0) },
            lines: fields.optional("lines").flatMap { lineCondition($0, isCatalog: isCatalog) }, take: take,
            times: times?.quantity(), allowsPartialSet: allowsPartial, gives: gives, stack: stack,
            floor: fields.optional("floor").flatMap { floor($0) },
            funder: fields.optional("fundedBy").flatMap { funder($0) } ?? Promotion.defaultFunder,
            limits: fields.optional("limits").flatMap { limits($0, stage.phase, gives) },
            returns: fields.optional("returns")?.oneOf(ReturnPolicy.self) ?? .proportional)
        let stated = fields.optional("expires")
        let expires = stated.flatMap { pointsEnd($0) }
        if let stated, !gives.isEmpty, !gives.contains(where: \.isPoints) {
            stated.report("unusedField", "'expires' is about points, and the rule gives none", hint: "remove 'expires'")
        }
        guard id != nil, let idValue else { return nil }
        return ReadPromotion(
            rule: rule, coupons: coupons, conflicts: conflicts, groupLimit: groupLimit, group: group, id: idValue.reference(to: rule.id),
            expires: expires)
    }

    private func refuseLater(_ fields: YAMLMappingReader) {
        fields.refuse("sections", "carts do not name sections")
        fields.refuse("cycles", "there are no renewals yet")
    }

    private func defaultPhase(_ take: [TakePart], _ gives: [Give]) -> Phase {
        if !take.isEmpty { return .set }
        let onPrices = gives.filter { !$0.isPoints }
        if onPrices.isEmpty, !gives.isEmpty { return .earn }
        if !onPrices.isEmpty, onPrices.allSatisfy(\.isShipping) { return .shipping }
        return gives.contains(where: \.isForOrder) ? .order : .item
    }

    private func checkPhase(_ phase: Phase, _ stated: YAMLValue?, _ fields: YAMLMappingReader, _ take: [TakePart], _ gives: [Give]) {
        guard let stated else { return }
        let onPrices = gives.filter { !$0.isPoints }
        let isPointsOnly = !gives.isEmpty && onPrices.isEmpty
        if isPointsOnly != (phase == .earn), !gives.isEmpty {
            stated.report(
                "conflictingFields", isPointsOnly ? "points alone are earned in the phase earn" : "the phase earn gives points only",
                hint: "remove 'phase'")
        }
        let isShippingOnly = !onPrices.isEmpty && onPrices.allSatisfy(\.isShipping)
        if isShippingOnly != (phase == .shipping), !gives.isEmpty {
            stated.report(
                "conflictingFields", isShippingOnly ? "shipping is given in the phase shipping" : "the phase shipping gives shipping only",
                hint: "remove 'phase'")
        }
        guard phase == .catalog else { return }
        if !take.isEmpty || fields.has("spend") || gives.count > 1 || gives.contains(where: { !$0.isForProductPage }) {
            stated.report(
                "conflictingFields", "a catalog rule gives one percentage, amount a unit or price, without sets or thresholds",
                hint: "use another phase, or simplify the rule: product pages show it without a cart")
        }
    }

    func when(_ value: YAMLValue, isCatalog: Bool) -> CartCondition? {
        if isCatalog { return catalogCondition(value) }
        return value.expression { (source: SourceText) throws(DiagnosticsError) in try expressions.cartCondition(source, isCatalog: false) }
    }

    func lineCondition(_ value: YAMLValue, isCatalog: Bool) -> LineCondition? {
        if isCatalog { return productCondition(value, "a catalog rule") }
        return value.expression { (source: SourceText) throws(DiagnosticsError) in try expressions.lineCondition(source, isCatalog: false) }
    }

    private func spend(_ value: YAMLValue) -> SpendThreshold? {
        value.mapping(RuleShapes.spend) { fields in
            let threshold = SpendThreshold(
                atLeast: fields.optional("atLeast").flatMap { $0.money(settings) },
                atMost: fields.optional("atMost").flatMap { $0.money(settings) },
                scope: fields.optional("of")?.oneOf(SpendThreshold.Scope.self) ?? .cart,
                basis: fields.optional("at")?.oneOf(Give.Basis.self) ?? .step)
            if !fields.has("atLeast"), !fields.has("atMost") {
                value.report("missingField", "'spend' has neither 'atLeast' nor 'atMost'", hint: "add 'atLeast: \"50.00\"'")
            }
            return threshold
        }
    }

    private func parts(_ value: YAMLValue, isCatalog: Bool) -> [TakePart]? {
        value.mapping { fields in
            let all = fields.all
            if all.isEmpty { value.report("missingField", "'take' names no part", hint: "add 'items: { quantity: 3 }'") }
            if all.count > RuleLimits.takePartsMax {
                value.report("tooManyParts", "the set has \(all.count) parts", hint: "use at most \(RuleLimits.takePartsMax)")
            }
            let parts = all.prefix(RuleLimits.takePartsMax).compactMap { entry, value in
                value.mapping(RuleShapes.takePart) { part(entry.key, $0, isCatalog: isCatalog, isOnly: all.count == 1) }
            }
            for (entry, _) in all where ["cheapest", "dearest"].contains(entry.key) {
                fields.reader.report(
                    "conflictingFields", "a part cannot be called '\(entry.key)'", hint: "choose another name", at: entry.keySpan)
            }
            return parts
        }
    }

    private func part(_ name: String, _ fields: YAMLMappingReader, isCatalog: Bool, isOnly: Bool) -> TakePart? {
        let sameItem = fields.optional("sameItem")
        let isSameItem = sameItem?.bool() ?? false
        if let sameItem, isSameItem, !isOnly {
            sameItem.report(
                "notSupported", "'sameItem' is not supported yet beside another part",
                hint: "take one part and give 'to: cheapest', 'count: N'")
        }
        let quantity = fields.required("quantity")?.quantity()
        let condition = fields.optional("of").flatMap { lineCondition($0, isCatalog: isCatalog) }
        let pick = fields.optional("pick")?.oneOf(TakePart.Pick.self) ?? .best
        return quantity.map { TakePart(name: name, quantity: $0, lines: condition, pick: pick, sameItem: isSameItem) }
    }

    private func stacking(
        _ fields: YAMLMappingReader
    ) -> (Stacking, conflicts: [Reference], limit: (group: String, atMost: Int, place: Reference)?, group: Reference?) {
        var stack = Stacking()
        var conflicts: [Reference] = []
        var limit: (group: String, atMost: Int, place: Reference)?
        var group: Reference?
        _ = fields.optional("stack")?.mapping(RuleShapes.stack) { fields -> Bool? in
            let value = fields.optional("group")
            stack.group = value?.identifier()
            group = stack.group.flatMap { value?.reference(to: $0) }
            if let value = fields.optional("atMost") {
                stack.atMost = value.integer(in: 1...1000) ?? 1
                if let group = stack.group {
                    limit = (group, stack.atMost, value.reference(to: group))
                } else {
                    value.report("unusedField", "'atMost' counts the rules of a group, and there is none", hint: "add 'group: NAME'")
                }
            }
            if let scope = fields.optional("scope"), scope.oneOf(StackScope.self) == .unit {
                scope.report("notSupported", "conflicts unit by unit are not supported yet", hint: "remove 'scope', which means cart")
            }
            conflicts =
                fields.optional("conflicts")?.listOrOne(countMax: RuleLimits.listMax) { value in
                    value.string().map { value.reference(to: $0) }
                } ?? []
            stack.conflicts = conflicts.map(\.name)
            stack.alone = fields.optional("alone")?.bool() ?? false
            return true
        }
        return (stack, conflicts, limit, group)
    }

    private func floor(_ value: YAMLValue) -> Floor? {
        guard value.node["aboveCost"] != nil else { return value.money(settings, zeroAllowed: true).map(Floor.price) }
        return value.mapping(RuleShapes.costFloor) { fields in
            fields.required("aboveCost")?.percent(zeroAllowed: true).map(Floor.aboveCost)
        }
    }

    func funder(_ value: YAMLValue) -> String? {
        if value.node.entries != nil {
            value.report(
                "notSupported", "a discount with several funders is not supported yet", hint: "name one: platform, seller or vendor:ID")
            return nil
        }
        return value.parsed("platform, seller or vendor:ID") { text in
            text == "platform" || text == "seller" || (text.hasPrefix("vendor:") && text.utf8.count > 7) ? text : nil
        }
    }
}

private enum StackScope: String, CaseIterable { case cart, unit }

extension Give {
    /// Whether the amount is one of the whole order's, which sets the default phase.
    var isForOrder: Bool {
        if base == .order { return true }
        switch verb {
        case .amount(_, .order): return true
        case .tiers(let tiers): return tiers.rows.contains { if case .amount(_, .order) = $0.verb { true } else { false } }
        default: return false
        }
    }

    /// Whether a product page can show it without a cart.
    var isForProductPage: Bool {
        guard target == .all, every == nil, cap == nil, base == .lines else { return false }
        switch verb {
        case .percent, .amount(_, .unit), .price(_, .unit): return true
        default: return false
        }
    }
}
