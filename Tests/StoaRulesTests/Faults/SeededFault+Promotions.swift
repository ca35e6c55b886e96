import StoaCommerce

extension Quote {
    fileprivate func applies(_ rule: String) -> Bool { discounts.contains { $0.rule == rule && $0.status == .applied } }

    fileprivate func off(_ rule: String) -> Int64 {
        discounts.filter { $0.rule == rule && $0.status == .applied }.reduce(0) { $0 + $1.amount }
    }
}

extension SeededFault {
    static let reach = [
        SeededFault(
            "a threshold beside the opposite condition", "rule.unreachable", at: "a", "cart.subtotal < money", usd, neighbour,
            promotion(
                "a",
                "when: cart.subtotal < money(\"10.00\") && customer.tier == \"vip\"\nspend: { atLeast: \"20.00\" }\ngive: { percent: 10 }")
        ) { !$0[0].applies("a") && $0[0].totals.items >= 2000 },
        SeededFault(
            "a line of two categories", "rule.unreachable", at: "a", "line.category == \"b\"", neighbour,
            promotion("a", "lines: line.category == \"a\" && line.category == \"b\"\ngive: { percent: 10 }")
        ) { !$0[0].applies("a") },
        SeededFault(
            "every alternative contradicts", "rule.unreachable", at: "a", "customer.orders > 5", neighbour,
            promotion("a", "when: (customer.orders < 3 || customer.orders == 4) && customer.orders > 5\ngive: { percent: 10 }")
        ) { !$0[0].applies("a") },
        SeededFault(
            "a channel that the condition rules out", "rule.unreachable", at: "a", "cart.channel == \"app\"", neighbour,
            promotion("a", "channels: [web]\nwhen: cart.channel == \"app\"\ngive: { percent: 10 }")
        ) { !$0[0].applies("a") },
        SeededFault(
            "a Friday that never comes", "rule.neverOpen", at: "a", "from: 2026-11-23", neighbour,
            promotion(
                "a",
                "active:\n  from: 2026-11-23\n  until: 2026-11-26\n  weekly: [{ days: [FRI], from: \"18:00\", until: \"22:00\" }]\ngive: { percent: 10 }"
            )
        ) { !$0[0].applies("a") },
        SeededFault(
            "a code that expires before its rule begins", "rule.codeNeverOpen", at: "a", "spring", neighbour,
            "kind: Coupon\nid: spring\ncodes: [SPRING]\nactive: { until: 2026-06-01 }\n",
            promotion("a", "code: spring\nactive: { from: 2026-07-01 }\ngive: { percent: 10 }")
        ) { !$0[0].applies("a") && $0[0].discounts.contains { $0.status == .refused } },
        SeededFault(
            "a price above what the goods cost", "rule.givesNothing", at: "a", "\"12.00\"", usd, neighbour,
            promotion("a", "lines: line.unitPrice < money(\"10.00\")\ngive: { price: \"12.00\" }")
        ) { !$0[0].applies("a") && $0[0].totals.discount == 0 },
    ]

    static let stacking = [
        SeededFault(
            "a smaller percentage in the same group", "rule.shadowed", at: "a", "loyalty", neighbour,
            promotion("a", "when: customer.tier == \"vip\"\ngive: { percent: 10 }\nstack: { group: loyalty }"),
            promotion("b", "give: { percent: 15 }\nstack: { group: loyalty }")
        ) { $0[0].off("a") > 0 && !$0[1].applies("a") && $0[1].off("b") >= $0[0].off("a") },
        SeededFault(
            "a smaller amount beside one that stands alone", "rule.shadowed", at: "a", "a", usd,
            promotion("a", "spend: { atLeast: \"50.00\" }\ngive: { amount: \"5.00\", per: order }"),
            promotion("b", "spend: { atLeast: \"40.00\" }\ngive: { amount: \"6.00\", per: order }\nstack: { alone: true }")
        ) { $0[0].off("a") > 0 && !$0[1].applies("a") && $0[1].off("b") >= $0[0].off("a") },
        SeededFault(
            "a conflict with itself", "rule.conflictsWithItself", at: "a", "[a]", neighbour,
            promotion("a", "lines: line.category == \"books\"\ngive: { percent: 10 }\nstack: { conflicts: [a] }")
        ) { $0[0].applies("a") },
        SeededFault(
            "a conflict with the own group", "rule.conflictsWithItself", at: "a", "[g]", neighbour,
            promotion("a", "lines: line.category == \"books\"\ngive: { percent: 10 }\nstack: { group: g, atMost: 2, conflicts: [g] }"),
            promotion("b", "when: customer.tier == \"vip\"\ngive: { percent: 5 }\nstack: { group: g }")
        ) { $0[0].applies("b") && $0[1].applies("a") != $0[1].applies("b") },
        SeededFault(
            "the same rule twice", "rule.doubled", at: "b", "b", neighbour,
            promotion("a", "title: One\nlines: line.category == \"books\"\ngive: { percent: 10 }"),
            promotion("b", "title: Two\ngive: { percent: 10 }\nlines: line.category == \"books\"")
        ) { $0[0].totals.discount > 0 && $0[1].totals.discount == 2 * $0[0].totals.discount },
        SeededFault(
            "a sale that begins before the last one ends", "rule.windowsOverlap", at: "b", "2026-03-30", neighbour,
            promotion("a", "active: { from: 2026-03-01, until: 2026-04-01 }\nlines: line.category == \"books\"\ngive: { percent: 10 }"),
            promotion("b", "active: { from: 2026-03-30, until: 2026-05-01 }\nlines: line.category == \"books\"\ngive: { percent: 15 }")
        ) { $0[0].applies("a") && $0[0].applies("b") },
    ]

