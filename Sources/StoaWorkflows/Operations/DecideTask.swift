import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `task.decide`: one person approves or rejects. The last approval runs the held command in the same commit.
struct DecideTask: Operation {
    let catalog: WorkflowCatalog
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<ApprovalTask>
        let outcome: DecisionOutcome
        let comment: String?

        static let schema = Schema.object(
            title: "TaskDecision",
            fields: [
                .required("id", .string(minLength: 1, maxLength: 100), "the task"),
                .required("outcome", .oneOf(DecisionOutcome.self), "what you decide"),
                .optional("comment", .string(maxLength: 2000), "why; a rejection needs it"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let task: TaskView
        let instance: InstanceSummary
        /// The next stage's task, or the one that replaces a void one.
        let next: ID<ApprovalTask>?

        static let schema = Schema.object(
            title: "TaskDecisionResult",
            fields: [
                .required("task", TaskView.self, "the task as it is now"),
                .required("instance", InstanceSummary.self, "what became of the command"),
                .optional("next", .string(), "the task that is to be decided next"),
            ])
    }

    init(catalog: WorkflowCatalog, roles: Set<String>) {
        self.catalog = catalog
        definition = OperationDefinition(
            "task.decide", .command, "Approves or rejects what a task asks about.", roles: roles,
            route: .init(.post, "/v1/tasks/{id}/decision"),
            events: ["approval.decided", "approval.requested", "approval.voided", "workflow.finished"],
            errors: [
                "approvalTask.notFound", "approval.makerIsChecker", "approval.notInPool", "approval.alreadyDecided",
                "approval.expired", "approval.excluded", "approval.commentRequired",
            ])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let task = try context.get(input.id)
        let instance = try context.get(task.value.instance)
        let workflow = try context.definition(of: instance.value, catalog)
        let isAdmitted = try task.value.admits(context.actor, instance.value, at: context.now)
        let decision = TaskDecision(
            by: context.actor, outcome: input.outcome, comment: input.comment, subject: try current(task.value, &context),
            isAdmitted: isAdmitted)
        let stored = WorkflowRunner.Stored(instance: instance, task: task)
        let result = try WorkflowRunner(definition: workflow).run(.decided(decision), stored.state, storedAs: stored, &context)
        let open = result.state.openTask
        return Output(
            task: TaskView(result.tasks[input.id] ?? task.value), instance: InstanceSummary(result.state.instance),
            next: open?.id == input.id ? nil : open?.id)
    }

    private func current(_ task: ApprovalTask, _ context: inout DecisionContext) throws(Interruption) -> WorkflowSubject? {
        guard let shown = task.subject else { return nil }
        return try context.subject(DocumentKey(kind: shown.kind, id: shown.id))
    }
}
