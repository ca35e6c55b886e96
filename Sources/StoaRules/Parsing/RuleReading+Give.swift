import Diagnostics
import StoaCommerce
import StrictYAML

extension RuleReading {
    /// `give`: one GIVE or a list of them.
    func gives(_ fields: YAMLMappingReader, take: [TakePart], phase: Phase?) -> [Give] {
        guard let value = fields.required("give") else { return [] }
        if let count = value.node.sequence?.count, count > RuleLimits.givesMax {
            value.report("tooManyGives", "the rule gives \(count) things", hint: "give at most \(RuleLimits.givesMax)")
            return []
        }
        if value.node.sequence?.isEmpty == true { value.report("missingField", "'give' is empty", hint: "say what the rule gives") }
        let gives = value.listOrOne { item in item.mapping(RuleShapes.give) { give($0, take: take, phase: phase) } } ?? []
        if !take.isEmpty, gives.contains(where: \.isPoints) {
            value.report(
                "conflictingFields", "points are earned by an order, not by a set",
                hint: "write a rule of their own, or state the goods in 'lines'")
        }
        if !take.isEmpty, gives.filter(\.isForItems).count > 1 {
            value.report("notSupported", "two discounts for one set are not supported yet", hint: "write two rules, or one discount")
        }
        return gives
    }

    private func give(_ fields: YAMLMappingReader, take: [TakePart], phase: Phase?) -> Give? {
        guard let (key, value) = fields.exactlyOne(of: RuleShapes.give.alternatives),
            let verb = verb(key, value, fields, take: take, phase: phase)
        else { return nil }
        var give = Give(verb: verb)
        readTarget(&give, fields, take: take)
        give.countPerItem = fields.optional("countPerItem")?.quantity()
        give.every = fields.optional("every").flatMap { every($0) }
        give.cap = fields.optional("cap")?.money(settings)
        give.base = fields.optional("of")?.oneOf(Give.Base.self) ?? .lines
        give.basis = fields.optional("basis")?.oneOf(Give.Basis.self) ?? .step
        give.weight = fields.optional("allocate")?.oneOf(Give.Weight.self) ?? .value
        give.rounding = fields.optional("round").flatMap { rounding($0) } ?? RoundingPoint()
        checkModifiers(give, key, fields, take: take)
        return give
    }

    /// A modifier that the verb does not read would be ignored in silence, so it is refused.
    private func checkModifiers(_ give: Give, _ key: String, _ fields: YAMLMappingReader, take: [TakePart]) {
        var allowed: Set<String>
        switch give.verb {
        case .percent: allowed = ["to", "count", "cap", "of", "basis", "allocate", "countPerItem", "round"]
        case .amount(_, let scope):
            allowed = ["per", "to", "count", "cap", "basis", "allocate", "countPerItem"]
            if scope == .order { allowed.formUnion(["every", "of"]) }
        case .price: allowed = ["per", "to", "count", "cap", "basis", "allocate", "countPerItem"]
        case .tiers: allowed = ["per", "to", "count", "cap", "of", "basis", "allocate", "countPerItem", "round"]
        case .gift: allowed = take.isEmpty ? ["every", "basis"] : []
        case .shipping, .points: allowed = []
        }
        if !take.isEmpty { allowed.subtract(["countPerItem", "every"]) }
        for entry in fields.node.entries ?? [] where RuleShapes.giveModifierNames.contains(entry.key) && !allowed.contains(entry.key) {
            fields.reader.report(
                "unusedField", "'\(entry.key)' means nothing beside '\(key)'\(take.isEmpty ? "" : " in a set")",
                hint: "remove '\(entry.key)'",
                at: entry.keySpan)
        }
    }

    // MARK: Verbs

