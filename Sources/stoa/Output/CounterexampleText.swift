import JSONDocument
import StoaCommerce
import StoaRules

/// A counterexample as a person reads it: what it shows, the circumstances, and the cart with what each line costs, or the question
/// and its answer as one line that `tests.yaml` takes.
struct CounterexampleText {
    private let counterexample: Counterexample

    init(_ counterexample: Counterexample) { self.counterexample = counterexample }

    var lines: [String] {
        var lines = ["  shown by: " + counterexample.shows]
        var shown: Trial?
        for exhibit in counterexample.exhibits {
            if exhibit.trial != shown { lines.append("    " + circumstances(exhibit.trial)) }
            shown = exhibit.trial
            let book = exhibit.only.map { "only " + $0.joined(separator: ", ") } ?? "the whole book"
            lines.append("      \(book)\(exhibit.changed.map { " with " + $0 } ?? ""):")
            lines += table(exhibit).map { "        " + $0 }
        }
        for test in counterexample.tests { lines.append("    a test beside \(test.rule): \(test.content.canonicalText)") }
        return lines
    }

    private func circumstances(_ trial: Trial) -> String {
        var parts = ["at \(trial.at)"]
        if let channel = trial.cart.channel { parts.append("channel \(channel)") }
        if let customer = trial.cart.customer {
            if let id = customer.id { parts.append("customer \(id)") }
            if let tier = customer.tier { parts.append("tier \(tier)") }
            if let segments = customer.segments { parts.append("segments \(segments.joined(separator: ", "))") }
            if let orders = customer.orders { parts.append("\(orders) orders before") }
        }
        if let payment = trial.cart.payment { parts.append("paid by \(payment.method)") }
        if !trial.codes.isEmpty { parts.append("codes \(trial.codes.joined(separator: ", "))") }
        return parts.joined(separator: ", ")
    }

    private func table(_ exhibit: Counterexample.Exhibit) -> [String] {
        let cart = exhibit.trial.cart
        func money(_ amount: Int64) -> String { (try? Money(amount, cart.currency))?.majorUnits ?? String(amount) }
        var rows: [[String]] = []
        for (line, quoted) in zip(cart.lines, exhibit.quote.lines) {
            let what = [line.category, line.seller, line.onSale == true ? "on sale" : nil].compactMap { $0 }.joined(separator: ", ")
            let off = quoted.applied.map { "\($0.rule) -\(money($0.amount))" }.joined(separator: ", ")
            let price = quoted.price.map { "\($0.rule): \(money($0.unitPrice))" }
            rows.append([
                line.id, what, "\(line.quantity) × \(money(line.unitPrice))", money(quoted.total),
                [price ?? "", off].filter { !$0.isEmpty }.joined(separator: ", "),
            ])
        }
        for option in exhibit.quote.shipping {
            rows.append(["shipping", option.method, money(option.price), money(option.price - option.discount), ""])
        }
        rows.append(["total", cart.currency.code, money(exhibit.quote.totals.items), money(exhibit.quote.totals.total), ""])
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return column == 2 || column == 3 ? padding + text : text + padding
            }
            var joined = cells.joined(separator: "  ")
            while joined.hasSuffix(" ") { joined.removeLast() }
            return joined
        }
    }
}
