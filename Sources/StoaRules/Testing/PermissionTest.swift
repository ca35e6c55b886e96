import JSONDocument
import StoaCommerce
import StoaExtension
import StrictYAML

/// One test of a `tests.yaml` beside a permission. It runs against all permissions of the book.
struct PermissionTest {
    let name: String
    let operation: String
    let facts: PermissionFacts
    /// What the operation's own roles say.
    let byRole: RoleAnswer
    /// `allow`, or the code of the refusal.
    let expected: String
    /// The rule that has to decide; nil where that does not matter.
    let rule: String?

    /// What stands for the roles of an operation: a book is tested without the platform.
    static let roleMissing = "auth.roleMissing"

    func verdict(in book: Rulebook) -> OperationPermissions.Verdict {
        book.permissions(for: operation).verdict(
            on: facts, OperationAccess(name: operation, roles: ["anybody"]),
            byRole: byRole == .allow ? .allow : .deny(code: Self.roleMissing, message: ""))
    }

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        let verdict = verdict(in: book)
        var differences: [String] = []
        switch verdict.decision {
        case .allow: if expected != RoleAnswer.allow.rawValue { differences.append("expected \(expected), found allow") }
        case .deny(let code, let message): if expected != code { differences.append("expected \(expected), found \(code): \(message)") }
        }
        if let rule, rule != verdict.rule { differences.append("by: expected \(rule), found \(verdict.rule ?? "no rule")") }
        return differences
    }

    /// `{ name, run: order.refund, actor: { id, roles }, command, subject, did, byRole, at, expect: allow }`
    static func read(_ reader: YAMLReader) -> [PermissionTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in value.mapping(RuleShapes.permissionTest) { test($0) } }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader) -> PermissionTest? {
        let name = fields.required("name")?.string()
        let operation = fields.required("run")?.parsed("an operation", hint: "write order.refund") { text -> String? in
            guard case .one(let name)? = OperationPattern(text) else { return nil }
            return name
        }
        let actor = fields.required("actor")?.mapping(RuleShapes.actor) { Self.actor($0) }
        let command = fields.optional("command")?.node.asJSON ?? .object([:])
        let subject = fields.optional("subject")?.mapping { Self.subject($0) }
        let acts = fields.optional("did")?.mapping { Self.acts($0) } ?? []
        let byRole = fields.optional("byRole")?.oneOf(RoleAnswer.self) ?? .allow
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        let expected = fields.required("expect")?.string()
        let rule = fields.optional("by")?.string()
        guard let name, let operation, let actor, let expected else { return nil }
        let facts = PermissionFacts(
            command: command, actor: actor, subject: subject, acts: acts, now: at ?? RuleTestFile.standardInstant)
        return PermissionTest(name: name, operation: operation, facts: facts, byRole: byRole, expected: expected, rule: rule)
    }

    private static func actor(_ fields: YAMLMappingReader) -> Actor? {
        let id = fields.required("id")?.string()
        let kind = fields.optional("kind")?.oneOf(ActorKind.self) ?? .user
        let roles = fields.optional("roles")?.texts() ?? []
        let seller = fields.optional("seller")?.string()
        guard let id, let kind = Actor.Kind(rawValue: kind.rawValue) else { return nil }
        return Actor(kind: kind, id: id, roles: Set(roles), seller: seller)
    }

    /// `{ order: { customer: cus_1 } }`
    private static func subject(_ fields: YAMLMappingReader) -> PermissionFacts.Subject? {
        guard let (entry, value) = fields.all.first else { return nil }
        let body = value.node.asJSON
        return .init(kind: entry.key, id: body["id"]?.string ?? "subject", version: 1, body: body)
    }

    /// `{ usr_1: [order.place, order.return] }`
    private static func acts(_ fields: YAMLMappingReader) -> [PermissionFacts.Act] {
        fields.all.flatMap { entry, value in (value.texts() ?? []).map { .init(command: $0, actor: entry.key) } }
    }
}
