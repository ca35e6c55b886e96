import StoaCommerce
import StoaExtension

/// The platform's policy: roles open commands, and gates from rules and workflows are judged in one order.
public struct RolePolicy: Policy {
    /// Gives the gates of a command in a tenant; order does not matter.
    public typealias GateSource = @Sendable (_ command: String, _ tenant: TenantID) -> [Gate]

    private let sources: [GateSource]

    public init(gates sources: [GateSource]) { self.sources = sources }

    /// One common role is enough. `admin` may run everything; the platform's own services act without roles.
    public func permits(_ actor: Actor, toRun command: String, allowedRoles: Set<String>) -> PermissionDecision {
        if actor.kind == .system || actor.roles.contains("admin") || !actor.roles.isDisjoint(with: allowedRoles) { return .allow }
        let wanted = allowedRoles.union(["admin"]).sorted().joined(separator: ", ")
        return .deny(code: "auth.roleMissing", message: "'\(command)' needs one of the roles \(wanted)")
    }

    public func gates(before command: String, in tenant: TenantID) -> [Gate] {
        sources.flatMap { $0(command, tenant) }.sorted(by: Gate.isJudgedBefore)
    }
}
