import Diagnostics
import StoaExpressions
import StoaExtension

/// Permissions that never decide anything, and operations that are shut to everybody.
enum PermissionFinder {
    static func suspicions(_ study: Study) -> [Suspicion] {
        let all = study.book.standing.permissions.permissions
        var shut: Set<OperationPattern> = []
        return all.compactMap { rule in
            if let never = contradictory(rule, study) { return never }
            let rivalry = PermissionRivalry(rule, among: all)
            if let pattern = rivalry.shutOperation {
                return shut.insert(pattern).inserted ? nobody(rule, pattern, rivalry, study) : nil
            }
            return shadowed(rule, rivalry, study) ?? idle(rule, among: all, study)
        }
    }

    // MARK: Conditions

    private static func contradictory(_ rule: Permission, _ study: Study) -> Suspicion? {
        let parts = rule.operands.map(\.condition)
        guard let why = Contradiction(among: parts, { PermissionFacts($0, roles: [])?.scope(in: rule.environment) }),
            let facts = PermissionFacts(why.nearest, roles: rule.someRole, acts: rule.separatedCommands)
        else { return nil }
        let question = PermissionQuestion(operation: rule.operations[0].example, facts: facts)
        return Suspicion(
            severity: .error, code: "unreachable", rules: [rule.id], span: study.places.span(rule.id, ["when"]),
            message: "the permission never decides: \(why.message)", hint: "change or remove one of the conditions",
            questions: [(rule.id, .permission(question))], isShown: { _ in question.verdict(by: study.book).rule != rule.id },
            shows: { _ in "no facts come nearer to the condition than these, and the rule does not decide about them" })
    }

    // MARK: Rivals

    private static func shadowed(_ rule: Permission, _ rivalry: PermissionRivalry, _ study: Study) -> Suspicion? {
        guard let rival = rivalry.rival, let question = rule.question(rivalry.role) else { return nil }
        let without = study.book.deciding { $0.permissions = PermissionTable($0.permissions.permissions.filter { $0.id != rule.id }) }
        let isDenied = rival.effect != .allow && rule.effect == .allow
        let message =
            isDenied
            ? "the permission lets nobody in: '\(rival.id)' denies the same to the same people, and a denial beats every 'allow'"
            : "the permission changes nothing: '\(rival.id)' says the same, of as much or more, and is judged first"
        return Suspicion(
            code: "shadowed", rules: [rule.id, rival.id], span: study.places.span(rule.id, ["id"]), message: message,
            hint: "narrow '\(rival.id)' by its roles or its 'when', or remove this rule",
            questions: [(rule.id, .permission(question))],
            isShown: { _ in
                let (own, other) = (question.verdict(by: study.book), question.verdict(by: without))
                return own.decision == other.decision && (own.rule == rival.id || other.rule == rival.id)
            },
            shows: { _ in
                "\(question.who) meets the rule, and "
                    + (isDenied ? "'\(rival.id)' keeps them out" : "'\(rival.id)' decides the same without it")
            })
    }

    private static func nobody(
        _ rule: Permission, _ pattern: OperationPattern, _ rivalry: PermissionRivalry, _ study: Study
    ) -> Suspicion? {
        guard let rival = rivalry.rival, let question = rule.question(rivalry.role, on: pattern) else { return nil }
        let questions = [
            question, PermissionQuestion(operation: question.operation, facts: question.facts.asked(by: ["admin"])),
        ]
        return Suspicion(
            severity: .error, code: "nobodyMay", rules: [rule.id, rival.id], span: study.places.span(rule.id, ["on"]),
            message:
                "nobody may run '\(pattern.text)' any more: '\(rival.id)' denies it to whom this rule lets in, and administrators are denied too",
            hint: "leave a role that is not denied, or remove this rule to say that nobody may",
            questions: questions.map { (rule.id, .permission($0)) },
            isShown: { _ in questions.allSatisfy { $0.verdict(by: study.book).decision != .allow } },
            shows: { _ in "\(question.who) and an administrator are both refused" })
    }

    // MARK: Separations

    /// A separation from what nobody can have done.
    private static func idle(_ rule: Permission, among all: [Permission], _ study: Study) -> Suspicion? {
        let commands = rule.separatedCommands.sorted()
        guard let first = commands.first else { return nil }
        func denial(of command: String) -> Permission? {
            all.first { $0.isDenial && $0.roles == nil && $0.when == nil && $0.concerns(command) }
        }
        guard let rival = denial(of: first), commands.allSatisfy({ denial(of: $0) != nil }),
            let facts = PermissionFacts([:], roles: ["admin"])
        else { return nil }
        let question = PermissionQuestion(operation: first, facts: facts)
        return Suspicion(
            code: "separationIdle", rules: [rule.id, rival.id], span: study.places.span(rule.id, ["separate"]),
            message: "the separation keeps nobody out: '\(rival.id)' lets nobody run \(quoted(commands)) in the first place",
            hint: "separate from a command that somebody may run, or remove the rule",
            questions: [(rule.id, .permission(question))],
            isShown: { _ in question.verdict(by: study.book).rule == rival.id },
            shows: { _ in "not even an administrator may run '\(first)'" })
    }
}

extension PermissionQuestion {
    /// Who asks, for a sentence.
    fileprivate var who: String {
        facts.actor.roles.isEmpty ? "'\(facts.actor.id)'" : "somebody with the role \(quoted(facts.actor.roles.sorted()))"
    }
}

extension PermissionFacts {
    fileprivate func asked(by roles: Set<String>) -> PermissionFacts {
        PermissionFacts(
            command: command, actor: Actor(kind: .user, id: "usr_2", roles: roles), subject: subject, acts: acts, now: now)
    }
}

extension Permission {
    fileprivate var someRole: Set<String> { roles.map { Set($0.sorted().prefix(1)) } ?? [] }

    var isDenial: Bool { if case .deny = effect { true } else { false } }

    /// Somebody whom the rule is about, with facts that meet its condition; nil where none were found.
    fileprivate func question(_ role: String?, on pattern: OperationPattern? = nil) -> PermissionQuestion? {
        let samples = FactSamples(operands.map(\.condition))
        let facts = samples.all.lazy.compactMap { PermissionFacts($0, roles: role.map { [$0] } ?? [], acts: separatedCommands) }.first {
            (try? when?.holds(in: $0.scope(in: environment))) ?? (when == nil)
        }
        return facts.map { PermissionQuestion(operation: (pattern ?? operations[0]).example, facts: $0) }
    }
}