    private func verb(
        _ key: String, _ value: YAMLValue, _ fields: YAMLMappingReader, take: [TakePart], phase: Phase?
    ) -> Give.Verb? {
        switch key {
        case "percent": return value.percent().map(Give.Verb.percent)
        case "amount":
            let scope = amountScope(fields, take: take, phase: phase, at: value)
            guard let table = value.money(settings), let scope else { return nil }
            return .amount(table, per: scope)
        case "price":
            let scope = fields.optional("per").map { $0.oneOf(Give.PriceScope.self) } ?? (take.isEmpty || fields.has("to") ? .unit : .set)
            if scope == .set, take.isEmpty { value.report("conflictingFields", "a price a set needs 'take'", hint: "write 'per: unit'") }
            guard let table = value.money(settings, zeroAllowed: true), let scope else { return nil }
            return .price(table, per: scope)
        case "gift": return gift(value).map(Give.Verb.gift)
        case "shipping": return shipping(value).map(Give.Verb.shipping)
        case "tiers":
            let perItem = fields.optional("per").map { $0.oneOf(TierScope.self) == .item } ?? false
            return tiers(value, perItem: perItem).map(Give.Verb.tiers)
        default: return points(value).map(Give.Verb.points)
        }
    }

    private func amountScope(
        _ fields: YAMLMappingReader, take: [TakePart], phase: Phase?, at value: YAMLValue
    ) -> Give.AmountScope? {
        guard let stated = fields.optional("per") else {
            if !take.isEmpty { return .set }
            if phase == .order { return .order }
            value.report("missingField", "'amount' does not say what it is off", hint: "add 'per: order', 'per: item' or 'per: unit'")
            return nil
        }
        guard let scope = stated.oneOf(Give.AmountScope.self) else { return nil }
        if scope == .set, take.isEmpty {
            stated.report("conflictingFields", "an amount a set needs 'take'", hint: "add 'take', or write 'per: unit'")
        }
        if scope == .item, !take.isEmpty {
            stated.report("conflictingFields", "a set has no amount per item", hint: "write 'per: set' or 'per: unit'")
        }
        return scope
    }

    private func gift(_ value: YAMLValue) -> Gift? {
        value.mapping(RuleShapes.gift) { fields in
            fields.refuse("chooseFrom", "the buyer's choice is not part of a cart yet")
            fields.refuse("outOfStock", "quotes do not read stock yet")
            let mode = fields.optional("mode")?.oneOf(Gift.Mode.self) ?? .addMissing
            let quantity = fields.optional("quantity").map { $0.quantity() } ?? 1
            guard let sku = fields.required("sku")?.string(), let quantity else { return nil }
            return Gift(sku: sku, quantity: quantity, mode: mode)
        }
    }

    private func shipping(_ value: YAMLValue) -> ShippingGive? {
        value.mapping(RuleShapes.shipping) { fields in
            let methods = fields.optional("methods")?.texts()
            guard let (key, verb) = fields.exactlyOne(of: RuleShapes.shipping.alternatives) else { return nil }
            let read: ShippingGive.Verb?
            switch key {
            case "percent": read = verb.percent().map(ShippingGive.Verb.percent)
            case "amount": read = verb.money(settings).map(ShippingGive.Verb.amount)
            default: read = verb.money(settings, zeroAllowed: true).map(ShippingGive.Verb.price)
            }
            return read.map { ShippingGive(verb: $0, methods: methods) }
        }
    }

    // MARK: Modifiers

    private func readTarget(_ give: inout Give, _ fields: YAMLMappingReader, take: [TakePart]) {
        if let value = fields.optional("to"), let name = value.string() {
            switch name {
            case "cheapest": give.target = .cheapest
            case "dearest": give.target = .dearest
            default:
                if let part = take.firstIndex(where: { $0.name == name }) {
                    give.target = .part(part)
                } else {
                    value.report(
                        "unknownName", "'\(name)' is no part of the set",
                        hint: suggestion(for: name, among: take.map(\.name) + ["cheapest", "dearest"]))
                }
            }
        }
        if let value = fields.optional("count") {
            give.count = value.quantity()
            if give.target == .all { value.report("unusedField", "'count' needs 'to'", hint: "add 'to: cheapest' or 'to: dearest'") }
        }
        if give.count == nil, take.isEmpty, give.target == .cheapest || give.target == .dearest { give.count = 1 }
    }

