import CEL
import StoaCommerce
import StoaExpressions

extension Promotion {
    /// The ways in which the rule's own conditions can hold in a currency. None of them need be possible.
    func requirements(in currency: Currency) -> [Requirement] {
        var alternatives = [Requirement(structure(in: currency))]
        var otherLines = 0
        if let when { alternatives = extend(alternatives, with: when.program, currency, field: ["when"], .line(0), &otherLines) }
        guard readsLines else { return alternatives }
        for position in 0..<max(1, take.count) {
            if let lines {
                alternatives = extend(alternatives, with: lines.program, currency, field: ["lines"], .line(position), &otherLines)
            }
            if position < take.count, let condition = take[position].lines {
                let field = ["take", take[position].name, "of"]
                alternatives = extend(alternatives, with: condition.program, currency, field: field, .line(position), &otherLines)
            }
        }
        return alternatives
    }

    /// Whether `lines` decides anything: shipping is given whatever the lines are.
    var readsLines: Bool { spend?.scope == .lines || !gives.allSatisfy(\.isShipping) }

    private func extend(
        _ alternatives: [Requirement], with program: Program, _ currency: Currency, field: [String], _ line: Fact.Owner,
        _ otherLines: inout Int
    ) -> [Requirement] {
        var reader = ClauseReader(program, currency, field: field, otherLines: otherLines)
        let more = reader.alternatives(line: line)
        otherLines = reader.otherLines
        return Array(alternatives.flatMap { one in more.map { one.adding($0) } }.prefix(ClauseReader.alternativesMax * 4))
    }

    /// What the rule's fields require, before its expressions.
    func structure(in currency: Currency) -> [Clause] {
        var clauses: [Clause] = []
        func require(_ fact: Fact, _ relation: Relation, _ constants: [Constant], _ field: [String], _ text: String) {
            clauses.append(Clause(kind: .comparison(fact, relation, constants), origin: Origin(field: field, span: nil, text: text)))
        }
        if let channels {
            require(.cart("channel"), .equal, channels.map(Constant.text), ["channels"], "channels: \(channels.joined(separator: ", "))")
        }
        if let from = active.from {
            require(.cart("now"), .greaterOrEqual, [.number(from.millisecondsSince1970)], ["active", "from"], "active.from: \(from)")
        }
        if let until = active.until {
            require(.cart("now"), .less, [.number(until.millisecondsSince1970)], ["active", "until"], "active.until: \(until)")
        }
        if !take.isEmpty, !allowsPartialSet {
            let units = take.reduce(0) { $0 + $1.quantity }
            require(.cart("cart.quantity"), .greaterOrEqual, [.number(units)], ["take"], "a set of \(units)")
        }
        guard let spend else { return clauses }
        let isOfLines = spend.scope == .lines || sellers != nil
        let cart = Fact.cart(spend.basis == .list ? "cart.listTotal" : "cart.subtotal")
        for (amount, relation, key) in [(spend.atLeast, Relation.greaterOrEqual, "atLeast"), (spend.atMost, .lessOrEqual, "atMost")] {
            guard let minor = amount?.amount(in: currency), let money = try? Money(minor, currency) else { continue }
            let text = "spend.\(key): \(money)"
            if isOfLines { require(.cart("spend.lines"), relation, [.number(minor)], ["spend", key], text) }
            // Of some lines there is at least as much in the whole cart; nothing follows from an upper bound.
            if !isOfLines || relation == .greaterOrEqual { require(cart, relation, [.number(minor)], ["spend", key], text) }
        }
        return clauses
    }
}
