import JSONDocument

extension SeededFault {
    private static let closed =
        "active:\n  from: 2026-11-23\n  until: 2026-11-26\n  weekly: [{ days: [FRI], from: \"18:00\", until: \"22:00\" }]\n"

    static let stock = [
        asked(
            "a drop on a Friday that never comes", "rule.neverOpen", at: "a", "from: 2026-11-23", usd, neighbour,
            "kind: Stock\nid: a\n" + closed + "safety: 5\n"
        ) { $0[0]["expect"]?["short"] == 0 && $0[0]["line"]?["quantity"] == $0[0]["stock"]?["available"] },
        asked(
            "an article of two categories", "rule.unreachable", at: "a", "line.category == \"b\"", usd, neighbour,
            "kind: Stock\nid: a\nlines: line.category == \"a\" && line.category == \"b\"\nsafety: 5\n"
        ) { $0[0]["line"]?["category"] == "a" && $0[0]["expect"]?["short"] == 0 },
        asked(
            "a smaller safety stock than everywhere", "rule.shadowed", at: "a", "a", usd, neighbour,
            "kind: Stock\nid: a\nlines: line.category == \"sneakers\"\nsafety: 2\nperCustomer: { quantity: 4, every: month }\n",
            "kind: Stock\nid: b\nsafety: 5\nperCustomer: { quantity: 3, every: month }\n"
        ) { $0[0]["line"]?["category"] == "sneakers" && $0[0]["expect"]?["customerLeft"] == 3 && $0[0]["expect"]?["fromStock"] == 0 },
    ]

    static let retention = [
        asked(
            "a law that is never in force", "rule.neverOpen", at: "a", "from: 2026-11-23", neighbour,
            "kind: Retention\nid: a\nclass: order\n" + closed + "keep: P5Y\nthen: erase\n"
        ) { $0[0]["expect"]?["keepUntil"] == "never" && $0[0]["expect"]?["rule"] == nil },
        asked(
            "a hold of orders in two states", "rule.unreachable", at: "a", "record.state", neighbour,
            "kind: Retention\nid: a\nclass: order\nhold: true\nwhen: record.state == \"paid\" && record.state == \"cancelled\"\n"
        ) { $0[0]["record"]?["state"] == "paid" && $0[0]["expect"]?["holds"] == [] },
        asked(
            "a shorter time for the same records", "rule.shadowed", at: "a", "a", neighbour,
            "kind: Retention\nid: a\nclass: order\nkeep: P3Y\nthen: erase\n",
            "kind: Retention\nid: b\nclass: [order, receipt]\nkeep: P5Y\nthen: anonymize\n"
        ) { $0[0]["expect"]?["rule"] == "b" && $0[0]["expect"]?["action"] == "anonymize" },
    ]
}
