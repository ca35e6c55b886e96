import CEL
import Measuring

/// A condition in CEL, and the same as a programmer would write it in Swift.
struct RuleExpression {
    let name: String
    let text: String
    let closure: (borrowing RuleFacts, Timestamp) -> Bool

    /// From one comparison to loops in loops. All hold for ``RuleFacts``, and none is decided by its first part.
    ///
    /// The closures go by index where there is a choice: `allSatisfy` and `contains(where:)` copy each line, with all its
    /// texts, which makes them many times slower.
    static func all() throws -> [RuleExpression] {
        guard let begin = Timestamp(parsing: "2026-11-01T00:00:00Z"), let end = Timestamp(parsing: "2026-12-01T00:00:00Z") else {
            throw BenchmarkError("the window's ends are no times")
        }
        return [
            RuleExpression(name: "scalar", text: #"cart.subtotal >= 10000 && cart.currency == "EUR""#) { facts, _ in
                facts.cart.subtotal >= 10_000 && facts.cart.currency == "EUR"
            },
            RuleExpression(
                name: "segment and count",
                text: #"cart.subtotal >= 10000 && customer.segments.exists(s, s == "vip")"#
                    + #" && cart.lines.filter(l, l.category == "shoes").size() >= 2"#
            ) { facts, _ in
                facts.cart.subtotal >= 10_000 && facts.customer.segments.contains("vip") && shoes(facts.cart.lines) >= 2
            },
            RuleExpression(
                name: "all lines", text: "cart.lines.all(l, l.quantity > 0 && l.unit_price * l.quantity <= 5000000)"
            ) { facts, _ in
                let lines = facts.cart.lines
                for index in lines.indices {
                    if lines[index].quantity <= 0 || lines[index].unit_price * lines[index].quantity > 5_000_000 { return false }
                }
                return true
            },
            RuleExpression(
                name: "lists and texts",
                text: #"customer.country in ["DE", "FR", "NL", "BE", "AT"] && customer.email.endsWith("@example.com")"#
                    + #" && !cart.coupons.exists(c, c.startsWith("EMP"))"#
            ) { facts, _ in
                ["DE", "FR", "NL", "BE", "AT"].contains(facts.customer.country) && facts.customer.email.hasSuffix("@example.com")
                    && !facts.cart.coupons.contains { $0.hasPrefix("EMP") }
            },
            RuleExpression(
                name: "loop in a loop", text: #"cart.lines.exists(l, l.tags.exists(t, t == "final-sale") && l.quantity >= 3)"#
            ) { facts, _ in
                let lines = facts.cart.lines
                for index in lines.indices where lines[index].tags.contains("final-sale") && lines[index].quantity >= 3 { return true }
                return false
            },
            RuleExpression(
                name: "window and choice",
                text: #"now >= timestamp("2026-11-01T00:00:00Z") && now < timestamp("2026-12-01T00:00:00Z")"#
                    + #" && (has(customer.tier) && customer.tier == "gold" ? 15 : customer.orders_count > 10 ? 10 : 0)"#
                    + " * cart.subtotal / 100 >= 2000"
            ) { facts, now in
                now >= begin && now < end
                    && (facts.customer.tier == "gold" ? 15 : facts.customer.orders_count > 10 ? 10 : 0) * facts.cart.subtotal / 100 >= 2_000
            },
        ]
    }

    private static func shoes(_ lines: [RuleLine]) -> Int {
        var count = 0
        for index in lines.indices where lines[index].category == "shoes" { count += 1 }
        return count
    }
}
