import Foundation
import JSONDocument
import StoaCommerce
import StoaExpressions

extension Rulebook {
    func explanation(of rule: RetentionRule, _ question: RetentionQuestion) -> RuleExplanation {
        let decision = question.decision(by: self)
        var checks: [RuleExplanation.Check] = []
        judge(rule, question, decision, &checks)
        return RuleExplanation(
            rule: rule.id, applied: decision.holds.contains(rule.id) || decision.holds.isEmpty && decision.rule == rule.id, amount: 0,
            checks: checks, items: [], missing: nil, outcome: decision.words)
    }

    private func judge(
        _ rule: RetentionRule, _ question: RetentionQuestion, _ decision: RetentionDecision, _ checks: inout [RuleExplanation.Check]
    ) {
        let kinds = quoted(rule.classes.map(\.rawValue).sorted())
        guard
            checks.note(
                "class", rule.classes.contains(question.recordClass),
                "the record is of '\(question.recordClass.rawValue)', the rule is for \(kinds)")
        else { return }
        guard checks.note(rule.active, at: question.at) else { return }
        if let zones = rule.zones {
            let region = question.zone.map { "is '\($0)'" } ?? "is not known, so that every rule counts"
            let says = "the record's region \(region), the rule is for \(quoted(zones.sorted()))"
            guard checks.note("zones", question.zone.map(zones.contains) ?? true, says) else { return }
        }
        switch rule.effect {
        case .hold(let condition):
            guard let condition else { return }
            guard let record = question.record else {
                _ = checks.note("when", false, "records in general are asked for, and the hold is about some of them")
                return
            }
            let scope = RetentionRule.scope(of: record, at: question.at, in: rule.environment)
            let value = scope.value(of: condition)
            let holds = checks.note("when", value)
            if !holds, decision.holds.contains(rule.id) {
                _ = checks.note("hold", true, "the condition could not be judged, and a hold holds then")
            }
        case .keep(let period, let action):
            let end = period.end(from: question.since, in: RuleReading.timeZone(settings.zone) ?? .gmt)
            _ = checks.note("keep", true, "\(period) from \(question.since) on end at \(end); then: \(action.rawValue)")
            if !decision.holds.isEmpty {
                _ = checks.note("others", false, "the record is held by \(quoted(decision.holds)), whatever its time")
            } else if let other = decision.rule, other != rule.id {
                let isOfRegion = rule.zones == nil && standing.retention.contains { $0.id == other && $0.zones != nil }
                let why = isOfRegion ? "is for the record's region and stands in its place" : "keeps as long or longer"
                _ = checks.note("others", false, "'\(other)' \(why)")
            }
        }
    }
}

extension RetentionDecision {
    /// `anonymize from 2031-03-01T00:00:00Z on, by 'retention-kr'`
    fileprivate var words: String {
        if !holds.isEmpty { return "held by \(quoted(holds))" }
        guard let keepUntil, let action, let rule else { return "kept without end: no rule says that it may go" }
        return "\(action.rawValue) from \(keepUntil) on, by '\(rule)'"
    }
}