    static let thresholds = [
        SeededFault(
            "undiscounted lines after everything was discounted", "rule.thresholdDefeated", at: "b", "line.discount", usd,
            promotion("a", "give: { percent: 20 }"),
            promotion("b", "step: 2\nlines: line.discount == money(\"0\")\ngive: { percent: 10 }")
        ) { $0[0].applies("b") && !$0[1].applies("b") && $0[1].applies("a") },
        SeededFault(
            "a band of spending that an earlier rule leaps over", "rule.thresholdDefeated", at: "b", "{ atLeast", usd,
            promotion("a", "give: { percent: 30 }"),
            promotion(
                "b", "phase: order\nwhen: cart.listTotal <= money(\"110.00\")\nspend: { atLeast: \"100.00\" }\ngive: { amount: \"5.00\" }")
        ) { $0[0].applies("b") && !$0[1].applies("b") && $0[1].applies("a") },
        SeededFault(
            "more than half off at a threshold", "rule.payLessForMore", at: "a", "{ atLeast", usd, neighbour,
            promotion("a", "spend: { atLeast: \"50.00\" }\ngive: { percent: 60 }")
        ) { $0[1].totals.items > $0[0].totals.items && $0[1].totals.total * 2 < $0[0].totals.total },
        SeededFault(
            "the tenth unit costs less than nothing", "rule.payLessForMore", at: "a", "{ from: 10", neighbour,
            promotion(
                "a",
                "lines: line.category == \"books\"\ngive:\n  tiers:\n    by: units\n    rows:\n      - { from: 3, percent: 5 }\n      - { from: 10, percent: 40 }"
            )
        ) { $0[1].totals.items > $0[0].totals.items && $0[1].totals.total < $0[0].totals.total },
        SeededFault(
            "a row that gives less than the one before", "rule.tiersFall", at: "a", "{ from: 5", neighbour,
            promotion(
                "a",
                "lines: line.category == \"books\"\ngive:\n  tiers:\n    by: units\n    rows:\n      - { from: 3, percent: 20 }\n      - { from: 5, percent: 10 }"
            )
        ) { $0[1].totals.items > $0[0].totals.items && $0[1].totals.discount < $0[0].totals.discount },
        SeededFault(
            "a row that gives what the one before gives", "rule.idleRow", at: "a", "{ from: \"200.00\"", usd,
            promotion(
                "a",
                "give:\n  tiers:\n    by: spend\n    rows:\n      - { from: \"100.00\", percent: 10 }\n      - { from: \"200.00\", percent: 10 }"
            )
        ) {
            $0[0].applies("a") && abs($0[0].totals.discount * 10 - $0[0].totals.items) <= 10
                && abs($0[1].totals.discount * 10 - $0[1].totals.items) <= 10
        },
        SeededFault(
            "an amount above its threshold", "rule.amountAboveThreshold", at: "a", "\"25.00\"", usd, neighbour,
            promotion("a", "spend: { atLeast: \"20.00\" }\ngive: { amount: \"25.00\", per: order }")
        ) { $0[1].totals.total == 0 && $0[1].totals.items == 2000 },
    ]

    static let values = [
        SeededFault(
            "a cap below the least discount", "rule.capAlwaysBinds", at: "a", "\"5.00\"", usd, neighbour,
            promotion("a", "phase: order\nspend: { atLeast: \"100.00\" }\ngive: { percent: 10, cap: \"5.00\" }")
        ) { $0[0].off("a") == 500 && $0[0].totals.items * 10 / 100 > 500 },
        SeededFault(
            "a price below the own floor", "rule.priceBelowFloor", at: "a", "\"4.00\"", usd, neighbour,
            promotion("a", "lines: line.category == \"books\"\ngive: { price: \"4.00\" }\nfloor: \"5.00\"")
        ) { quotes in quotes[0].applies("a") && quotes[0].lines.allSatisfy { $0.total > 0 && $0.total % 500 == 0 } },
        SeededFault(
            "a set of three, three of them free", "rule.setIsFree", at: "a", "percent: 100", neighbour,
            promotion(
                "a", "take:\n  any: { quantity: 3, of: line.category == \"books\" }\ngive:\n  percent: 100\n  to: cheapest\n  count: 3")
        ) { $0[0].applies("a") && $0[0].totals.total == 0 && $0[0].totals.items > 0 },
    ]

