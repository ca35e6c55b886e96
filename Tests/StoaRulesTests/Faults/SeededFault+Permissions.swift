import JSONDocument

extension SeededFault {
    private static func permission(_ id: String, _ text: String) -> String { "kind: Permission\nid: \(id)\n\(text)\n" }

    static let permissions = [
        asked(
            "a grant that a denial always beats", "rule.shadowed", at: "a", "a", neighbour,
            permission("a", "on: order.refund\nallow: [trainee, intern]"),
            permission("b", "on: order.*\ndeny: [trainee, intern, guest]")
        ) { $0[0]["expect"] == "permission.denied" && $0[0]["by"] == "b" && $0[0]["actor"]?["roles"] == ["intern"] },
        asked(
            "a grant that two denials beat together", "rule.shadowed", at: "a", "a", neighbour,
            permission("a", "on: [order.refund, order.cancel]\nallow: trainee"), permission("b", "on: order.refund\ndeny: trainee"),
            permission("c", "on: order.cancel\ndeny: trainee")
        ) { $0[0]["expect"] == "permission.denied" && $0[0]["by"] == "b" },
        asked(
            "a grant under a condition beside one without", "rule.shadowed", at: "a", "a", neighbour,
            permission("a", "on: order.refund\nallow: support\nwhen: subject.order.state == \"paid\""),
            permission("b", "on: order.*\nallow: [support, lead]")
        ) { $0[0]["expect"] == "allow" && $0[0]["by"] == "a" && $0[0]["subject"]?["order"]?["state"] == "paid" },
        asked(
            "a denial of what is denied already", "rule.shadowed", at: "b", "b", neighbour,
            permission("a", "on: \"*\"\ndeny: trainee\nwhen: command.amount.amount > 500"),
            permission("b", "on: order.refund\ndeny: trainee\nwhen: command.amount.amount > 500 && command.reason == \"gift\"")
        ) { $0[0]["by"] == "a" && $0[0]["command"]?["reason"] == "gift" && $0[0]["command"]?["amount"]?["amount"] == 501 },
        asked(
            "a separation from what everybody is denied", "rule.shadowed", at: "b", "b", neighbour,
            permission("a", "on: order.refund\ndeny: everyone"), permission("b", "on: order.refund\nseparate: order.place")
        ) { $0[0]["by"] == "a" && $0[0]["did"]?["usr_1"] == ["order.place"] },
        asked(
            "a separation from what nobody may do", "rule.separationIdle", at: "b", "order.approve", neighbour,
            permission("a", "on: order.approve\ndeny: everyone"), permission("b", "on: order.refund\nseparate: order.approve")
        ) { $0[0]["run"] == "order.approve" && $0[0]["by"] == "a" && $0[0]["actor"]?["roles"] == ["admin"] },
        asked(
            "an operation that is shut to administrators too", "rule.nobodyMay", at: "a", "order.refund", neighbour,
            permission("a", "on: order.refund\nallow: finance"), permission("b", "on: order.refund\ndeny: [finance, admin]")
        ) { tests in
            tests.count == 2 && tests.allSatisfy { $0["expect"] == "permission.denied" } && tests[1]["actor"]?["roles"] == ["admin"]
        },
        asked(
            "amounts that are small and large at once", "rule.unreachable", at: "a", "command.amount", neighbour,
            permission(
                "a",
                "on: order.refund\ndeny: support\nwhen: command.amount.amount > 500 && command.amount.amount < 100 && command.reason == \"gift\""
            )
        ) { $0[0]["expect"] == "allow" && $0[0]["by"] == nil && $0[0]["command"]?["reason"] == "gift" },
        asked(
            "somebody with and without a role", "rule.unreachable", at: "a", "'\"lead\"", neighbour,
            permission("a", "on: order.refund\nallow: everyone\nwhen: '\"lead\" in actor.roles && !(\"lead\" in actor.roles)'")
        ) { $0[0]["expect"] == "permission.notGranted" },
    ]
}
