import Diagnostics
import PropertyTesting
import StoaCommerce

/// Random carts and rulebooks from a seed, so that a failure can be repeated.
struct RandomBooks {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func next() -> UInt64 { random.next() }

    mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }
    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }
    mutating func one<Element>(_ elements: [Element]) -> Element { elements[number(0...(elements.count - 1))] }

    static let categories = ["shirts", "mugs", "books"]

    mutating func cart() -> Cart {
        var lines: [Cart.Line] = []
        for index in 0..<number(1...5) {
            let price = Int64(chance(50) ? number(1...40) * 100 : number(1...4999))
            var line = Cart.Line(
                id: "l\(index)", sku: "sku-\(number(1...6))", quantity: Int64(number(1...6)), unitPrice: price,
                category: one(Self.categories), seller: one(["sel_a", "sel_b"]))
            if chance(25) { line.floor = price * Int64(number(1...10)) / 10 }
            if chance(10) { line.discountable = false }
            lines.append(line)
        }
        let options = [ShippingOption(method: "standard", price: 500), ShippingOption(method: "express", price: 1200)]
        return Cart(currency: .usd, selectedShipping: chance(80) ? "standard" : nil, lines: lines, shipping: options)
    }

    /// Promotions `r0`… with a coupon for those that need a code.
    mutating func rules(_ count: Int) -> [SourceText] {
        var files = [
            SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n"),
            SourceText(name: "coupon/rule.yaml", text: "kind: Coupon\nid: coupon\ncodes: [CODE]\n"),
        ]
        for index in 0..<count { files.append(SourceText(name: "r\(index)/rule.yaml", text: rule(index, of: count))) }
        return files
    }

    private mutating func rule(_ index: Int, of count: Int) -> String {
        var text = "kind: Promotion\nid: r\(index)\nstep: \(number(1...3))\n"
        if chance(25) { text += "code: coupon\n" }
        if chance(30) {
            text += "spend: { atLeast: \"\(number(1...80)).00\"\(chance(40) ? ", at: list" : "")\(chance(30) ? ", of: lines" : "") }\n"
        }
        if chance(40) {
            text += "lines: 'line.category == \"\(one(Self.categories))\"'\n"
        } else if chance(15) {
            text += "lines: 'line.discount == money(\"0\")'\n"
        }
        if chance(15) { text += "when: 'cart.subtotal < money(\"\(number(20...150)).00\")'\n" }
        if chance(10) { text += "sellers: [sel_a]\n" }
        let effect = effect()
        text += effect
        if chance(25), !effect.contains("gift") { text += limits(effect) }
        var stack: [String] = []
        if chance(30) { stack.append("group: g\(number(1...2))") }
        if chance(15), count > 1 { stack.append("conflicts: [r\((index + 1) % count)]") }
        if chance(8) { stack.append("alone: true") }
        if !stack.isEmpty { text += "stack: { \(stack.joined(separator: ", ")) }\n" }
        return text
    }

    /// Budgets that most carts come near to, so that the edge is met.
    private mutating func limits(_ effect: String) -> String {
        let edge = effect.contains("- shipping") ? "clip" : one(["clip", "reject"])
        return "limits: { budget: \"\(number(1...25)).\(number(10...99))\", atEdge: \(edge) }\n"
    }

    private mutating func effect() -> String {
        let percent = one(["5", "10", "12.5", "33", "50", "100"])
        let basis = chance(20) ? "  basis: list\n" : ""
        switch number(0...14) {
        case 0, 1: return "give:\n  percent: \(percent)\n\(basis)\(chance(30) ? "  round: { per: \(one(["item", "unit"])) }\n" : "")"
        case 2: return "phase: order\ngive:\n  percent: \(percent)\n  cap: \"\(number(1...20)).00\"\n"
        case 3: return "give:\n  amount: \"\(number(1...30)).00\"\n  per: order\n  allocate: \(one(["value", "quantity"]))\n"
        case 4: return "give:\n  amount: \"\(number(1...9)).50\"\n  per: \(one(["item", "unit"]))\n"
        case 5: return "give:\n  price: \"\(number(1...30)).00\"\n  per: unit\n"
        case 6:
            return
                "take:\n  any: { quantity: \(number(2...4)), pick: \(one(["best", "cheapest", "together"])) }\ngive:\n  percent: \(percent)\n  to: cheapest\n"
        case 7:
            return
                "take:\n  buy: { quantity: 1 }\n  get: { quantity: \(number(1...2)), of: 'line.category == \"mugs\"' }\ngive:\n  percent: \(percent)\n  to: get\n"
        case 8: return "take:\n  any: { quantity: \(number(2...3)) }\ngive:\n  price: \"\(number(5...40)).00\"\n  per: set\n"
        case 9: return "give:\n  shipping: { percent: \(percent) }\n"
        case 11:
            let amount = "{ amount: \"\(number(1...9)).00\", per: order }"
            return "give:\n  - \(chance(50) ? "{ percent: \(percent) }" : amount)\n  - shipping: { percent: \(percent) }\n"
        case 12: return "give:\n  points: \(one(["{ per: \"7.00\", earn: 3 }", "{ fixed: 40 }", "{ multiply: 2.5 }"]))\n"
        case 13: return "give:\n  - { percent: \(percent) }\n  - points: { per: \"\(number(1...9)).00\", earn: 2 }\n"
        case 10: return "give:\n  gift: { sku: gift, mode: alwaysAdd }\n"
        default:
            return "give:\n  tiers:\n    by: units\n    rows:\n      - { from: 2, percent: 5 }\n      - { from: 5, percent: \(percent) }\n"
        }
    }
}
