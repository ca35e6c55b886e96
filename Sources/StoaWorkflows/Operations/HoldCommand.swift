import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `workflow.hold`: takes a command over that a gate has stopped, and starts the workflow that decides about it.
struct HoldCommand: Operation {
    let catalog: WorkflowCatalog

    struct Output: Codable, Sendable, SchemaDescribed {
        /// The task that waits for a person; nil when none was needed yet.
        let task: ID<ApprovalTask>?
        let instance: ID<WorkflowInstance>
        let state: WorkflowInstance.State

        static let schema = Schema.object(
            title: "HeldCommandResult",
            fields: [
                .optional("task", .string(), "the approval task that waits"),
                .required("instance", .string(), "the workflow instance that decides"),
                .required("state", .oneOf(WorkflowInstance.State.self), "how far the instance has come"),
            ])
    }

    let definition = OperationDefinition(
        HeldCommand.holder, .command, "Takes over a command that waits for a workflow.", roles: [],
        events: ["approval.requested", "workflow.finished"],
        errors: ["workflow.unknown", "workflow.inputTooLarge", "approval.neverApprovable"])

    /// A held command is kept in its instance and in every task, so it cannot be of any size.
    static let inputBytesMax = 64 * 1024

    func decide(_ held: HeldCommand, _ context: inout DecisionContext) throws(Interruption) -> Output {
        guard let workflow = catalog[held.workflow] else {
            throw .refused(
                Refusal(
                    .bug, code: "workflow.unknown", "'\(held.command)' waits for the workflow '\(held.workflow)', which is not installed"))
        }
        let input = held.input.canonicalText
        guard input.utf8.count <= HoldCommand.inputBytesMax else {
            throw .refused(Refusal(.tooLarge, code: "workflow.inputTooLarge", "a command with so long an input cannot be held"))
        }
        let version = WorkflowVersion(workflow)
        if try context.find(version.id, .pinned) == nil { try context.create(version) }
        let instance = WorkflowInstance(
            id: context.newID(), definition: workflow, held: held,
            commandHash: sha256Hex("\(held.command)\n\(held.actor.id)\n\(input)"),
            subject: try context.subject(of: held.command, held.input), startedAt: context.now)
        context.note("workflow", ["id": .string(workflow.id), "version": .string(workflow.version), "sha256": .string(workflow.hash)])
        let state = try WorkflowRunner(definition: workflow).run(
            .started, WorkflowState(instance: instance), storedAs: nil, &context
        ).state
        // A definition that cannot even begin holds nothing: the caller hears why, and nobody is left waiting.
        if let failure = state.instance.failure {
            throw .refused(Refusal(.conflict, code: failure.code, failure.message, hint: "ask the merchant to mend '\(workflow.id)'"))
        }
        return Output(task: state.openTask?.id, instance: instance.id, state: state.instance.state)
    }
}

extension HeldCommand: SchemaDescribed {
    public static var schema: Schema {
        .object(
            title: "HeldCommand",
            fields: [
                .required("workflow", .string()), .required("command", .string()), .required("input", .any),
                .required("actor", .object(fields: [], allowsOthers: true)),
            ])
    }
}
