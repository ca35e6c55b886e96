import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StrictYAML

/// What only a platform can say of a book: whether the operations that it names exist, and may be given away.
extension Rulebook {
    /// Permissions that name operations which do not exist, or would let others in where only administrators may be.
    ///
    /// - Parameters:
    ///   - operations: all of the platform.
    ///   - files: what the book was compiled from.
    public func findings(about operations: [OperationAccess], in files: [SourceText]) -> [RuleFinding] {
        guard !standing.permissions.permissions.isEmpty else { return [] }
        let places = RulePlaces(files)
        return standing.permissions.permissions.flatMap { permission in
            var findings = unknown(permission.operations, permission, "on", operations, places)
            switch permission.effect {
            case .separate(let commands, _):
                findings += unknown(commands.sorted().compactMap(OperationPattern.init), permission, "separate", operations, places)
            case .allow: findings += givenAway(permission, operations, places)
            case .deny: break
            }
            return findings
        }
    }

    /// As above for a folder; empty for one that cannot be compiled, of which others tell.
    public static func findings(about operations: [OperationAccess], directory: String) -> [RuleFinding] {
        guard let files = try? RuleFolder(directory).ruleFiles(), let book = read(files).book else { return [] }
        return book.findings(about: operations, in: files)
    }

    private func unknown(
        _ patterns: [OperationPattern], _ rule: Permission, _ field: String, _ operations: [OperationAccess], _ places: RulePlaces
    ) -> [RuleFinding] {
        patterns.filter { pattern in !operations.contains { pattern.matches($0.name) } }.map { pattern in
            let names = operations.map(\.name).filter { !OperationAccess.isOpenDoor($0) }
            let counterexample = (nearestName(to: pattern.text, among: names) ?? names.min()).flatMap { undecided($0, by: rule) }
            return finding(
                "unknownOperation", "there is no operation '\(pattern.text)'",
                hint: suggestion(for: pattern.text, among: operations.map(\.name)) ?? "GET /openapi.json lists them", pattern, rule.id,
                field,
                places, counterexample)
        }
    }

    /// Somebody whom a permission names runs an operation that does exist, and it says nothing.
    private func undecided(_ operation: String, by rule: Permission) -> Counterexample? {
        let actor = Actor(kind: .user, id: "usr_1", roles: rule.roles.map { Set($0.sorted().prefix(1)) } ?? [])
        let question = PermissionQuestion(
            operation: operation, facts: PermissionFacts(command: .object([:]), actor: actor, now: RuleTestFile.standardInstant))
        guard question.verdict(by: self).rule != rule.id else { return nil }
        let test = Counterexample.Test(rule: rule.id, content: RuleQuestion.permission(question).test(of: rule.id, in: self))
        return Counterexample(shows: "the rule says nothing of '\(operation)'", tests: [test])
    }

    private func givenAway(_ permission: Permission, _ operations: [OperationAccess], _ places: RulePlaces) -> [RuleFinding] {
        permission.operations.compactMap { pattern in
            guard case .one(let name) = pattern, operations.contains(where: { $0.name == name && $0.isAdministrative }) else { return nil }
            return finding(
                "grantsAdministration", "'\(name)' is for administrators, and a rulebook cannot let anybody else in",
                hint: "give the person a key with the role admin, or remove it here", pattern, permission.id, "on", places)
        }
    }

    private func finding(
        _ what: String, _ message: String, hint: String, _ pattern: OperationPattern, _ rule: String, _ field: String,
        _ places: RulePlaces, _ counterexample: Counterexample? = nil
    ) -> RuleFinding {
        let node = places.node(rule, [field])
        let entry = node?.sequence?.first { $0.text == pattern.text } ?? node
        let diagnostic = Diagnostic(code: "rule.\(what)", message, hint: hint, source: places.source(of: rule), span: entry?.span)
        return RuleFinding(diagnostic, rules: [rule], counterexample: counterexample)
    }
}
