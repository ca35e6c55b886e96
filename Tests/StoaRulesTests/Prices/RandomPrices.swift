import Diagnostics
import StoaCommerce
import StoaExtension

@testable import StoaRules

/// Random books of prices and catalog promotions, and carts for them, from a seed.
struct RandomPrices {
    var random: RandomBooks

    init(seed: UInt64) { random = RandomBooks(seed: seed &* 0x9E37_79B9_7F4A_7C15) }

    static let channels = ["web", "b2b"]
    static let segments = ["vip", "reseller"]
    static let instant = Instant(millisecondsSince1970: 1_767_614_400_000)

    /// `p0`… are prices, `c0`… catalog promotions.
    mutating func files() -> [SourceText] {
        var files = [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")]
        for index in 0..<random.number(1...5) { files.append(SourceText(name: "p\(index)/rule.yaml", text: price(index))) }
        for index in 0..<random.number(0...4) { files.append(SourceText(name: "c\(index)/rule.yaml", text: promotion(index))) }
        return files
    }

    private mutating func price(_ index: Int) -> String {
        var text = "kind: Price\nid: p\(index)\n" + scope()
        if random.chance(60) { text += "priority: \(random.number(0...2))\n" }
        switch random.number(0...7) {
        case 0, 1:
            text += "tiers:\n  - { from: \(random.number(1...2)), \(form()) }\n  - { from: 3, \(form()) }\n  - { from: 6, \(form()) }\n"
        case 2: text += "proposed: [acme/one, acme/two]\n"
        case 3: text += "raise: { percent: \(random.one(["5", "33.3", "120"])) }\n"
        default: text += form() + "\n"
        }
        if random.chance(30) { text += "round: { mode: \(random.one(["halfUp", "halfEven", "down"])) }\n" }
        if random.chance(40) { text += "promotions: \(random.one(["none", "catalogOnly", "all"]))\n" }
        if random.chance(30) { text += "floor: \(random.one(["\"7.77\"", "{ aboveCost: 3.5 }"]))\n" }
        if random.chance(40) {
            let bounds = [
                "lowest: \(random.one(["\"3.00\"", "{ aboveCost: 10 }"]))", "highest: \"\(random.number(15...40)).00\"",
                "change: { percent: \(random.one(["5", "12.5", "30"])), amount: \"4.00\" }",
            ]
            text += "guardrails: { \(bounds[...random.number(0...2)].joined(separator: ", ")) }\n"
        }
        return text
    }

    private mutating func form() -> String {
        switch random.number(0...3) {
        case 0: "price: \"\(random.number(1...30)).\(random.number(10...99))\""
        case 1: "percent: \(random.one(["5", "12.5", "33.3", "60"]))"
        case 2: "amount: \"\(random.number(1...9)).95\""
        default: "aboveCost: \(random.one(["0", "17.5", "80"]))"
        }
    }

    private mutating func scope() -> String {
        var text = ""
        if random.chance(35) { text += "channels: [\(random.one(Self.channels))]\n" }
        if random.chance(15) { text += "sellers: [sel_a]\n" }
        if random.chance(15) { text += "active: { \(random.one(["from: 2026-01-01", "until: 2026-01-01", "from: 2026-02-01"])) }\n" }
        if random.chance(40) {
            let segment = "\"\(random.one(Self.segments))\" in customer.segments"
            text +=
                "when: '\(random.one([segment, "!(\(segment))", "channel == \"web\"", "now >= timestamp(\"2026-01-05T00:00:00Z\")"]))'\n"
        }
        if random.chance(70) {
            let lines = [
                "line.category == \"\(random.one(RandomBooks.categories))\"", "line.sku == \"sku-\(random.number(1...6))\"",
                "line.unitPrice > money(\"\(random.number(5...20)).00\")", "line.category != \"mugs\" && line.listPrice < money(\"25.00\")",
            ]
            text += "lines: '\(random.one(lines))'\n"
        }
        return text
    }

    private mutating func promotion(_ index: Int) -> String {
        var text = "kind: Promotion\nid: c\(index)\nphase: catalog\nstep: \(random.number(1...3))\n" + scope()
        switch random.number(0...3) {
        case 0, 1: text += "give:\n  percent: \(random.one(["5", "12.5", "33.3", "60"]))\n"
        case 2: text += "give:\n  amount: \"\(random.number(1...9)).95\"\n  per: unit\n"
        default: text += "give:\n  price: \"\(random.number(2...20)).50\"\n  per: unit\n"
        }
        if random.chance(25) { text += "floor: \"\(random.number(1...9)).00\"\n" }
        return text
    }

    mutating func cart() -> Cart {
        var cart = random.cart()
        cart.channel = random.chance(80) ? random.one(Self.channels) : nil
        if random.chance(60) { cart.customer = Cart.Buyer(id: "c", segments: Self.segments.filter { _ in random.chance(50) }) }
        for index in cart.lines.indices where random.chance(70) { cart.lines[index].cost = cart.lines[index].unitPrice * 6 / 10 }
        return cart
    }

    mutating func proposals() -> [PriceProposal] {
        (1...6).flatMap { sku -> [PriceProposal] in
            ["acme/one", "acme/two", "other/three"].compactMap { source in
                guard random.chance(40) else { return nil }
                return PriceProposal(id: "\(source)#x", sku: "sku-\(sku)", unitPrice: Int64(random.number(0...5000)))
            }
        }
    }
}
