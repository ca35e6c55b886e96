import JSONDocument
import StoaCommerce
import StoaExtension

/// Who may run an operation: the one place where roles and rules come together, before every command and query.
struct Permitting {
    let access: OperationAccess
    private let permissions: OperationPermissions
    private let byRole: PermissionDecision

    /// What the operation's roles and the rules in force say. The platform's own services act without rules.
    init(_ operation: OperationDefinition, _ context: inout DecisionContext) throws(Interruption) {
        access = operation.access
        byRole = context.environment.policy.permits(context.actor, toRun: operation.name, allowedRoles: operation.roles)
        var permissions = OperationPermissions.none
        if context.actor.kind != .system {
            for source in context.environment.permissions {
                permissions = permissions.and(try source.permissions(for: operation.name, &context))
            }
        }
        self.permissions = permissions
    }

    /// Refuses whom no facts could let in, before the input is looked at.
    func refuseByRole(_ context: inout DecisionContext) throws(JudgedInterruption) {
        if let refusal = permissions.refusal(of: context.actor, access, byRole: byRole) { try enforce(refusal, &context) }
    }

    /// Judges by the input, and by what is stored of the document that it is about.
    func judge(_ input: JSON, _ subject: DocumentKey?, _ context: inout DecisionContext) throws(JudgedInterruption) {
        guard !permissions.isEmpty else { return }
        let facts: PermissionFacts
        do { facts = try self.facts(input, subject, &context) } catch { throw JudgedInterruption(error) }
        try enforce(permissions.verdict(on: facts, access, byRole: byRole), &context)
    }

    private func facts(
        _ input: JSON, _ subject: DocumentKey?, _ context: inout DecisionContext
    ) throws(Interruption) -> PermissionFacts {
        var found: PermissionFacts.Subject?
        var acts: [PermissionFacts.Act]? = []
        if let subject, permissions.readsSubject || permissions.readsActs {
            if let document = try context.document(subject), let body = document.body {
                found = .init(kind: subject.kind, id: subject.id, version: document.version, body: body)
            }
            if permissions.readsActs { acts = try context.acts(on: subject) }
        }
        return PermissionFacts(command: input, actor: context.actor, subject: found, acts: acts, now: context.now)
    }

    private func enforce(_ verdict: OperationPermissions.Verdict, _ context: inout DecisionContext) throws(JudgedInterruption) {
        if let rule = verdict.rule { context.note("permission", .string(rule)) }
        guard case .deny(let code, let message) = verdict.decision else { return }
        context.hasRuleDenied = verdict != OperationPermissions.Verdict(byRole)
        throw .denied(Refusal(.forbidden, code: code, message))
    }
}
