import StrictYAML

/// One field that two files of a rule state differently.
struct FieldDifference {
    /// `give.percent`; places in lists are left out.
    let path: [String]
    /// Which entry of a list it is in, counted from 1; nil outside of lists and in lists of one.
    let entry: Int?
    let before: YAMLNode?
    let after: YAMLNode?

    /// In the order of the newer file, what is gone at the end.
    static func all(from before: YAMLNode, to after: YAMLNode) -> [FieldDifference] {
        compare(before, after, [], nil)
    }

    private static func compare(_ before: YAMLNode?, _ after: YAMLNode?, _ path: [String], _ entry: Int?) -> [FieldDifference] {
        // A mapping that came or went is told field by field.
        if before?.entries != nil || after?.entries != nil, before?.sequence == nil, before?.scalar == nil, after?.sequence == nil,
            after?.scalar == nil
        {
            let (old, new) = (before?.entries ?? [], after?.entries ?? [])
            let keys = new.map(\.key) + old.map(\.key).filter { key in !new.contains { $0.key == key } }
            return keys.flatMap { compare(before?[$0], after?[$0], path + [$0], entry) }
        }
        if let old = before?.sequence, let new = after?.sequence, old.count == new.count, new.allSatisfy({ $0.entries != nil }) {
            return zip(old, new).enumerated().flatMap { index, pair in
                compare(pair.0, pair.1, path, new.count > 1 ? index + 1 : entry)
            }
        }
        guard before.map(ValueText.init)?.text != after.map(ValueText.init)?.text else { return [] }
        return [FieldDifference(path: path, entry: entry, before: before, after: after)]
    }

    /// As a person would say it.
    var words: String {
        let phrase = FieldPhrase.of(path)
        let place = entry.map { " (entry \($0))" } ?? ""
        if let lists = listChange { return phrase.label + ": " + lists + place }
        switch (before, after) {
        case (let old?, let new?):
            return "\(phrase.verb) \(phrase.value(new, path))\(phrase.tail) instead of \(phrase.value(old, path))\(place)"
        case (nil, let new?): return "now \(phrase.verb) \(phrase.value(new, path))\(phrase.tail)\(place)"
        case (let old?, nil): return "no longer \(phrase.verb) \(phrase.value(old, path))\(phrase.tail)\(place)"
        case (nil, nil): return ""
        }
    }

    /// For lists of texts: what came and what went.
    private var listChange: String? {
        guard let old = before?.sequence, let new = after?.sequence else { return nil }
        let (oldTexts, newTexts) = (old.map { ValueText($0).text }, new.map { ValueText($0).text })
        let added = newTexts.filter { !oldTexts.contains($0) }
        let removed = oldTexts.filter { !newTexts.contains($0) }
        if added.isEmpty, removed.isEmpty { return "in another order" }
        return [
            added.isEmpty ? nil : "with \(added.joined(separator: ", "))",
            removed.isEmpty ? nil : "without \(removed.joined(separator: ", "))",
        ]
        .compactMap(\.self).joined(separator: ", ")
    }
}

/// A value on one line.
struct ValueText {
    let text: String

    init(_ node: YAMLNode) {
        switch node.kind {
        case .scalar(let scalar): text = scalar.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        case .sequence(let items): text = "[" + items.map { ValueText($0).text }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            text = "{ " + entries.map { "\($0.key): \(ValueText($0.value).text)" }.joined(separator: ", ") + " }"
        }
    }
}

/// How a field is spoken of.
struct FieldPhrase {
    enum Form { case plain, percent, expression }

    /// `gives`, in "gives 15 % instead of 10 %".
    let verb: String
    var form = Form.plain
    /// What follows the values: ` in all`.
    var tail = ""
    /// The field by itself, for lists.
    let label: String

    func value(_ node: YAMLNode, _ path: [String]) -> String {
        let text = ValueText(node).text
        // Below an amount of several currencies stand their codes.
        let currency = path.last.flatMap { $0.count == 3 && $0.allSatisfy { $0.isUppercase && $0.isASCII } ? " " + $0 : nil } ?? ""
        switch form {
        case .plain: return text + currency
        case .percent: return text + " %"
        case .expression: return "`\(text)`"
        }
    }

    /// The phrase of a field, or of the nearest field around it that has one.
    static func of(_ path: [String]) -> FieldPhrase {
        var known = path
        if known.last.map({ $0.count == 3 && $0.allSatisfy(\.isUppercase) }) ?? false { known.removeLast() }
        let label = known.joined(separator: ".")
        if let phrase = phrases[label] { return FieldPhrase(verb: phrase.0, form: phrase.1, tail: phrase.2, label: label) }
        let isExpression = ["when", "lines", "of"].contains(known.last ?? "")
        return FieldPhrase(verb: "has \(label)", form: isExpression ? .expression : .plain, label: label)
    }

