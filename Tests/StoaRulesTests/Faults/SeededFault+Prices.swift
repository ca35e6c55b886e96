import StoaCommerce

extension SeededFault {
    private static func price(_ id: String, _ text: String) -> String { "kind: Price\nid: \(id)\n\(text)\n" }

    static let prices = [
        SeededFault(
            "a line of two categories", "rule.unreachable", at: "a", "line.category == \"b\"", usd,
            price("a", "lines: line.category == \"a\" && line.category == \"b\"\npercent: 10")
        ) { $0[0].lines[0].price == nil },
        SeededFault(
            "a Friday that never comes", "rule.neverOpen", at: "a", "from: 2026-11-23", usd,
            price(
                "a",
                "active:\n  from: 2026-11-23\n  until: 2026-11-26\n  weekly: [{ days: [FRI], from: \"18:00\", until: \"22:00\" }]\npercent: 10"
            )
        ) { $0[0].lines[0].price == nil },
        SeededFault(
            "a price that another one always comes before", "rule.shadowed", at: "a", "a", usd, price("a", "channels: [web]\npercent: 10"),
            price("b", "priority: 5\npercent: 20")
        ) { $0[0].lines[0].price?.rule == "b" },
        SeededFault(
            "two prices for the same goods", "rule.samePriority", at: "b", "7", usd,
            price("a", "channels: [web]\npriority: 7\npercent: 10"),
            price("b", "lines: line.category == \"mugs\"\npriority: 7\nprice: \"3.00\"")
        ) { $0[0].lines[0].price?.rule == "a" },
        SeededFault(
            "a price below the own floor", "rule.priceBelowFloor", at: "a", "\"4.00\"", usd, price("a", "price: \"4.00\"\nfloor: \"5.00\"")
        ) { $0[0].lines[0].price?.unitPrice == 500 },
        SeededFault(
            "a row below the own guardrail", "rule.priceBelowFloor", at: "a", "\"4.00\"", usd,
            price("a", "tiers:\n  - { from: 1, price: \"9.00\" }\n  - { from: 10, price: \"4.00\" }\nguardrails: { lowest: \"5.00\" }")
        ) { $0[0].lines[0].price?.unitPrice == 500 },
        SeededFault(
            "a price above the own guardrail", "rule.priceAboveHighest", at: "a", "\"40.00\"", usd,
            price("a", "price: \"40.00\"\nguardrails: { highest: \"25.00\" }")
        ) { $0[0].lines[0].price?.unitPrice == 2500 },
        SeededFault(
            "a price in dollars only", "rule.currencyHole", at: "a", "{ USD: \"4.00\" }", usd,
            price("a", "lines: line.category == \"mugs\"\nprice: { USD: \"4.00\" }"),
            price("b", "lines: line.category == \"books\"\nprice: { USD: \"4.00\", EUR: \"4.00\" }")
        ) { $0[0].lines[0].price?.rule == "a" && $0[1].lines[0].price == nil && $0[1].currency == .eur },
        SeededFault(
            "a tier that is dearer than the one before", "rule.tiersFall", at: "a", "{ from: 10", usd,
            price("a", "tiers:\n  - { from: 1, percent: 20 }\n  - { from: 10, percent: 10 }")
        ) { $0[0].lines[0].price!.unitPrice < $0[1].lines[0].price!.unitPrice },
        SeededFault(
            "a margin that a promotion eats", "rule.belowCost", at: "b", "{ percent: 30", usd,
            price("a", "lines: line.category == \"mugs\"\naboveCost: 10"),
            "kind: Promotion\nid: b\nlines: line.category == \"mugs\"\ngive: { percent: 30 }\n"
        ) { $0[0].lines[0].price?.rule == "a" && $0[0].lines[0].discount > 0 },
    ]
}
