import StoaCommerce
import StoaRules

/// A backtest's report for people.
struct SimulationText {
    let report: SimulationReport

    init(_ report: SimulationReport) { self.report = report }

    var lines: [String] {
        let orders = report.orders
        var lines = [
            "\(orders.compared) orders, \(orders.changed) change" + (orders.skipped > 0 ? ", \(orders.skipped) lines left out" : "")
        ]
        for sum in report.currencies {
            let currency = sum.currency
            lines.append("\(currency): \(sum.orders) orders, \(sum.changed) change")
            lines.append("  discount \(text(sum.discount, currency))")
            lines.append("  revenue  \(text(sum.revenue, currency))")
            let without = sum.ordersWithoutCost > 0 ? " (no cost: \(sum.ordersWithoutCost) orders)" : ""
            lines.append("  margin   " + (sum.margin.map { text($0, currency) + without } ?? "no cost"))
        }
        if !report.rules.isEmpty { lines.append("rules") }
        for rule in report.rules {
            let taken = rule.discounts.map { "\($0.currency) \(text($0.discount, $0.currency))" }.joined(separator: "; ")
            lines.append(
                "  \(rule.rule): used \(rule.uses.from) → \(rule.uses.to), newly in \(rule.starts), no longer in \(rule.stops); \(taken)")
        }
        if !report.top.isEmpty { lines.append("largest changes") }
        for change in report.top { lines.append("  " + text(change)) }
        return lines
    }

    private func text(_ change: SimulationReport.Change) -> String {
        var parts = ["\(change.currency) revenue \(text(change.revenue, change.currency))"]
        if let margin = change.margin { parts.append("margin \(text(margin, change.currency))") }
        if !change.starts.isEmpty { parts.append("newly \(change.starts.joined(separator: ", "))") }
        if !change.stops.isEmpty { parts.append("no longer \(change.stops.joined(separator: ", "))") }
        return "line \(change.line)\(change.id.map { " \($0)" } ?? ""): " + parts.joined(separator: "; ")
    }

    private func text(_ delta: SimulationReport.Delta, _ currency: Currency) -> String {
        func amount(_ value: Int64) -> String { (try? Money(value, currency))?.majorUnits ?? "\(value) minor units" }
        return "\(amount(delta.from)) → \(amount(delta.to)) (\(delta.delta > 0 ? "+" : "")\(amount(delta.delta)))"
    }
}
