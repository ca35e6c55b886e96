import StoaKernel

/// The operations of workflows and approvals.
public enum WorkflowOperations {
    /// - Parameters:
    ///   - catalog: the definitions to start instances with; its ``WorkflowCatalog/gates`` go to the policy.
    ///   - everyRole: all roles that people of this mall can have. Whoever has one may ask about tasks and try to decide
    ///     them; each task's own pool says who really may.
    public static func all(catalog: WorkflowCatalog, everyRole: Set<String>) -> [AnyOperation] {
        let roles = everyRole.union(catalog.approverRoles).union(["admin"])
        return [
            AnyOperation(HoldCommand(catalog: catalog)), AnyOperation(DecideTask(catalog: catalog, roles: roles)),
            AnyOperation(GetTask(roles: roles)), AnyOperation(ListTasks(roles: roles)),
            AnyOperation(GetWorkflowInstance(roles: roles)), AnyOperation(WakeWorkflow(catalog: catalog)),
        ]
    }
}
