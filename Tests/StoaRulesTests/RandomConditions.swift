import Diagnostics
import StoaCommerce

/// Random rulebooks and carts about the facts that rules are looked up by: equalities, lists, bounds, windows, channels,
/// sellers, codes; facts that are missing, conditions that fail, and amounts in other currencies among them.
struct RandomConditions {
    var random: RandomBooks

    init(seed: UInt64) { random = RandomBooks(seed: seed) }

    private static let texts = ["a", "b", "c", "d"]
    private static let now: Int64 = 1_795_392_000_000

    var instant: Instant {
        mutating get { Instant(millisecondsSince1970: Self.now + Int64(random.number(-3...3)) * 86_400_000) }
    }

    private mutating func text() -> String { random.one(Self.texts) }
    private mutating func perhaps(_ percent: Int, _ text: String) -> String? { random.chance(percent) ? text : nil }

    // MARK: Carts

    mutating func cart() -> Cart {
        var cart = Cart(currency: random.chance(85) ? .usd : .eur, lines: [])
        cart.channel = perhaps(80, text())
        cart.payment = random.chance(50) ? Cart.Payment(method: text()) : nil
        if random.chance(75) {
            cart.customer = Cart.Buyer(
                id: perhaps(70, "cus_\(text())"), segments: random.chance(60) ? [text(), text()] : nil, tier: perhaps(60, text()),
                orders: random.chance(60) ? Int64(random.number(0...4)) : nil)
        }
        cart.shipping = [ShippingOption(method: "a", price: 500), ShippingOption(method: "b", price: 900)]
        cart.selectedShipping = random.chance(70) ? random.one(["a", "b"]) : nil
        for index in 0..<random.number(0...5) {
            var line = Cart.Line(
                id: "l\(index)", sku: perhaps(80, "sku-\(text())"), quantity: Int64(random.number(1...4)),
                unitPrice: Int64(random.number(1...60)) * 100)
            line.category = perhaps(80, text())
            line.seller = perhaps(60, text())
            if random.chance(15) { line.discountable = false }
            if random.chance(20) { line.onSale = true }
            var attributes: [String: AttributeValue] = [:]
            if random.chance(60) { attributes["color"] = .text(text()) }
            if random.chance(40) { attributes["size"] = random.chance(75) ? .integer(Int64(random.number(1...4))) : .text("1") }
            if random.chance(30) { attributes["new"] = random.chance(70) ? .bool(random.chance(50)) : .text("yes") }
            line.attributes = attributes
            cart.lines.append(line)
        }
        return cart
    }

    // MARK: Rules