    private static let phrases: [String: (String, Form, String)] = [
        "title": ("is called", .plain, ""), "message": ("says", .plain, ""),
        "phase": ("acts in the phase", .plain, ""), "step": ("acts in step", .plain, ""),
        "active.from": ("starts at", .plain, ""), "active.until": ("ends at", .plain, ""),
        "active.zone": ("goes by the clock of", .plain, ""),
        "code": ("needs the code", .plain, ""), "when": ("applies when", .expression, ""), "lines": ("is for lines with", .expression, ""),
        "spend.atLeast": ("needs a spend of at least", .plain, ""), "spend.atMost": ("allows a spend of at most", .plain, ""),
        "give.percent": ("gives", .percent, ""), "give.amount": ("gives", .plain, " off"), "give.price": ("asks for the price", .plain, ""),
        "give.gift.sku": ("gives away", .plain, ""), "give.gift.quantity": ("gives away", .plain, " pieces"),
        "give.cap": ("gives at most", .plain, ""), "give.every": ("counts every", .plain, ""), "give.to": ("gives to", .plain, ""),
        "give.count": ("gives for", .plain, " pieces"), "give.shipping.percent": ("gives", .percent, " off shipping"),
        "give.points.fixed": ("earns", .plain, " points"), "give.points.earn": ("earns", .plain, " points at a time"),
        "give.points.per": ("earns points for every", .plain, ""), "give.points.multiply": ("multiplies points by", .plain, ""),
        "points.fixed": ("earns", .plain, " points"), "points.earn": ("earns", .plain, " points at a time"),
        "points.per": ("earns points for every", .plain, ""), "points.multiply": ("multiplies points by", .plain, ""),
        "expires.after": ("gives points for", .plain, ""), "milestones.by": ("counts", .plain, ""),
        "tiers.by": ("names customers by", .plain, ""),
        "milestones.within": ("counts within", .plain, ""), "milestones.each": ("counts anew each", .plain, ""),
        "tiers.within": ("counts within", .plain, ""), "tiers.each": ("counts anew each", .plain, ""),
        "times": ("applies at most", .plain, " times a cart"), "floor": ("leaves a unit price of at least", .plain, ""),
        "fundedBy": ("is paid by", .plain, ""), "stack.group": ("belongs to the group", .plain, ""),
        "stack.atMost": ("lets at most", .plain, " of its group apply"),
        "limits.uses": ("may be used", .plain, " times in all"), "limits.perCustomer": ("may be used", .plain, " times by a customer"),
        "limits.perDay": ("may be used", .plain, " times a day"), "limits.budget": ("may give", .plain, " in all"),
        "limits.atEdge": ("ends its budget by", .plain, ""),
        "on": ("stands before", .plain, ""), "effect": ("has the effect", .plain, ""),
        "effect.deny": ("refuses with", .plain, ""), "effect.hold": ("waits for the workflow", .plain, ""),
        "allow": ("lets in", .plain, ""), "deny": ("keeps out", .plain, ""), "separate": ("keeps apart from", .plain, ""),
        "safety": ("keeps back", .plain, " pieces"), "backOrder": ("lets", .plain, " pieces be sold ahead"),
        "perCustomer.quantity": ("lets a customer buy", .plain, " pieces"), "perCustomer.every": ("counts by the", .plain, ""),
        "keep": ("keeps records for", .plain, ""), "then": ("lets them then", .plain, ""), "class": ("is about", .plain, ""),
        "basis": ("follows from", .plain, ""),
        "reserve": ("holds unpaid pieces for", .plain, ""),
        "priority": ("has the priority", .plain, ""), "price": ("asks for the price", .plain, ""),
        "percent": ("takes off", .percent, " of the list price"), "amount": ("takes off", .plain, ""),
        "raise.percent": ("puts on", .percent, " of the list price"), "raise.amount": ("puts on", .plain, ""),
        "aboveCost": ("asks for", .percent, " above cost"), "proposed": ("takes prices proposed by", .plain, ""),
        "promotions": ("lets act on its prices", .plain, " promotions"), "round.mode": ("rounds", .plain, ""),
        "tiers.from": ("has a tier from", .plain, " units"), "tiers.price": ("asks in a tier for the price", .plain, ""),
        "tiers.percent": ("takes off in a tier", .percent, " of the list price"), "tiers.amount": ("takes off in a tier", .plain, ""),
        "tiers.aboveCost": ("asks in a tier for", .percent, " above cost"), "floor.aboveCost": ("leaves at least", .percent, " above cost"),
        "guardrails.lowest": ("keeps the price from falling below", .plain, ""),
        "guardrails.lowest.aboveCost": ("keeps the price at least", .percent, " above cost"),
        "guardrails.highest": ("keeps the price from rising above", .plain, ""),
        "guardrails.highest.aboveCost": ("keeps the price at most", .percent, " above cost"),
        "guardrails.change.percent": ("moves the list price by at most", .percent, ""),
        "guardrails.change.amount": ("moves the list price by at most", .plain, ""),
        "currency": ("counts in", .plain, ""), "zone": ("goes by the clock of", .plain, ""), "objective": ("chooses by", .plain, ""),
    ]
}
