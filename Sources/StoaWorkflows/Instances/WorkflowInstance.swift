import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// One run of a workflow: where it stands, what it waits for, and all that has happened. A step is one new version.
public struct WorkflowInstance: Noun, Hashable {
    public static let kind = "workflowInstance"
    public static let idPrefix = "wfi"

    /// How far it has come.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Between two steps of one commit; never stored.
        case running
        case waiting
        /// Came to its end; `outcome` says what became of the held command.
        case completed
        /// Stopped by an error that `failure` names; an operator has to look.
        case failed

        public var isFinal: Bool { self == .completed || self == .failed }
    }

    /// What became of the held command.
    public enum Outcome: String, Sendable, Codable, CaseIterable { case executed, refused, notExecuted }

    public let id: ID<WorkflowInstance>
    public let workflow: String
    /// The definition this instance keeps: the author's version, and the document with the file itself.
    public let version: String
    public let definition: ID<WorkflowVersion>
    /// Exactly what runs when the workflow says so, and its SHA-256: what approvers approve.
    public let held: HeldCommand
    public let commandHash: String
    /// As it was last shown to those who decide.
    public internal(set) var subject: WorkflowSubject?
    public let startedAt: Instant

    public internal(set) var state: State = .running
    public internal(set) var outcome: Outcome?
    public internal(set) var endedAt: Instant?
    /// The reason of a refusal, for whoever asked.
    public internal(set) var reason: String?
    public internal(set) var failure: Failure?
    /// The task it stands at.
    public internal(set) var position: String?
    public internal(set) var wait: WorkflowWait?
    public internal(set) var variables: [String: JSON] = [:]
    public internal(set) var tasks: [String: TaskRecord] = [:]
    /// Actor ids of everyone who has approved so far.
    public internal(set) var approvers: [String] = []
    /// Everyone who was asked; they may see the instance.
    public internal(set) var audience = ApproverPool()
    /// When the timer rings next, and the number of that timer; both change together.
    public internal(set) var wakeAt: Instant?
    public internal(set) var wakeSequence = 0
    public internal(set) var approvalTaskCount = 0
    /// Oldest first.
    public internal(set) var history: [HistoryEntry] = []

    public init(
        id: ID<WorkflowInstance>, definition: WorkflowDefinition, held: HeldCommand, commandHash: String,
        subject: WorkflowSubject?, startedAt: Instant
    ) {
        self.id = id
        workflow = definition.id
        version = definition.version
        self.definition = WorkflowVersion.id(hash: definition.hash)
        self.held = held
        self.commandHash = commandHash
        self.subject = subject
        self.startedAt = startedAt
    }

    public var keys: [LookupKey] {
        [LookupKey("state", state.rawValue), LookupKey("workflow", workflow), LookupKey("requestedBy", held.actor.id)]
    }

    /// What a task left behind, as expressions read it: `tasks.NAME.output`, `outcome`, `decidedBy`, `comment`.
    public struct TaskRecord: Sendable, Hashable, Codable {
        public var output: JSON?
        public var outcome: String?
        public var decidedBy: String?
        public var comment: String?
    }

    public struct Failure: Sendable, Hashable, Codable {
        public let task: String?
        public let code: String
        public let message: String
    }

    /// One thing that happened.
    public struct HistoryEntry: Sendable, Hashable, Codable {
        public let at: Instant
        public let task: String?
        /// `called`, `approvalOpened`, `decided`, `executed`, `refused`, …
        public let what: String
        public let detail: JSON?
    }
}

/// What an instance waits for between two steps.
public enum WorkflowWait: Sendable, Hashable, Codable {
    /// For the next commit, because this one has called a command already.
    case turn
    case delay(until: Instant)
    /// To run the held command again; `attempt` counts the attempts so far.
    case retry(at: Instant, attempt: Int)
    /// For people; `voided` counts how often the subject changed under their hands.
    case approval(task: ID<ApprovalTask>, stage: Int, voided: Int)
}

/// The document a held command is about, in the version that was current when it was held or shown.
public struct WorkflowSubject: Sendable, Hashable, Codable {
    public let kind: String
    public let id: String
    public let version: Int64
    /// SHA-256 of the canonical body, hex.
    public let hash: String
    public let body: JSON

    public init(kind: String, id: String, version: Int64, hash: String, body: JSON) {
        self.kind = kind
        self.id = id
        self.version = version
        self.hash = hash
        self.body = body
    }
}