    mutating func rules(_ count: Int) -> [SourceText] {
        var files = [
            SourceText(
                name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nobjective: \(random.chance(75) ? "customer" : "priority")\n"),
            SourceText(name: "first/rule.yaml", text: "kind: Coupon\nid: first\ncodes: [ONE]\n"),
            SourceText(name: "second/rule.yaml", text: "kind: Coupon\nid: second\ncodes: [TWO]\nactive: { until: 2026-11-24 }\n"),
        ]
        for index in 0..<count { files.append(SourceText(name: "r\(index)/rule.yaml", text: rule(index, of: count))) }
        return files
    }

    private mutating func rule(_ index: Int, of count: Int) -> String {
        var text = "kind: Promotion\nid: r\(index)\nstep: \(random.number(1...3))\n"
        if random.chance(20) { text += "channels: [\(random.one(["a", "b", "a, b", "c, d", "b, d"]))]\n" }
        if random.chance(20) { text += "sellers: [\(self.text())]\n" }
        if random.chance(20) { text += "code: \(random.one(["first", "second", "[first, second]"]))\n" }
        if random.chance(25) { text += "active: { \(window()) }\n" }
        if random.chance(50) { text += "when: '\(condition(2) { $0.cartComparison() })'\n" }
        if random.chance(30) {
            let amount = random.chance(85) ? "\"\(random.number(1...150)).00\"" : "{ USD: \"50.00\", EUR: \"45.00\" }"
            text += "spend: { \(random.chance(85) ? "atLeast" : "atMost"): \(amount)\(random.chance(50) ? ", of: lines" : "") }\n"
        }
        if random.chance(60) { text += "lines: '\(condition(2) { $0.lineComparison("line") })'\n" }
        text += effect()
        if random.chance(15), count > 1 { text += "stack: { conflicts: [r\((index + 1) % count)] }\n" }
        if random.chance(15) { text += "limits: { uses: 3 }\n" }
        return text
    }

    private mutating func window() -> String {
        let (from, until) = (random.number(18...24), random.number(25...27))
        switch random.number(0...3) {
        case 0: return "from: 2026-11-\(from)"
        case 1: return "until: 2026-11-\(from)"
        case 2: return "from: 2026-11-\(from), weekly: [{ days: [MON, TUE], from: \"06:00\", until: \"24:00\" }]"
        default: return "from: 2026-11-\(from), until: 2026-11-\(until)"
        }
    }

    private mutating func condition(_ depth: Int, _ comparison: (inout RandomConditions) -> String) -> String {
        guard depth > 0, random.chance(65) else { return comparison(&self) }
        let (left, right) = (condition(depth - 1, comparison), condition(depth - 1, comparison))
        switch random.number(0...9) {
        case 0...5: return "\(left) && \(right)"
        case 6...8: return "(\(left) || \(right))"
        default: return "!(\(left) && \(right))"
        }
    }

    private mutating func cartComparison() -> String {
        let order = random.one(["<", "<=", ">", ">="])
        switch random.number(0...13) {
        case 0: return #"channel == "\#(text())""#
        case 1: return #"customer.tier == "\#(text())""#
        case 2: return #"customer.tier in ["\#(text())", "\#(text())"]"#
        case 3: return #""\#(text())" in customer.segments"#
        case 4: return "customer.orders \(random.one(["==", order])) \(random.number(0...4))"
        case 5: return #"payment.method != "\#(text())""#
        case 6: return "cart.\(random.one(["subtotal", "total", "listTotal"])) \(order) money(\"\(random.number(1...200)).00\")"
        case 7: return "cart.quantity \(order) \(random.number(0...12))"
        case 8: return "now \(order) timestamp(\"2026-11-\(random.number(21...25))T00:00:00Z\")"
        case 9, 10: return "cart.items.exists(i, \(condition(1) { $0.lineComparison("i") }))"
        case 11: return "cart.items.all(i, \(lineComparison("i")))"
        case 12: return #"cart.currency == "\#(random.one(["USD", "EUR"]))""#
        // Amounts in one currency fail in carts of another.
        default: return "cart.subtotal \(order) money({\"EUR\": \"\(random.number(1...200)).00\"})"
        }
    }

    private mutating func lineComparison(_ line: String) -> String {
        let order = random.one(["<", "<=", ">", ">="])
        switch random.number(0...11) {
        case 0: return #"\#(line).sku == "sku-\#(text())""#
        case 1, 2: return #"\#(line).category \#(random.one(["==", "==", "!="])) "\#(text())""#
        case 3: return #"\#(line).category in ["\#(text())", "\#(text())"]"#
        case 4: return #"\#(line).attributes.color == "\#(text())""#
        case 5: return "\(line).attributes.size \(random.one(["==", order])) \(random.number(1...4))"
        case 6: return "\(line).attributes.new"
        case 7: return "\(line).\(random.one(["unitPrice", "listTotal", "total"])) \(order) money(\"\(random.number(1...60)).00\")"
        case 8: return "\(line).quantity \(random.one(["==", order])) \(random.number(1...4))"
        case 9: return "\(random.chance(50) ? "!" : "")\(line).onSale"
        case 10: return #"\#(line).seller == "\#(text())""#
        default: return "\(line).discount \(order) money(\"0\")"
        }
    }

    private mutating func effect() -> String {
        let percent = random.one(["5", "10", "33", "100"])
        switch random.number(0...8) {
        case 0...2: return "give:\n  percent: \(percent)\n"
        case 3: return "phase: order\ngive:\n  percent: \(percent)\n"
        case 4: return "give:\n  amount: \"\(random.number(1...30)).00\"\n  per: \(random.one(["order", "unit"]))\n"
        case 5:
            return
                "take:\n  buy: { quantity: 1 }\n  get: { quantity: 1, of: '\(lineComparison("line"))' }\ngive:\n  percent: \(percent)\n  to: get\n"
        case 6: return "take:\n  any: { quantity: 2 }\ngive:\n  percent: \(percent)\n  to: cheapest\n"
        case 7: return "give:\n  - percent: \(percent)\n  - shipping: { percent: \(percent) }\n"
        default: return "give:\n  shipping: { percent: \(percent) }\n"
        }
    }
}