    private func every(_ value: YAMLValue) -> Give.Every? {
        if value.node.scalar?.style == .plain, let text = value.node.text, !text.isEmpty,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            return value.quantity().map(Give.Every.units)
        }
        return value.money(settings).map(Give.Every.spend)
    }

    private func rounding(_ value: YAMLValue) -> RoundingPoint? {
        value.mapping(RuleShapes.round) { fields in
            RoundingPoint(
                mode: fields.optional("mode")?.oneOf(RoundingPoint.Mode.self) ?? .halfUp,
                scope: fields.optional("per")?.oneOf(RoundingPoint.Scope.self) ?? .total)
        }
    }

    // MARK: Tiers

    private func tiers(_ value: YAMLValue, perItem: Bool) -> Tiers? {
        value.mapping(RuleShapes.tiers) { fields in
            let measure = fields.required("by")?.oneOf(Tiers.Measure.self)
            let mode = fields.optional("mode")?.oneOf(Tiers.Mode.self) ?? .slab
            guard let list = fields.required("rows") else { return nil }
            if let count = list.node.sequence?.count, count > RuleLimits.tierRowsMax {
                list.report("tooManyRows", "'tiers' has \(count) rows", hint: "use at most \(RuleLimits.tierRowsMax)")
                return nil
            }
            guard let measure else { return nil }
            let rows = list.list { row in row.mapping(RuleShapes.tierRow) { tierRow($0, measure, mode) } } ?? []
            checkOrder(rows, measure, list)
            return Tiers(measure: measure, mode: mode, rows: rows, perItem: perItem)
        }
    }

    private func tierRow(_ fields: YAMLMappingReader, _ measure: Tiers.Measure, _ mode: Tiers.Mode) -> Tiers.Row? {
        let bound: Tiers.Bound?
        switch measure {
        case .spend: bound = fields.required("from").flatMap { $0.money(settings, zeroAllowed: true) }.map(Tiers.Bound.spend)
        case .units, .items: bound = fields.required("from").flatMap { $0.quantity() }.map(Tiers.Bound.count)
        }
        guard let (key, value) = fields.exactlyOne(of: RuleShapes.tierRow.alternatives) else { return nil }
        if key != "amount", let per = fields.optional("per") {
            per.report("unusedField", "'per' means nothing beside '\(key)'", hint: "remove 'per'")
        }
        let isGraduatedSpend = measure == .spend && mode == .graduated
        if isGraduatedSpend, key != "percent" {
            value.report("conflictingFields", "a part of a sum takes a percentage only", hint: "use 'percent', or 'mode: slab'")
        }
        if measure == .items, mode == .graduated {
            value.report("conflictingFields", "items have no parts to graduate", hint: "use 'by: units'")
        }
        let verb: Give.Verb?
        switch key {
        case "percent": verb = value.percent(zeroAllowed: true).map(Give.Verb.percent)
        case "amount":
            let standard: Give.AmountScope = mode == .graduated ? .unit : .order
            let scope = fields.optional("per").map { $0.oneOf(Give.AmountScope.self) } ?? standard
            if scope == .set { value.report("conflictingFields", "a row has no amount a set", hint: "write 'per: unit' or 'per: order'") }
            verb = value.money(settings, zeroAllowed: true).flatMap { table in scope.map { Give.Verb.amount(table, per: $0) } }
        default: verb = value.money(settings, zeroAllowed: true).map { Give.Verb.price($0, per: .unit) }
        }
        guard let bound, let verb else { return nil }
        return Tiers.Row(from: bound, verb: verb)
    }

    /// Rows ascend, so that exactly one is the highest that is reached.
    private func checkOrder(_ rows: [Tiers.Row], _ measure: Tiers.Measure, _ list: YAMLValue) {
        if rows.isEmpty, list.node.sequence?.isEmpty == true {
            list.report("missingField", "'rows' is empty", hint: "add '{ from: …, percent: … }'")
        }
        for (lower, higher) in zip(rows, rows.dropFirst()) {
            let ascends: Bool
            switch (lower.from, higher.from) {
            case (.count(let a), .count(let b)): ascends = a < b
            case (.spend(let a), .spend(let b)): ascends = a.isBelow(b)
            default: ascends = false
            }
            if !ascends { list.report("rowsNotAscending", "each row must start above the one before it", hint: "sort the rows by 'from'") }
        }
    }
}

private enum TierScope: String, CaseIterable { case item, order }

extension MoneyTable {
    /// Whether every currency of both has a smaller amount here.
    func isBelow(_ other: MoneyTable) -> Bool {
        let both = comparable(with: other)
        return !both.isEmpty && both.allSatisfy { $0 < $1 }
    }
}
