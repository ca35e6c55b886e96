import StoaExtension

/// Rules about who may run what that are kept in the store, such as those of the rulebook in force: asked for within the
/// decision, as ``GateSource`` is. The platform's own services are never asked about.
public protocol PermissionSource: Sendable {
    /// What the rules say of an operation; ``OperationPermissions/none`` where they say nothing.
    func permissions(for operation: String, _ context: inout DecisionContext) throws(Interruption) -> OperationPermissions
}
