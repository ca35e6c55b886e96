import CEL
import StoaCommerce
import StoaExpressions

/// Counts what tests reach while they run.
///
/// Cost: beside its quote, a test explains the one rule that it stands beside. So a rule that applies is noted in any
/// test, and a condition that is false only in the tests beside the rule.
struct CoverageTally {
    private let book: Rulebook
    private let conjuncts: [String: [String]]
    private var applied: Set<String> = []
    private var refused: Set<String> = []
    private var conditions: Set<Seen> = []
    private var segments: Set<Seen> = []
    private var rows: Set<Row> = []
    private var defaults: Set<String> = []
    private var codes: Set<String> = []
    private var pools: Set<String> = []
    var standing = StandingTally()

    /// A condition of a rule, and what it came to.
    private struct Seen: Hashable {
        let rule: String
        var condition = ""
        let holds: Bool
    }

    /// A row of tiers, a table, a tax table or a commission, from 0.
    private struct Row: Hashable {
        let rule: String
        let row: Int
    }

    init(_ book: Rulebook) {
        self.book = book
        conjuncts = Dictionary(
            (book.promotions + book.prices.map(\.selector)).compactMap { rule in
                rule.when.map { (rule.id, Self.operands(of: $0.program.expression)) }
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// The operands of the top `&&`, each once.
    private static func operands(of node: Expression) -> [String] {
        guard case .call(Operator.and, let arguments) = node.kind else { return [node.text] }
        var texts: [String] = []
        for text in arguments.flatMap(operands) where !texts.contains(text) { texts.append(text) }
        return texts
    }

    // MARK: Noting

    mutating func note(_ quote: Quote, of test: RuleTest, beside rule: String, by judged: Rulebook) {
        for id in quote.appliedRules + quote.pricedBy {
            applied.insert(id)
            for text in conjuncts[id] ?? [] { conditions.insert(Seen(rule: id, condition: text, holds: true)) }
        }
        let opened = judged.codeBook(
            test.codes, judged.specimens(in: test.codes), buyer: test.cart.customer, left: test.left, at: test.at
        ).opened
        for (campaign, given) in opened {
            pools.insert(campaign)
            codes.formUnion(given.map(CodeBook.folded))
        }
        let trial = Trial(cart: test.cart, codes: test.codes, at: test.at)
        guard let (explanation, tierRows) = judged.observation(of: rule, trial, in: quote, test.proposed) else { return }
        for row in tierRows where explanation.applied { rows.insert(Row(rule: rule, row: row)) }
        if explanation.checks.contains(where: { !$0.holds && !["give", "stack", "priority"].contains($0.field) }) { refused.insert(rule) }
        for value in explanation.checks.compactMap(\.condition) { note(value, of: rule) }
    }

    private mutating func note(_ value: ConditionValue, of rule: String) {
        if let holds = value.holds, conjuncts[rule]?.contains(value.text) ?? false {
            conditions.insert(Seen(rule: rule, condition: value.text, holds: holds))
        }
        for part in value.parts { note(part, of: rule) }
    }

    mutating func note(call arguments: [Value], of table: DecisionTable) {
        guard let keys = try? table.keys(arguments) else { return }
        let found = table.matches(keys)
        if found.isEmpty { defaults.insert(table.id) }
        let counting = table.hit.givesSeveral ? found : ((try? table.winner(among: found, keys)).flatMap(\.self).map { [$0] } ?? [])
        for row in counting { rows.insert(Row(rule: table.id, row: row)) }
    }

    mutating func note(segment: String, _ holds: Bool?) {
        if let holds { segments.insert(Seen(rule: segment, holds: holds)) }
    }

    mutating func note(taxed cart: Cart, in zone: String, at instant: Instant) {
        guard let table = book.taxes.first(where: { $0.zones.contains(zone) }), (try? book.taxed(cart, in: zone, at: instant)) != nil
        else { return }
        let classes = Set(cart.lines.map { $0.taxClass ?? "standard" }).union(cart.selectedShipping == nil ? [] : ["shipping"])
        for (row, rate) in table.rates.enumerated() where rate.isInForce(at: instant) && classes.contains(rate.taxClass) {
            rows.insert(Row(rule: table.id, row: row))
        }
    }

    mutating func note(sale: CommissionSale) {
        guard let fee = try? book.commission(for: sale), let schedule = book.commissions.first(where: { $0.id == fee.schedule }) else {
            return
        }
        for tier in schedule.tiersReached(by: sale) { rows.insert(Row(rule: schedule.id, row: tier)) }
    }

    mutating func note(rows reached: [Int], of rule: String) {
        for row in reached { rows.insert(Row(rule: rule, row: row)) }
    }

    // MARK: What it comes to

    var coverage: RuleCoverage {
        var rules = book.promotions.map { promotion($0) } + book.prices.map { price($0) }
        for coupon in book.coupons.sorted(by: { $0.id < $1.id }) { rules.append(rule("Coupon", coupon.id, branches(of: coupon))) }
        for table in book.tables { rules.append(rule("Table", table.id, branches(of: table))) }
        for segment in book.segments {
            let ways = [true, false].map { holds -> Branch in ("is \(holds)", segments.contains(Seen(rule: segment.id, holds: holds))) }
            rules.append(rule("Segment", segment.id, ways))
        }
        for table in book.taxes.sorted(by: { $0.id < $1.id }) {
            let rates = table.rates.enumerated().map { row, rate -> Branch in
                ("rate \(rate.percent) of '\(rate.taxClass)'", hasReached(row, table.id))
            }
            rules.append(rule("Tax", table.id, rates))
        }
        for schedule in book.commissions.sorted(by: { $0.id < $1.id }) {
            let tiers = schedule.tiers.indices.map { row -> Branch in ("tier \(row + 1)", hasReached(row, schedule.id)) }
            rules.append(rule("Commission", schedule.id, tiers))
        }
        for (kind, id, branches) in standing.rules(of: book) { rules.append(rule(kind, id, branches)) }
        for (id, milestones) in Dictionary(grouping: book.milestones, by: \.rule).sorted(by: { $0.key < $1.key }) {
            let rows = milestones.enumerated().map { row, milestone -> Branch in ("the row from \(milestone.name)", hasReached(row, id)) }
            rules.append(rule("Earn", id, rows))
        }
        if let tiers = book.loyalty.tiers {
            let rows = tiers.rows.enumerated().map { row, tier -> Branch in ("the tier '\(tier.tier)'", hasReached(row, tiers.id)) }
            rules.append(rule("Earn", tiers.id, rows))
        }
        return RuleCoverage(rules: rules)
    }

    private typealias Branch = (name: String, isCovered: Bool)

    private func hasReached(_ row: Int, _ rule: String) -> Bool { rows.contains(Row(rule: rule, row: row)) }

    private func price(_ rule: PriceRule) -> RuleCoverage.Rule {
        var branches: [Branch] = [("applies", applied.contains(rule.id))]
        if rule.selector.hasConditions || rule.mayHaveNoPrice { branches.append(("does not apply", refused.contains(rule.id))) }
        for text in conjuncts[rule.id] ?? [] {
            for holds in [true, false] {
                branches.append(("\(text) is \(holds)", conditions.contains(Seen(rule: rule.id, condition: text, holds: holds))))
            }
        }
        if case .tiers(let rows) = rule.form {
            branches += rows.map { row -> Branch in
                ("tier from \(row.from)", rule.row(for: row.from).map { hasReached($0, rule.id) } ?? false)
            }
        }
        return self.rule("Price", rule.id, branches, applied: applied.contains(rule.id), refused: refused.contains(rule.id))
    }

    private func promotion(_ rule: Promotion) -> RuleCoverage.Rule {
        var branches: [Branch] = [("applies", applied.contains(rule.id))]
        if rule.hasConditions { branches.append(("does not apply", refused.contains(rule.id))) }
        for text in conjuncts[rule.id] ?? [] {
            for holds in [true, false] {
                branches.append(("\(text) is \(holds)", conditions.contains(Seen(rule: rule.id, condition: text, holds: holds))))
            }
        }
        // A rule with several tiers has their rows counted by number: nobody writes two.
        let tierRows = rule.gives.map { give in if case .tiers(let tiers) = give.verb { tiers.rows.count } else { 0 } }.max() ?? 0
        for row in 0..<tierRows { branches.append(("row \(row + 1) of the tiers", hasReached(row, rule.id))) }
        return self.rule(
            "Promotion", rule.id, branches, applied: applied.contains(rule.id),
            refused: rule.hasConditions ? refused.contains(rule.id) : nil)
    }

    private func branches(of coupon: Coupon) -> [Branch] {
        coupon.count == nil
            ? coupon.codes.map { code -> Branch in ("the code '\(code)'", codes.contains(code)) }
            : [("a generated code", pools.contains(coupon.id))]
    }

    private func branches(of table: DecisionTable) -> [Branch] {
        let rows = table.rows.indices.map { row -> Branch in ("line \(table.rows[row].line)", hasReached(row, table.id)) }
        return rows + (table.fallback == nil ? [] : [("the default", defaults.contains(table.id))])
    }

    private func rule(
        _ kind: String, _ id: String, _ branches: [Branch], applied: Bool? = nil, refused: Bool? = nil
    ) -> RuleCoverage.Rule {
        RuleCoverage.Rule(
            rule: id, kind: kind, applied: applied, refused: refused, branches: branches.count, covered: branches.count(where: \.isCovered),
            missing: branches.lazy.filter { !$0.isCovered }.prefix(RuleCoverage.missingMax).map(\.name))
    }
}

extension Promotion {
    /// Whether there are carts that the rule is not for.
    fileprivate var hasConditions: Bool {
        channels != nil || active.from != nil || active.until != nil || !active.weekly.isEmpty || !coupons.isEmpty || when != nil
            || spend != nil || lines != nil || !take.isEmpty || sellers != nil
    }
}
