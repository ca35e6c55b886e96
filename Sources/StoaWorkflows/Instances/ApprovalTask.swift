import JSONDocument
import StoaCommerce
import StoaExtension

/// A question to people: may this command run? One for each stage of an approval.
public struct ApprovalTask: Noun, Hashable {
    public static let kind = "approvalTask"
    public static let idPrefix = "tsk"

    public enum State: String, Sendable, Codable, CaseIterable {
        case open, approved, rejected
        /// Nobody decided before the deadline.
        case expired
        /// The subject changed after the task was opened; another task takes its place.
        case voided
    }

    public let id: ID<ApprovalTask>
    public let instance: ID<WorkflowInstance>
    public let workflow: String
    public let workflowVersion: String
    /// The task of the definition, and the stage of its approval.
    public let name: String
    public let stage: String
    /// Who asked for the command; never decides.
    public let requestedBy: String
    /// What is shown to those who decide: the command, what it is about, and the hashes of both.
    public let command: String
    public let input: JSON
    public let commandHash: String
    public let subject: WorkflowSubject?
    public let need: Int
    /// Actor ids, the maker's among them.
    public let excluded: [String]
    public let openedAt: Instant
    public let dueAt: Instant?

    public internal(set) var pool: ApproverPool
    public internal(set) var state: State = .open
    public internal(set) var closedAt: Instant?
    public internal(set) var decisions: [Decision] = []
    public internal(set) var remindAt: Instant?
    public internal(set) var remindersSent = 0
    public internal(set) var escalateAt: Instant?

    /// Open tasks are found by who may decide them; a closed one is found through its instance.
    public var keys: [LookupKey] {
        let common = [LookupKey("state", state.rawValue), LookupKey("instance", instance.text)]
        return state == .open ? common + pool.lookupValues.map { LookupKey("openFor", $0) } : common
    }

    /// What one person said, and what lay before them.
    public struct Decision: Sendable, Hashable, Codable {
        public let by: String
        /// The person in whose place it was made; nil for one's own.
        public let onBehalfOf: String?
        public let outcome: DecisionOutcome
        public let comment: String?
        public let at: Instant
        public let commandHash: String
        public let subjectVersion: Int64?
        public let subjectHash: String?
        public let workflowVersion: String
    }

    /// The next time something happens by itself.
    var nextInstant: Instant? { [remindAt, escalateAt, dueAt].compactMap { $0 }.min() }
}
