import StoaCommerce

/// One promotion of a ``SyntheticBook``: as a rule file, and as a row of a decision table.
struct SyntheticRule {
    enum Requirement {
        case sku([String])
        case category(String)
        case section([String])
        case brand(String)
        case color(String)
        case unitPriceAtLeast(Int64)
        case tier(String)
        case segment(String)
        case channel(String)
        case subtotalAtLeast(Int64)
        case spendAtLeast(Int64)
        case anyLine(category: String, quantity: Int64)
        /// Opens thirty days before, or ends thirty days after, so many days from now: half of them are open.
        case window(days: Int)
    }

    let id: String
    /// The code that switches it on.
    var code: String?
    private(set) var requirements: [Requirement] = []
    private var effect = ""
    private var step = 1

    init(id: String) { self.id = id }

    mutating func require(_ requirement: Requirement) { requirements.append(requirement) }

    /// Sets and tiers are about goods; what is for a whole cart is a percentage, an amount, or its shipping.
    mutating func give(_ numbers: inout SeededNumbers) {
        step = numbers.number(1...3)
        let isForGoods = requirements.contains { $0.ofLine != nil }
        let hasSpend = requirements.contains { if case .spendAtLeast = $0 { true } else { false } }
        // Shipping is given whatever the lines are, unless a spend on them is asked for.
        switch isForGoods ? numbers.number(0...(hasSpend ? 9 : 8)) : [0, 1, 5, 6, 9][numbers.number(0...4)] {
        case 0...3: effect = "give:\n  percent: \(numbers.number(3...20))\n"
        case 4: effect = "give:\n  amount: \"\(numbers.number(1...9)).50\"\n  per: unit\n  to: cheapest\n  count: 1\n"
        case 5: effect = "phase: order\ngive:\n  percent: \(numbers.number(2...8))\n  cap: \"\(numbers.number(5...20)).00\"\n"
        case 6: effect = "give:\n  amount: \"\(numbers.number(1...9)).00\"\n  per: order\n"
        case 7: effect = "take:\n  any: { quantity: \(numbers.number(2...3)) }\ngive:\n  percent: 50\n  to: cheapest\n"
        case 8:
            effect = "give:\n  tiers:\n    by: units\n    rows:\n      - { from: 1, percent: 4 }\n      - { from: 6, percent: 9 }\n"
        default: effect = "give:\n  shipping: { percent: \(numbers.number(1...4) * 25) }\n"
        }
    }

    // MARK: As a rule file

    var text: String {
        var text = "kind: Promotion\nid: \(id)\nstep: \(step)\n"
        if code != nil { text += "code: coupon-\(id)\n" }
        for case .channel(let channel) in requirements { text += "channels: [\(channel)]\n" }
        for case .window(let days) in requirements {
            let (from, until) = Self.window(days)
            text += "active: { from: \(from.date), until: \(until.date) }\n"
        }
        for case .spendAtLeast(let amount) in requirements {
            text += "spend: { atLeast: \"\(amount / 100).00\", of: lines }\n"
        }
        for (field, conditions) in [("when", requirements.compactMap(\.ofCart)), ("lines", requirements.compactMap(\.ofLine))]
        where !conditions.isEmpty {
            text += "\(field): '\(conditions.joined(separator: " && "))'\n"
        }
        return text + effect
    }

    var coupon: String? {
        code.map { "kind: Coupon\nid: coupon-\(id)\ntype: public\ncodes: [\($0)]\n" }
    }

    /// From when until when, for a window that is given by its distance in days.
    static func window(_ days: Int) -> (from: Instant, until: Instant) {
        let day: Int64 = 86_400_000
        let start = SyntheticMall.now.millisecondsSince1970 + Int64(days) * day
        return (Instant(millisecondsSince1970: start - 15 * day), Instant(millisecondsSince1970: start + 15 * day))
    }
}

extension SyntheticRule.Requirement {
    fileprivate var ofCart: String? {
        switch self {
        case .tier(let tier): #"customer.tier == "\#(tier)""#
        case .segment(let segment): #""\#(segment)" in customer.segments"#
        case .subtotalAtLeast(let amount): #"cart.subtotal >= money("\#(amount / 100).00")"#
        case .anyLine(let category, let quantity):
            #"cart.items.exists(i, i.category == "\#(category)" && i.quantity >= \#(quantity))"#
        default: nil
        }
    }

    fileprivate var ofLine: String? {
        switch self {
        case .sku(let skus):
            skus.count == 1 ? #"line.sku == "\#(skus[0])""# : "line.sku in [\(skus.map { #""\#($0)""# }.joined(separator: ", "))]"
        case .category(let category): #"line.category == "\#(category)""#
        case .section(let sections): "line.attributes.section in [\(sections.map { #""\#($0)""# }.joined(separator: ", "))]"
        case .brand(let brand): #"line.attributes.brand == "\#(brand)""#
        case .color(let color): #"line.attributes.color == "\#(color)""#
        case .unitPriceAtLeast(let amount): #"line.unitPrice >= money("\#(amount / 100).00")"#
        default: nil
        }
    }
}

extension Instant {
    /// `2026-11-23`
    fileprivate var date: String { String(description.prefix(10)) }
}
