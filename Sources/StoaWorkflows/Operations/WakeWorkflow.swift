import JSONDocument
import StoaCommerce
import StoaKernel

/// `workflow.wake`: the timer of an instance rang: remind, escalate, expire, retry, or go on.
struct WakeWorkflow: Operation {
    static let name = "workflow.wake"

    let catalog: WorkflowCatalog

    struct Input: Codable, Sendable, SchemaDescribed {
        let instance: ID<WorkflowInstance>
        /// The number of the timer that rang; an older one than the instance's counts no more.
        let sequence: Int

        static let schema = Schema.object(
            title: "WorkflowWake", fields: [.required("instance", .string()), .required("sequence", .integer(minimum: 1))])
    }

    let definition = OperationDefinition(
        WakeWorkflow.name, .command, "Moves an instance on whose timer rang.", roles: ["system"],
        events: ["approval.reminded", "approval.escalated", "approval.decided", "approval.requested", "workflow.finished"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> InstanceSummary {
        let stored = try context.storedWorkflow(input.instance)
        guard stored.instance.value.wakeSequence == input.sequence, stored.instance.value.wakeAt != nil else {
            return InstanceSummary(stored.instance.value)
        }
        let workflow = try context.definition(of: stored.instance.value, catalog)
        let result = try WorkflowRunner(definition: workflow).run(.woke, stored.state, storedAs: stored, &context)
        return InstanceSummary(result.state.instance)
    }
}
