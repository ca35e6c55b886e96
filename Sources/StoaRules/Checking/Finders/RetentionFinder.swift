import CEL
import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExpressions

/// Retention rules that are never in force, holds that hold nothing, and times that a longer one always covers.
enum RetentionFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        let all = study.book.standing.retention
        return all.compactMap { rule in closed(rule, study) ?? contradictory(rule, study) ?? shadowed(rule, among: all, study) }
    }

    private static func closed(_ rule: RetentionRule, _ study: Study) -> Suspicion? {
        guard rule.active.opening(near: CartMaker.usualInstant) == nil else { return nil }
        let question = rule.question(at: rule.active.from ?? RuleTestFile.standardInstant)
        return .neverOpen(
            rule.id, at: question.at, "; it is about this record", study, questions: [(rule.id, .retention(question))]
        ) { _ in !question.isDecided(by: rule.id, study.book) }
    }

    private static func contradictory(_ rule: RetentionRule, _ study: Study) -> Suspicion? {
        guard case .hold(let condition?) = rule.effect,
            let why = Contradiction(among: condition.parts(in: rule.environment), { RetentionRule.scope($0, in: rule.environment) })
        else { return nil }
        let at = why.nearest.json(["now"])?.string.flatMap { try? Instant($0) }
        let question = rule.question(at: at ?? RuleTestFile.standardInstant, why.nearest.json(["record"]))
        return Suspicion(
            severity: .error, code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, ["when"]),
            message: "the rule holds no record: \(why.message)", hint: "change or remove one of the conditions",
            questions: [(rule.id, .retention(question))], isShown: { _ in !question.isDecided(by: rule.id, study.book) },
            shows: { _ in "no record comes nearer to the condition than this, and the rule does not hold it" })
    }

    /// A rule that keeps the same records for longer, so that this one never says when they go.
    private static func shadowed(_ rule: RetentionRule, among all: [RetentionRule], _ study: Study) -> Suspicion? {
        let rivals = all.filter { $0.id != rule.id && $0.keepsNoLess(than: rule) }
        guard let rival = rivals.first(where: { !rule.keepsNoLess(than: $0) || $0.id < rule.id }) else { return nil }
        let question = rule.question(at: rule.active.opening(near: RuleTestFile.standardInstant) ?? RuleTestFile.standardInstant)
        let without = study.book.deciding { $0.retention.removeAll { $0.id == rule.id } }
        return Suspicion(
            code: "shadowed", rules: [rule.id, rival.id], span: study.places.span(rule.id, ["id"]),
            message: "the rule changes nothing: '\(rival.id)' keeps the same records as long or longer",
            hint: "let this rule keep longer, narrow '\(rival.id)', or remove this rule", questions: [(rule.id, .retention(question))],
            isShown: { _ in
                let (own, other) = (question.decision(by: study.book), question.decision(by: without))
                return other.rule == rival.id && own.keepUntil == other.keepUntil && own.action == other.action
            },
            shows: { _ in "the rule is about this record, and '\(rival.id)' says when it goes" })
    }
}

extension RetentionQuestion {
    fileprivate func isDecided(by rule: String, _ book: Rulebook) -> Bool {
        let decision = decision(by: book)
        return decision.rule == rule || decision.holds.contains(rule)
    }
}

extension RetentionRule {
    /// A record that the rule is about, as old as it is new.
    fileprivate func question(at instant: Instant, _ record: JSON? = nil) -> RetentionQuestion {
        RetentionQuestion(
            recordClass: classes.min { $0.rawValue < $1.rawValue } ?? .order, zone: zones?.min(), since: instant, at: instant,
            record: record ?? .object([:]))
    }

    fileprivate static func scope(_ sample: FactSamples.Sample, in environment: CommandEnvironment) -> CommandScope? {
        let at = sample.json(["now"]).map { $0.string.flatMap { try? Instant($0) } } ?? RuleTestFile.standardInstant
        return at.map { scope(of: sample.json(["record"]) ?? .object([:]), at: $0, in: environment) }
    }

    /// Whether another rule's records are this one's too, and are kept here at least as long.
    fileprivate func keepsNoLess(than other: RetentionRule) -> Bool {
        guard case .keep(let own, let action) = effect, case .keep(let time, let otherAction) = other.effect, active.isAlways,
            classes.isSuperset(of: other.classes)
        else { return false }
        // Rules of a region stand in the place of those for everywhere, and do not add to them.
        let isSameRegion = zones.map { zones in other.zones.map(zones.isSuperset) ?? false } ?? (other.zones == nil)
        guard isSameRegion else { return false }
        if own == time { return action <= otherAction }
        return own.years * 12 + own.months >= time.years * 12 + time.months && own.days >= time.days
    }
}

extension CommandExpression {
    /// The operands of the top `&&`, each an expression of its own.
    func parts(in environment: CommandEnvironment) -> [CommandExpression] {
        program.expression.conjuncts.compactMap { part in
            try? environment.expression(SourceText(name: "", text: part.text), expecting: .bool)
        }
    }
}
