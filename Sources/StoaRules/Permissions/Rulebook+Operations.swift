import Diagnostics
import StoaExtension
import StrictYAML

/// What only a platform can say of a book: whether the operations that it names exist, and may be given away.
extension Rulebook {
    /// Permissions that name operations which do not exist, or would let others in where only administrators may be.
    ///
    /// - Parameters:
    ///   - operations: all of the platform.
    ///   - files: what the book was compiled from.
    public func findings(about operations: [OperationAccess], in files: [SourceText]) -> [Diagnostic] {
        guard !standing.permissions.permissions.isEmpty else { return [] }
        let places = RulePlaces(files)
        return standing.permissions.permissions.flatMap { permission in
            var findings = unknown(permission.operations, permission.id, "on", operations, places)
            switch permission.effect {
            case .separate(let commands, _):
                findings += unknown(commands.sorted().compactMap(OperationPattern.init), permission.id, "separate", operations, places)
            case .allow: findings += givenAway(permission, operations, places)
            case .deny: break
            }
            return findings
        }
    }

    /// As above for a folder; empty for one that cannot be compiled, of which others tell.
    public static func findings(about operations: [OperationAccess], directory: String) -> [Diagnostic] {
        guard let files = try? RuleFolder(directory).ruleFiles(), let book = read(files).book else { return [] }
        return book.findings(about: operations, in: files)
    }

    private func unknown(
        _ patterns: [OperationPattern], _ rule: String, _ field: String, _ operations: [OperationAccess], _ places: RulePlaces
    ) -> [Diagnostic] {
        patterns.filter { pattern in !operations.contains { pattern.matches($0.name) } }.map { pattern in
            finding(
                "unknownOperation", "there is no operation '\(pattern.text)'",
                hint: suggestion(for: pattern.text, among: operations.map(\.name)) ?? "GET /openapi.json lists them", pattern, rule, field,
                places)
        }
    }

    private func givenAway(_ permission: Permission, _ operations: [OperationAccess], _ places: RulePlaces) -> [Diagnostic] {
        permission.operations.compactMap { pattern in
            guard case .one(let name) = pattern, operations.contains(where: { $0.name == name && $0.isAdministrative }) else { return nil }
            return finding(
                "grantsAdministration", "'\(name)' is for administrators, and a rulebook cannot let anybody else in",
                hint: "give the person a key with the role admin, or remove it here", pattern, permission.id, "on", places)
        }
    }

    private func finding(
        _ what: String, _ message: String, hint: String, _ pattern: OperationPattern, _ rule: String, _ field: String,
        _ places: RulePlaces
    ) -> Diagnostic {
        let node = places.node(rule, [field])
        let entry = node?.sequence?.first { $0.text == pattern.text } ?? node
        return Diagnostic(code: "rule.\(what)", message, hint: hint, source: places.source(of: rule), span: entry?.span)
    }
}
