import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// Everything that can happen to an instance.
public enum WorkflowEvent: Sendable {
    case started
    /// The reply of the extension point that was asked; nil when nobody replied in time.
    case answered(JSON?)
    /// What the called command, or the held one, came to.
    case called(Result<JSON, Refusal>)
    /// The command cannot be run in this commit; the task is begun again in the next.
    case deferred
    case decided(TaskDecision)
    /// The timer rang, possibly late.
    case woke
}

/// What one person says to an open task.
public struct TaskDecision: Sendable {
    public let by: Actor
    public let outcome: DecisionOutcome
    public let comment: String?
    /// The subject as it is now; nil when there is none.
    public let subject: WorkflowSubject?
    /// Whether the pool's condition admits the person; true for a pool without one.
    public let isAdmitted: Bool

    public init(
        by: Actor, outcome: DecisionOutcome, comment: String? = nil, subject: WorkflowSubject? = nil, isAdmitted: Bool = false
    ) {
        self.by = by
        self.outcome = outcome
        self.comment = comment
        self.subject = subject
        self.isAdmitted = isAdmitted
    }
}

/// What the shell has to do after a step, in this order.
public enum WorkflowAction: Sendable, Hashable {
    /// Ask and answer with `.answered`. Only ever the last action, as the two below.
    case ask(ExtensionPoint, input: JSON, timeoutMilliseconds: Int?)
    /// Run as the workflow and answer with `.called`, or `.deferred`.
    case call(command: String, input: JSON)
    /// Run the held command as its own actor and answer with `.called`, or `.deferred`.
    case execute
    case open(ApprovalTask)
    case update(ApprovalTask)
    case emit(type: String, about: EventSubject, body: JSON)

    public enum EventSubject: Sendable, Hashable {
        case instance
        case task(ID<ApprovalTask>)
    }

    /// Whether the machine needs an answer before it can go on.
    public var needsAnswer: Bool {
        switch self {
        case .ask, .call, .execute: true
        default: false
        }
    }
}

/// An instance and the approval task it waits for, if it does.
public struct WorkflowState: Sendable, Hashable {
    public var instance: WorkflowInstance
    public var openTask: ApprovalTask?

    public init(instance: WorkflowInstance, openTask: ApprovalTask? = nil) {
        self.instance = instance
        self.openTask = openTask
    }
}

/// What a machine made of one event.
public struct WorkflowStep: Sendable, Hashable {
    public let state: WorkflowState
    public let actions: [WorkflowAction]
}
