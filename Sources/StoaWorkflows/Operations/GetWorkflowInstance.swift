import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `workflow.get`: an instance with every step it has taken.
struct GetWorkflowInstance: Operation {
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<WorkflowInstance>
        static let schema = Schema.object(
            title: "WorkflowInstanceQuery", fields: [.required("id", .string(minLength: 1, maxLength: 100), "the instance")])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "workflow.get", .query, "Shows a workflow instance: where it stands and how it came there.", roles: roles,
            route: .init(.get, "/v1/workflows/instances/{id}"), errors: ["workflowInstance.notFound", "workflow.notYours"])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> InstanceView {
        let instance = try context.get(input.id, .pinned).value
        let actor = context.actor
        guard actor.isOperator || actor.id == instance.held.actor.id || instance.audience.names(actor) else {
            throw .refused(Refusal(.forbidden, code: "workflow.notYours", "you did not ask for this, nor were you asked about it"))
        }
        return InstanceView(instance)
    }
}
