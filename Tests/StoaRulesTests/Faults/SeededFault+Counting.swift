import JSONDocument
import StoaCommerce

extension SeededFault {
    private static func earn(_ id: String, _ text: String) -> String { "kind: Earn\nid: \(id)\n\(text)\n" }

    private static let closed =
        "active:\n  from: 2026-11-23\n  until: 2026-11-26\n  weekly: [{ days: [FRI], from: \"18:00\", until: \"22:00\" }]\n"

    /// Milestones and tiers.
    static let counting = [
        asked(
            "a milestone of a Friday that never comes", "rule.neverOpen", at: "a", "from: 2026-11-23", usd, neighbour,
            earn("a", closed + "milestones:\n  by: orders\n  each: month\n  rows: [{ from: 5, points: 100 }]")
        ) { $0[0]["counted"]?["orders"] == 5 && $0[0]["expect"]?["points"] == 0 },
        asked(
            "tiers of a Friday that never comes", "rule.neverOpen", at: "a", "from: 2026-11-23", usd, neighbour,
            earn("a", closed + "tiers:\n  by: orders\n  rows: [{ from: 5, tier: silver }, { from: 9, tier: gold }]")
        ) { $0[0]["counted"]?["orders"] == 9 && $0[0]["expect"]?["tier"] == "none" },
        asked(
            "a milestone for customers of two tiers", "rule.unreachable", at: "a", "customer.tier == \"b\"", usd, neighbour,
            earn(
                "a",
                "when: customer.tier == \"a\" && customer.tier == \"b\"\nmilestones:\n  by: spend\n  rows: [{ from: \"50.00\", points: 100 }]"
            )
        ) { $0[0]["counted"]?["spend"]?["USD"] == 5000 && $0[0]["customer"]?["tier"] == "a" && $0[0]["expect"]?["points"] == 0 },
        SeededFault(
            "points that are counted and never given", "rule.unreachable", at: "a", "points", usd, neighbour,
            earn("a", "milestones:\n  by: points\n  rows: [{ from: 500, points: 100 }]")
        ) { ($0[0].points ?? []).isEmpty && $0[0].totals.items > 0 },
        asked(
            "the fifth order in two rules", "rule.milestoneTwice", at: "b", "5", usd, neighbour,
            earn("a", "milestones:\n  by: orders\n  each: year\n  rows: [{ from: 5, points: 100 }]"),
            earn("b", "milestones:\n  by: orders\n  each: year\n  rows: [{ from: 3, points: 20 }, { from: 5, points: 70 }]")
        ) { $0[0]["counted"]?["orders"] == 5 && $0[0]["expect"]?["points"] == 90 && $0[1]["expect"]?["points"] == 100 },
        asked(
            "a milestone in dollars in a book that sells in euros", "rule.currencyHole", at: "a", "{ USD: \"50.00\" }", usd,
            promotion("b", "lines: line.category == \"books\"\ngive: { amount: { USD: \"1.00\", EUR: \"1.00\" }, per: unit }"),
            earn("a", "milestones:\n  by: spend\n  rows: [{ from: { USD: \"50.00\" }, points: 100 }]")
        ) { $0[0]["expect"]?["points"] == 100 && $0[1]["expect"]?["points"] == 0 && $0[1]["counted"]?["spend"]?["EUR"] != nil },
        asked(
            "a tier that won can never reach", "rule.currencyHole", at: "a", "{ USD: \"2000.00\" }", usd, neighbour,
            earn(
                "a",
                "tiers:\n  by: spend\n  rows:\n    - { from: { USD: \"500.00\", KRW: \"650000\" }, tier: silver }\n    - { from: { USD: \"2000.00\" }, tier: gold }"
            )
        ) { $0[0]["expect"]?["tier"] == "gold" && $0[1]["expect"]?["tier"] == "silver" && $0[1]["counted"]?["spend"]?["KRW"] != nil },
        SeededFault(
            "a tier without its last letter", "rule.misspeltName", at: "b", "customer.tier == \"gol\"", usd, neighbour,
            earn("a", "tiers:\n  by: orders\n  rows: [{ from: 9, tier: gold }]"),
            promotion("b", "when: customer.tier == \"gol\"\ngive: { percent: 5 }")
        ) { $0[0].totals.discount > 0 && $0[1].totals.discount == 0 },
    ]
}
