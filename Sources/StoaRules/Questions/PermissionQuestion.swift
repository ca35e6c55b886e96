import JSONDocument
import StoaCommerce
import StoaExtension
import StrictYAML

/// Somebody who wants to run an operation, asked of a book without a platform around it.
struct PermissionQuestion: Sendable {
    let operation: String
    let facts: PermissionFacts
    /// What the operation's own roles say.
    var byRole = RoleAnswer.allow

    /// What stands for the roles of an operation: a book is asked without the platform.
    static let roleMissing = "auth.roleMissing"

    func verdict(by book: Rulebook) -> OperationPermissions.Verdict {
        book.permissions(for: operation).verdict(
            on: facts, OperationAccess(name: operation, roles: ["anybody"]),
            byRole: byRole == .allow ? .allow : .deny(code: Self.roleMissing, message: ""))
    }

    /// `{ run: order.refund, actor: { id, roles }, command, subject, did, byRole, at }`
    static func read(_ fields: YAMLMappingReader) -> PermissionQuestion? {
        let operation = fields.required("run")?.parsed("an operation", hint: "write order.refund") { text -> String? in
            guard case .one(let name)? = OperationPattern(text) else { return nil }
            return name
        }
        let actor = fields.required("actor")?.mapping(RuleShapes.actor) { Self.actor($0) }
        let command = fields.optional("command")?.node.asJSON ?? .object([:])
        let subject = fields.optional("subject")?.mapping { fields in
            fields.all.first.map { Self.subject($0.entry.key, $0.value.node.asJSON) }
        }
        let acts = fields.optional("did")?.mapping { Self.acts($0) } ?? []
        let byRole = fields.optional("byRole")?.oneOf(RoleAnswer.self) ?? .allow
        let at = fields.optional("at").flatMap { RuleQuestion.instant($0) }
        guard let operation, let actor else { return nil }
        let facts = PermissionFacts(
            command: command, actor: actor, subject: subject, acts: acts, now: at ?? RuleTestFile.standardInstant)
        return PermissionQuestion(operation: operation, facts: facts, byRole: byRole)
    }

    private static func actor(_ fields: YAMLMappingReader) -> Actor? {
        let id = fields.required("id")?.string()
        let kind = fields.optional("kind")?.oneOf(ActorKind.self) ?? .user
        let roles = fields.optional("roles")?.texts() ?? []
        let seller = fields.optional("seller")?.string()
        guard let id, let kind = Actor.Kind(rawValue: kind.rawValue) else { return nil }
        return Actor(kind: kind, id: id, roles: Set(roles), seller: seller)
    }

    /// The document of `{ order: { customer: cus_1 } }`.
    static func subject(_ kind: String, _ body: JSON) -> PermissionFacts.Subject {
        .init(kind: kind, id: body["id"]?.string ?? "subject", version: 1, body: body)
    }

    /// `{ usr_1: [order.place, order.return] }`
    private static func acts(_ fields: YAMLMappingReader) -> [PermissionFacts.Act] {
        fields.all.flatMap { entry, value in (value.texts() ?? []).map { .init(command: $0, actor: entry.key) } }
    }

    /// As ``read(_:)`` reads it.
    var json: [String: JSON] {
        var actor: [String: JSON] = ["id": .string(facts.actor.id)]
        if !facts.actor.roles.isEmpty { actor["roles"] = .array(facts.actor.roles.sorted().map(JSON.string)) }
        if facts.actor.kind != .user { actor["kind"] = .string(facts.actor.kind.rawValue) }
        actor["seller"] = facts.actor.seller.map(JSON.string)
        var json: [String: JSON] = ["run": .string(operation), "actor": .object(actor)]
        if facts.command != .object([:]) { json["command"] = facts.command }
        json["subject"] = facts.subject.map { .object([$0.kind: $0.body]) }
        if let acts = facts.acts, !acts.isEmpty {
            json["did"] = .object(Dictionary(grouping: acts, by: \.actor).mapValues { .array($0.map { .string($0.command) }) })
        }
        if byRole == .deny { json["byRole"] = .string(byRole.rawValue) }
        if facts.now != RuleTestFile.standardInstant { json["at"] = .string(facts.now.description) }
        return json
    }

    /// What a test that passes expects.
    func expectation(by book: Rulebook) -> [String: JSON] {
        let verdict = verdict(by: book)
        var json: [String: JSON] = [:]
        switch verdict.decision {
        case .allow: json["expect"] = .string(RoleAnswer.allow.rawValue)
        case .deny(let code, _): json["expect"] = .string(code)
        }
        json["by"] = verdict.rule.map(JSON.string)
        return json
    }
}
