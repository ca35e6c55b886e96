import StoaExpressions
import StoaExtension

extension Rulebook {
    func explanation(of rule: Permission, _ question: PermissionQuestion) -> RuleExplanation {
        let verdict = question.verdict(by: self)
        var checks: [RuleExplanation.Check] = []
        judge(rule, question, verdict, &checks)
        return RuleExplanation(
            rule: rule.id, applied: verdict.rule == rule.id, amount: 0, checks: checks, items: [], missing: nil, outcome: verdict.words)
    }

    private func judge(
        _ rule: Permission, _ question: PermissionQuestion, _ verdict: OperationPermissions.Verdict, _ checks: inout [RuleExplanation.Check]
    ) {
        let (facts, operation) = (question.facts, question.operation)
        if OperationAccess.isOpenDoor(operation) {
            _ = checks.note("on", false, "no permission stands before '\(operation)'")
            return
        }
        let patterns = quoted(rule.operations.map(\.text))
        guard checks.note("on", rule.concerns(operation), "'\(operation)' is run, the rule is for \(patterns)") else { return }
        if let roles = rule.roles {
            let own = facts.actor.roles.isEmpty ? "no role" : quoted(facts.actor.roles.sorted())
            let says = "'\(facts.actor.id)' has \(own), the rule names \(quoted(roles.sorted()))"
            guard checks.note(rule.isDenial ? "deny" : "allow", rule.names(facts.actor), says) else { return }
        }
        if let when = rule.when {
            let holds = checks.note("when", facts.scope(in: rule.environment).value(of: when))
            guard holds || verdict.rule == rule.id else { return }
            // A denial whose condition cannot be judged denies all the same.
            guard holds else {
                _ = checks.note("others", true, "the condition could not be judged, and a denial denies then")
                return
            }
        }
        if case .separate(let commands, _) = rule.effect {
            let act = rule.separatedAct(in: facts)
            let says =
                act.map { "'\($0.actor)' ran '\($0.command)' on the subject before" }
                ?? "'\(facts.actor.id)' ran none of \(quoted(commands.sorted())) on the subject"
            guard checks.note("separate", act != nil, says) else { return }
        }
        guard verdict.rule != rule.id else { return }
        if rule.effect == .allow, facts.actor.isAdministrator {
            _ = checks.note("others", false, "administrators need no grant")
        } else {
            _ = checks.note("others", false, verdict.rule.map { "'\($0)' is judged before it" } ?? "the operation's own roles decide")
        }
    }
}

extension OperationPermissions.Verdict {
    /// `permission.denied by 'trainees'`
    fileprivate var words: String {
        let decided =
            switch decision {
            case .allow: "allow"
            case .deny(let code, _): code
            }
        return decided + (rule.map { " by '\($0)'" } ?? "")
    }
}