    static let combinations = [
        SeededFault(
            "two rules of one step that want more than all", "rule.clampedByOrder", at: "a", "{ percent: 60", neighbour,
            promotion("a", "lines: line.category == \"books\"\ngive: { percent: 60 }"),
            promotion("b", "lines: line.category == \"books\"\ngive: { percent: 50 }")
        ) { $0[0].undistributed == 0 && $0[1].undistributed > 0 },
        SeededFault(
            "a set price and an amount that leave nothing", "rule.freeTogether", at: "b", "{ amount", usd,
            promotion("a", "lines: line.category == \"books\"\ngive: { price: \"8.00\" }"),
            promotion("b", "phase: order\nspend: { atLeast: \"20.00\", at: list }\ngive: { amount: \"9.00\" }")
        ) { $0[0].totals.total > 0 && $0[1].totals.total == 0 && $0[1].applies("a") && $0[1].applies("b") },
        SeededFault(
            "a floor that the next rule does not mind", "rule.floorUndercut", at: "b", "{ percent: 20", usd, neighbour,
            promotion("a", "lines: line.category == \"books\"\ngive: { percent: 10 }\nfloor: \"5.00\""),
            promotion("b", "step: 2\nlines: line.category == \"books\"\ngive: { percent: 20 }")
        ) { $0[0].applies("a") && $0[1].applies("a") && $0[1].applies("b") && $0[1].totals.total < 500 },
        SeededFault(
            "a margin that the next rule eats", "rule.belowCost", at: "b", "{ percent: 30", neighbour,
            promotion("a", "lines: line.category == \"books\"\ngive: { percent: 10 }\nfloor: { aboveCost: 5 }"),
            promotion("b", "step: 2\nlines: line.category == \"books\"\ngive: { percent: 30 }")
        ) { $0[0].applies("a") && $0[1].applies("a") && $0[1].applies("b") && $0[1].totals.total < $0[0].totals.total },
        SeededFault(
            "dollars only in a book that sells in euros", "rule.currencyHole", at: "a", "{ USD: \"50.00\" }", neighbour,
            promotion("a", "phase: order\nspend: { atLeast: { USD: \"50.00\" } }\ngive: { percent: 10 }"),
            promotion("b", "lines: line.category == \"books\"\ngive: { amount: { USD: \"1.00\", EUR: \"1.00\" }, per: unit }")
        ) { $0[0].applies("a") && !$0[1].applies("a") && $0[1].currency == .eur && $0[1].totals.items == $0[0].totals.items },
        SeededFault(
            "a condition in dollars only", "rule.currencyHole", at: "a", "money(\"50.00\")", usd, neighbour,
            promotion("a", "when: cart.subtotal >= money(\"50.00\")\ngive: { percent: 10 }"),
            promotion("b", "lines: line.category == \"books\"\ngive: { amount: { USD: \"1.00\", EUR: \"1.00\" }, per: unit }")
        ) { $0[0].applies("a") && !$0[1].applies("a") && $0[1].currency == .eur },
    ]

    static let names = [
        SeededFault(
            "a channel of its own", "rule.misspeltName", at: "a", "[wbe]",
            promotion("b", "channels: [web]\nlines: line.category == \"mugs\"\ngive: { percent: 5 }"),
            promotion("c", "channels: [web]\nlines: line.category == \"toys\"\ngive: { percent: 5 }"),
            promotion("a", "channels: [wbe]\nlines: line.category == \"books\"\ngive: { percent: 10 }")
        ) { $0[0].applies("a") && !$0[1].applies("a") },
        SeededFault(
            "a category without its plural", "rule.misspeltName", at: "a", "line.category == \"shirt\"",
            promotion("b", "lines: line.category == \"shirts\"\ngive: { percent: 5 }"),
            promotion("c", "step: 2\nlines: line.category == \"shirts\" && line.onSale\ngive: { percent: 5 }"),
            promotion("a", "lines: line.category == \"shirt\"\ngive: { percent: 10 }")
        ) { $0[0].applies("a") && !$0[1].applies("a") },
        SeededFault(
            "a campaign that nobody uses", "rule.unusedCoupon", at: "autumn", "autumn", neighbour,
            "kind: Coupon\nid: autumn\ncodes: [AUTUMN]\n"
        ) { $0[0].discounts.map(\.status) == [.refused] && $0[0].totals.discount == 0 },
    ]
}
