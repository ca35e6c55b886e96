import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// An approval task as the API shows it: all that a person needs to decide.
public struct TaskView: Codable, Sendable, SchemaDescribed {
    public let id: ID<ApprovalTask>
    public let state: ApprovalTask.State
    public let instance: ID<WorkflowInstance>
    public let workflow: String
    public let workflowVersion: String
    public let name: String
    public let stage: String
    public let requestedBy: String
    public let command: String
    public let input: JSON
    /// SHA-256 of the held command: what exactly is approved.
    public let commandHash: String
    public let subject: WorkflowSubject?
    public let pool: ApproverPool
    public let need: Int
    public let openedAt: Instant
    public let dueAt: Instant?
    public let closedAt: Instant?
    public let decisions: [ApprovalTask.Decision]

    init(_ task: ApprovalTask) {
        id = task.id
        state = task.state
        instance = task.instance
        workflow = task.workflow
        workflowVersion = task.workflowVersion
        name = task.name
        stage = task.stage
        requestedBy = task.requestedBy
        command = task.command
        input = task.input
        commandHash = task.commandHash
        subject = task.subject
        pool = task.pool
        need = task.need
        openedAt = task.openedAt
        dueAt = task.dueAt
        closedAt = task.closedAt
        decisions = task.decisions
    }

    public static let schema = Schema.object(
        title: "Task",
        fields: [
            .required("id", .string()), .required("state", .oneOf(ApprovalTask.State.self)), .required("instance", .string()),
            .required("workflow", .string()), .required("workflowVersion", .string()),
            .required("name", .string(), "the task of the workflow"), .required("stage", .string(), "the stage of its approval"),
            .required("requestedBy", .string(), "who asked for the command"), .required("command", .string()),
            .required("input", .any, "exactly what will run"), .required("commandHash", .string(), "SHA-256 of the held command"),
            .optional("subject", .object(fields: [], allowsOthers: true), "the document it is about, as it was shown"),
            .required("pool", ApproverPool.self, "who may decide"),
            .required("need", .integer(minimum: 1), "how many must approve"), .required("openedAt", .string(format: "date-time")),
            .optional("dueAt", .string(format: "date-time")), .optional("closedAt", .string(format: "date-time")),
            .required("decisions", .array(of: .object(fields: [], allowsOthers: true)), "who said what, and what lay before them"),
        ])
}

/// What has become of an instance, in short.
public struct InstanceSummary: Codable, Sendable, SchemaDescribed {
    public let id: ID<WorkflowInstance>
    public let state: WorkflowInstance.State
    public let outcome: WorkflowInstance.Outcome?
    public let reason: String?
    public let failure: WorkflowInstance.Failure?
    /// What the held command came to, once it ran.
    public let result: JSON?

    init(_ instance: WorkflowInstance) {
        id = instance.id
        state = instance.state
        outcome = instance.outcome
        reason = instance.reason
        failure = instance.failure
        result = instance.history.last { $0.what == "executed" }?.detail
    }

    static let fields: [SchemaField] = [
        .required("id", .string()), .required("state", .oneOf(WorkflowInstance.State.self)),
        .optional("outcome", .oneOf(WorkflowInstance.Outcome.self), "what became of the held command"),
        .optional("reason", .string(), "why it was refused"),
        .optional("failure", .object(fields: [], allowsOthers: true), "the error that stopped it"),
        .optional("result", .any, "what the held command came to"),
    ]

    public static let schema = Schema.object(title: "WorkflowInstanceSummary", fields: fields)
}

/// An instance as the API shows it to those it concerns.
public struct InstanceView: Codable, Sendable, SchemaDescribed {
    public let id: ID<WorkflowInstance>
    public let workflow: String
    public let version: String
    public let state: WorkflowInstance.State
    public let outcome: WorkflowInstance.Outcome?
    public let reason: String?
    public let failure: WorkflowInstance.Failure?
    public let command: String
    public let input: JSON
    public let requestedBy: String
    public let position: String?
    public let task: ID<ApprovalTask>?
    public let wakeAt: Instant?
    public let startedAt: Instant
    public let endedAt: Instant?
    public let history: [WorkflowInstance.HistoryEntry]

    init(_ instance: WorkflowInstance) {
        id = instance.id
        workflow = instance.workflow
        version = instance.version
        state = instance.state
        outcome = instance.outcome
        reason = instance.reason
        failure = instance.failure
        command = instance.held.command
        input = instance.held.input
        requestedBy = instance.held.actor.id
        position = instance.position
        if case .approval(let task, _, _)? = instance.wait { self.task = task } else { task = nil }
        wakeAt = instance.wakeAt
        startedAt = instance.startedAt
        endedAt = instance.endedAt
        history = instance.history
    }

    public static let schema = Schema.object(
        title: "WorkflowInstance",
        fields: [
            .required("id", .string()), .required("workflow", .string()), .required("version", .string()),
            .required("state", .oneOf(WorkflowInstance.State.self)), .optional("outcome", .oneOf(WorkflowInstance.Outcome.self)),
            .optional("reason", .string()), .optional("failure", .object(fields: [], allowsOthers: true)),
            .required("command", .string()), .required("input", .any), .required("requestedBy", .string()),
            .optional("position", .string(), "the task it stands at"), .optional("task", .string(), "the approval task it waits for"),
            .optional("wakeAt", .string(format: "date-time"), "when its timer rings next"),
            .required("startedAt", .string(format: "date-time")), .optional("endedAt", .string(format: "date-time")),
            .required("history", .array(of: .object(fields: [], allowsOthers: true)), "oldest first"),
        ])
}
