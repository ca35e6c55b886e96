import CEL
import StoaCommerce
import StoaExpressions

/// A rule over what customers bought so far, milestones or tiers, as an analysis asks about it.
struct CountingRule {
    private enum Rows {
        case milestones([Milestone])
        case tiers(CustomerTiers)
    }

    let id: String
    let measure: LoyaltyMeasure
    let active: ActiveWindow
    /// In the order of the rows.
    let bounds: [LoyaltyMeasure.Bound]
    private let rows: Rows

    /// Those of a book: milestones by id, then its tiers.
    static func all(of book: Rulebook) -> [CountingRule] {
        let milestones = Dictionary(grouping: book.milestones, by: \.rule).values.sorted { $0[0].rule < $1[0].rule }
        return milestones.map { CountingRule($0) } + (book.loyalty.tiers.map { [CountingRule($0)] } ?? [])
    }

    private init(_ milestones: [Milestone]) {
        (id, measure, active) = (milestones[0].rule, milestones[0].measure, milestones[0].active)
        bounds = milestones.map(\.from)
        rows = .milestones(milestones)
    }

    private init(_ tiers: CustomerTiers) {
        (id, measure, active) = (tiers.id, tiers.measure, tiers.active)
        bounds = tiers.rows.map(\.from)
        rows = .tiers(tiers)
    }

    /// The key of its rows in the file.
    var form: String { if case .tiers = rows { "tiers" } else { "milestones" } }

    var labels: [String] { bounds.map(\.label) }

    /// Currencies that its rows state.
    var currencies: [Currency] {
        var stated: [Currency] = []
        for case .spend(let table) in bounds {
            for money in table.stated where !stated.contains(money.currency) { stated.append(money.currency) }
        }
        return stated
    }

    // MARK: Asking

    func asking(_ question: LoyaltyQuestion) -> (rule: String, question: RuleQuestion) {
        if case .tiers = rows { (id, .tiers(question)) } else { (id, .milestones(question)) }
    }

    /// The highest row that somebody reaches and is given, from 0.
    func reached(_ question: LoyaltyQuestion) -> Int? {
        switch rows {
        case .milestones(let rows): question.reached(rows).last
        case .tiers(let tiers): active.isOpen(at: question.at) ? tiers.row(reachedBy: question.counted) : nil
        }
    }

    /// What milestones bring somebody; 0 for tiers.
    func points(_ question: LoyaltyQuestion) -> Int64 { if case .milestones(let rows) = rows { question.points(rows) } else { 0 } }

    /// Just enough for a row, the last when none is named; nothing where the row is not stated in the currency.
    func tally(_ currency: Currency, row: Int? = nil) -> Standing.Tally {
        switch bounds[row ?? bounds.count - 1] {
        case .count(let count):
            Standing.Tally(orders: measure.subject == .points ? 0 : count, points: measure.subject == .points ? count : 0, spend: [:])
        case .spend(let table):
            table.amount(in: currency).map { Standing.Tally(orders: 0, points: 0, spend: [currency.code: $0]) } ?? .zero
        }
    }

    /// A customer who meets a requirement and bought enough for a row.
    func question(_ requirement: Requirement, _ currency: Currency, row: Int? = nil) -> LoyaltyQuestion? {
        let trial = CartMaker(rules: [selector], coupons: [], currency: currency).trial(requirement, ignoresTime: true)
        return trial.map { LoyaltyQuestion(counted: tally(currency, row: row), customer: $0.cart.customer, at: $0.at) }
    }

    // MARK: Conditions

    /// The ways in which its condition can hold while it is in force.
    func requirements(in currency: Currency) -> [Requirement] {
        let open = selector.requirements(in: currency)
        guard let program = condition?.program else { return open }
        var reader = ClauseReader(program, currency, field: ["when"], otherLines: 0)
        let ways = reader.alternatives(line: .line(0))
        return open.flatMap { one in ways.map { one.adding($0) } }
    }

    private var condition: IssueCondition? { if case .milestones(let rows) = rows { rows[0].condition } else { nil } }

    private var selector: Promotion {
        Promotion(id: id, stage: Stage(phase: .earn, step: 1), active: active, gives: [Give(verb: .percent(Rational(1)))])
    }

    /// Whether both are milestones that count the same, of the same customers, at the same times.
    func isLike(_ other: CountingRule) -> Bool {
        guard case .milestones = rows, case .milestones = other.rows else { return false }
        return measure == other.measure && active.isSame(as: other.active)
            && condition?.program.expression.text == other.condition?.program.expression.text
    }
}

extension ActiveWindow {
    fileprivate func isSame(as other: ActiveWindow) -> Bool {
        from == other.from && until == other.until && weekly == other.weekly && (weekly.isEmpty || zone == other.zone)
    }
}
