import StoaCommerce
import StoaExpressions
import StoaExtension

/// Counts what tests reach of the standing rules while they run.
struct StandingTally {
    private var reached: Set<Reached> = []

    /// A branch of a rule, by its name.
    private struct Reached: Hashable {
        let rule: String
        let branch: String
    }

    typealias Branch = (name: String, isCovered: Bool)

    /// One rule's kind, id and branches.
    typealias Rule = (kind: String, id: String, branches: [Branch])

    mutating func note(_ rule: String, _ branch: String) { reached.insert(Reached(rule: rule, branch: branch)) }

    func branches(of rule: String, _ names: [String]) -> [Branch] {
        names.map { ($0, reached.contains(Reached(rule: rule, branch: $0))) }
    }

    /// Every standing rule of a book, by kind and id.
    func rules(of book: Rulebook) -> [Rule] {
        book.standing.permissions.permissions.map { ("Permission", $0.id, branches(of: $0.id, $0.branchNames)) }
            + book.standing.stock.map { ("Stock", $0.id, branches(of: $0.id, $0.branchNames)) }
            + book.standing.retention.map { ("Retention", $0.id, branches(of: $0.id, $0.branchNames)) }
    }

    // MARK: Permissions

    /// Every permission that concerns the operation is noted, not only the one that decides.
    mutating func note(_ test: PermissionTest, in book: Rulebook) {
        for permission in book.standing.permissions.permissions where permission.concerns(test.question.operation) {
            guard permission.names(test.question.facts.actor) else {
                note(permission.id, Permission.spares)
                continue
            }
            let scope = test.question.facts.scope(in: permission.environment)
            for operand in permission.operands {
                if let holds = try? operand.condition.holds(in: scope) { note(permission.id, "\(operand.text) is \(holds)") }
            }
            note(permission.id, permission.decides(test.question.facts) ? Permission.decides : Permission.spares)
        }
    }
}

extension Permission {
    fileprivate static let decides = "applies"
    fileprivate static let spares = "does not apply"

    fileprivate var branchNames: [String] {
        var isSeparation = false
        if case .separate = effect { isSeparation = true }
        let isConditional = roles != nil || when != nil || isSeparation
        return [Self.decides] + (isConditional ? [Self.spares] : [])
            + operands.flatMap { operand in [true, false].map { "\(operand.text) is \($0)" } }
    }
}

// MARK: Stock

extension StandingTally {
    /// Every stock rule is noted, whatever the test stands beside.
    mutating func note(_ test: StockTest, in book: Rulebook) {
        let outcome = test.question.outcome(by: book)
        for rule in book.standing.stock {
            guard let (terms, stock) = outcome, terms.rules.contains(rule.id) else {
                note(rule.id, StockRule.spares)
                continue
            }
            note(rule.id, StockRule.applies)
            if let safety = rule.safety, test.question.available - stock.wanted < safety { note(rule.id, StockRule.keepsBack) }
            if stock.backOrdered > 0 { note(rule.id, StockRule.sellsAhead) }
            if let limit = rule.perCustomer, stock.wanted + test.question.bought > limit.quantity { note(rule.id, StockRule.limits) }
        }
    }
}

extension StockRule {
    fileprivate static let applies = "applies"
    fileprivate static let spares = "does not apply"
    fileprivate static let keepsBack = "the safety stock is reached"
    fileprivate static let sellsAhead = "pieces are back-ordered"
    fileprivate static let limits = "the customer's limit is reached"

    fileprivate var branchNames: [String] {
        let isConditional = lines != nil || channels != nil || active.from != nil || active.until != nil || !active.weekly.isEmpty
        return [Self.applies] + (isConditional ? [Self.spares] : []) + (safety == nil ? [] : [Self.keepsBack])
            + ((backOrder ?? 0) > 0 ? [Self.sellsAhead] : []) + (perCustomer == nil ? [] : [Self.limits])
    }
}

// MARK: Retention

extension StandingTally {
    /// Only the rule that decides is noted, and every hold.
    mutating func note(_ test: RetentionTest, in book: Rulebook) {
        let decision = test.question.decision(by: book)
        if let rule = decision.rule, decision.holds.isEmpty {
            note(rule, decision.isDue(at: test.question.at) ? RetentionRule.isOver : RetentionRule.keeps)
        }
        for rule in book.standing.retention where rule.isHold && rule.classes.contains(test.question.recordClass) {
            note(rule.id, decision.holds.contains(rule.id) ? RetentionRule.holds : RetentionRule.spares)
        }
    }
}

extension RetentionRule {
    fileprivate static let keeps = "a record is kept"
    fileprivate static let isOver = "a record's time is over"
    fileprivate static let holds = "holds"
    fileprivate static let spares = "does not hold"

    fileprivate var isHold: Bool {
        if case .hold = effect { true } else { false }
    }

    fileprivate var branchNames: [String] {
        switch effect {
        case .keep: [Self.keeps, Self.isOver]
        case .hold(let condition): [Self.holds] + (condition == nil && zones == nil ? [] : [Self.spares])
        }
    }
}
